"""Wires what says things: the outbox, the pages it shows, and the courier with a carrier for each kind of lane."""

from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from bot.app.config import BotConfig
from bot.app.instrumentation import observe_outcome
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.identity import Identity
from bot.delivery.leases import DocumentLeases
from bot.delivery.people import SlackPeople
from bot.delivery.rate_limit import RateLimiter
from bot.delivery.senders.gdp import GdpSender
from bot.delivery.senders.mail import MailSender
from bot.delivery.senders.outgoing import OutgoingDelivery, OutgoingSender, Router, Unconfigured
from bot.delivery.senders.slack import SlackDelivery
from bot.delivery.slack_gateway import SlackGateway
from bot.domain.ports import Alarms, Clock
from bot.metrics import Metrics
from bot.rendering.renderer import Renderer
from bot.services.outbox import Outbox
from bot.services.queries import QueryService
from bot.services.rota import RotaReader
from bot.storage.store import Store


@dataclass(frozen=True, kw_only=True, slots=True)
class Resources:
    """What is there before the bot: what it was told, where it keeps things, Slack, the time."""

    plan: BotConfig
    store: Store
    client: AsyncWebClient
    identity: Identity
    clock: Clock
    alarms: Alarms
    metrics: Metrics
    people: SlackPeople
    renderer: Renderer


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    roster: RotaReader
    outbox: Outbox
    reading: QueryService
    dispatcher: Dispatcher


def delivery(resources: Resources) -> Delivery:
    plan, store, clock = resources.plan, resources.store, resources.clock
    roster = RotaReader(store.weeks, plan.rota, plan.policy, clock)
    counts = observe_outcome(resources.metrics, clock)
    outbox = Outbox(store.calls, store.weeks, plan.policy, clock, observe_outcome=counts)
    reading = QueryService(
        calls=store.calls,
        clients=store.clients,
        people=resources.people,
        roster=roster,
        policy=plan.policy,
        clock=clock,
        link=resources.identity.link,
    )
    return Delivery(
        roster=roster, outbox=outbox, reading=reading, dispatcher=_dispatcher(resources, outbox, reading)
    )


def _dispatcher(resources: Resources, outbox: Outbox, reading: QueryService) -> Dispatcher:
    leases = DocumentLeases(resources.store.leases, outbox.recover)
    errands = SlackDelivery(
        outbox=outbox,
        leases=leases,
        reading=reading,
        renderer=resources.renderer,
        gateway=SlackGateway(resources.client),
        people=resources.people,
        rate_limiter=RateLimiter(resources.plan.limits),
        clock=resources.clock,
    )
    parcels = {
        kind: OutgoingDelivery(outbox=outbox, leases=leases, reading=reading, carrier=carrier)
        for kind, carrier in _carriers(resources.plan, resources.people).items()
    }
    return Dispatcher(
        outbox=outbox,
        leases=leases,
        errands=Router(errands, parcels),
        alarms=resources.alarms,
        clock=resources.clock,
    )


def _carriers(plan: BotConfig, people: SlackPeople) -> dict[str, OutgoingSender]:
    """By the kind of lane."""
    return {
        "mail": MailSender(plan.mail, people) if plan.mail else Unconfigured(),
        "gdp": GdpSender(plan.gdp) if plan.gdp else Unconfigured(),
    }
