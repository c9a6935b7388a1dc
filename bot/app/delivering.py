"""Wires what says things: the outbox, the pages it shows, and the courier with a carrier for each kind of lane."""

from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from bot.app.counting import witness
from bot.app.plan import Plan
from bot.delivery.courier import Courier
from bot.delivery.custody import Custody
from bot.delivery.errands import Errands
from bot.delivery.gate import Gate
from bot.delivery.gdp import GdpCarrier
from bot.delivery.identity import Identity
from bot.delivery.mail import MailCarrier
from bot.delivery.parcels import Carrier, Dispatch, Parcels, Unconfigured
from bot.delivery.people import SlackPeople
from bot.delivery.slack import SlackVoice
from bot.desk.outbox import Outbox
from bot.desk.reading import ReadingDesk
from bot.desk.rota import Roster
from bot.domain.ports import Alarms, Clock
from bot.metrics import Metrics
from bot.rendering.renderer import Renderer
from bot.storage.store import Store


@dataclass(frozen=True, kw_only=True, slots=True)
class World:
    """What is there before the bot: what it was told, where it keeps things, Slack, the time."""

    plan: Plan
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
    roster: Roster
    outbox: Outbox
    reading: ReadingDesk
    courier: Courier


def delivery(world: World) -> Delivery:
    plan, store, clock = world.plan, world.store, world.clock
    roster = Roster(store.weeks, plan.rota, plan.house, clock)
    counts = witness(world.metrics, clock)
    outbox = Outbox(store.calls, store.weeks, plan.house, clock, witness=counts)
    reading = ReadingDesk(
        calls=store.calls,
        clients=store.clients,
        people=world.people,
        roster=roster,
        house=plan.house,
        clock=clock,
        link=world.identity.link,
    )
    return Delivery(roster=roster, outbox=outbox, reading=reading, courier=_courier(world, outbox, reading))


def _courier(world: World, outbox: Outbox, reading: ReadingDesk) -> Courier:
    custody = Custody(world.store.leases, outbox.recover)
    errands = Errands(
        outbox=outbox,
        custody=custody,
        reading=reading,
        renderer=world.renderer,
        voice=SlackVoice(world.client),
        people=world.people,
        gate=Gate(world.plan.pace),
        clock=world.clock,
    )
    parcels = {
        kind: Parcels(outbox=outbox, custody=custody, reading=reading, carrier=carrier)
        for kind, carrier in _carriers(world.plan, world.people).items()
    }
    return Courier(
        outbox=outbox,
        custody=custody,
        errands=Dispatch(errands, parcels),
        alarms=world.alarms,
        clock=world.clock,
    )


def _carriers(plan: Plan, people: SlackPeople) -> dict[str, Carrier]:
    """By the kind of lane."""
    return {
        "mail": MailCarrier(plan.mail, people) if plan.mail else Unconfigured(),
        "gdp": GdpCarrier(plan.gdp) if plan.gdp else Unconfigured(),
    }
