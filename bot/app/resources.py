"""What is there before the bot, and what every part of its wiring is made of."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from slack_sdk.web.async_client import AsyncWebClient

from bot.app.config import BotConfig
from bot.delivery.identity import Identity
from bot.delivery.people import SlackPeople
from bot.delivery.place_names import SlackPlaceNames
from bot.delivery.rate_limit import RateLimiter
from bot.delivery.slack_gateway import TIME_LIMIT, SlackGateway
from bot.domain.ports import Alarms, Clock, Leases
from bot.metrics import Metrics
from bot.rendering.renderer import Renderer
from bot.scheduler.alarms import AlarmClock
from bot.services.queries import QueryService
from bot.services.rota import RotaReader
from bot.services.statement_queries import StatementQueries
from bot.services.waiting import WaitingPeople
from bot.storage.store import Store


@dataclass(frozen=True, kw_only=True)
class Resources:
    """What is there before the bot.

    Attributes:
        config: what the installation has configured.
        store: where documents are kept; its leases decide which of several bots delivers what.
        client: Slack's Web API; its session is also that of the `response_url` and of GDP.
        identity: who the bot is in its workspace.
        clock: the time; a test's or the demo's can be moved.
        metrics: what is counted.
        alarms: rings for documents; None for APScheduler's.
        leases: other leases than the store's own; None for those.
        monotonic: seconds of running time.
        jitter: spreads retries, from 0 to 1.
        slack_seconds: how long one request to Slack may take.
    """

    config: BotConfig
    store: Store
    client: AsyncWebClient
    identity: Identity
    clock: Clock
    metrics: Metrics = field(default_factory=Metrics)
    alarms: Alarms | None = None
    leases: Leases | None = None
    monotonic: Callable[[], float] = time.monotonic
    jitter: Callable[[], float] = random.random
    slack_seconds: float = TIME_LIMIT


class Foundation:
    """What both delivery and services are made with.

    Attributes:
        resources: what is there before the bot.
        policy: what the installation has configured.
        people: who is who in Slack.
        renderer: prints the templates.
        rate_limiter: keeps to what Slack allows.
        waiting: who waits for an acknowledgement.
        alarm_clock: the clock that jobs run by.
        alarms: rings for documents; the same clock, unless the resources have another.
        gateway: Slack's Web API as delivery uses it.
        rota: who is level 1.
        queries: what surfaces show of calls and weeks.
        statements: what they show of a month.
    """

    def __init__(self, resources: Resources) -> None:
        store, clock = resources.store, resources.clock
        self.resources = resources
        self.policy = resources.config.policy
        self.people = SlackPeople(resources.client)
        self.renderer = Renderer()
        self.rate_limiter = RateLimiter(resources.config.limits)
        self.waiting = WaitingPeople()
        self.alarm_clock = AlarmClock(clock)
        self.alarms: Alarms = resources.alarms or self.alarm_clock
        self.gateway = SlackGateway(resources.client, resources.slack_seconds)
        self.rota = RotaReader(
            weeks=store.weeks, rota_policy=resources.config.rota, policy=self.policy, clock=clock
        )
        self.queries = QueryService(
            calls=store.calls,
            clients=store.clients,
            people=self.people,
            rota=self.rota,
            policy=self.policy,
            clock=clock,
            link=resources.identity.link,
            places=SlackPlaceNames(resources.client),
        )
        self.statements = StatementQueries(
            calls=store.calls,
            clients=store.clients,
            people=self.people,
            weeks=store.weeks,
            card_link=self.queries.card_link,
            policy=self.policy,
            clock=clock,
        )
