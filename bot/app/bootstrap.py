"""The one wiring: from what is there before the bot to the bot. `lina run`, the demo and every test use it."""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.app.config import BotConfig
from bot.app.instrumentation import StateGauges, count_outcomes
from bot.app.jobs import Jobs
from bot.delivery.card_links import PostedCardLinks
from bot.delivery.dev_mentions import DevMentions
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.identity import Identity
from bot.delivery.leases import DocumentLeases
from bot.delivery.membership import SlackMembership
from bot.delivery.people import SlackPeople
from bot.delivery.rate_limit import RateLimiter
from bot.delivery.reconcile import Reconciler
from bot.delivery.retry import RetryPolicy
from bot.delivery.senders import Sender
from bot.delivery.senders.gdp import GdpTransport
from bot.delivery.senders.mail import MailTransport
from bot.delivery.senders.reports import ReportSender, Unconfigured
from bot.delivery.senders.slack import MessageRenderer, SlackSender
from bot.delivery.senders.workspace_settings import WorkspaceSettingsSender
from bot.delivery.slack_gateway import TIME_LIMIT, SlackGateway
from bot.domain.outbox.notice import QueueKind
from bot.domain.policy import Channels
from bot.domain.ports import Alarms, CallNotifier, Clock, Leases
from bot.metrics import Metrics
from bot.rendering.renderer import Renderer
from bot.scheduler.alarms import AlarmClock
from bot.services.access import AccessService
from bot.services.answerers import Answerers
from bot.services.callers import CallerQueries
from bot.services.calls import CallService
from bot.services.clients import ClientService
from bot.services.contracts import ContractService, ContractWatch
from bot.services.home import HomeService
from bot.services.names import PersonNames
from bot.services.opening import OpeningService
from bot.services.outbox import Outbox
from bot.services.queries import QueryService
from bot.services.rota import RotaReader, RotaWriter
from bot.services.rota_changes import RotaService
from bot.services.rota_queries import RotaQueries
from bot.services.rota_upkeep import RotaUpkeep
from bot.services.telephony import TelephonyService, TelephonyWatch
from bot.storage.store import Store
from bot.web import Health
from bot.web.telephony import TelephonyEndpoint
from handlers.membership_events import MembershipObserver
from handlers.register import register
from handlers.services import Services

IN_FLIGHT_SECONDS = 3.0
"""For what is being delivered when the bot is told to stop."""


@dataclass(frozen=True, kw_only=True)
class Resources:
    """What is there before the bot.

    Attributes:
        config: what the installation has configured.
        store: where documents are kept; its leases decide which of several bots delivers what.
        client: Slack's Web API.
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


@dataclass(frozen=True, kw_only=True)
class Bot:
    """The wired bot. `bolt` listens once a transport connects it.

    Attributes:
        bolt: the Bolt application with every listener.
        outbox: claims notices and records outcomes.
        leases: the documents that this bot delivers now.
        dispatcher: delivers what documents promise.
        services: what people do and read.
        rota: what time brings to the rota.
        jobs: what the clock drives.
        health: the probes of the platform and the operators.
        telephony: takes the events of the telephone exchange; None where none is configured.
    """

    bolt: AsyncApp
    outbox: Outbox
    leases: DocumentLeases
    dispatcher: Dispatcher
    services: Services
    rota: RotaUpkeep
    jobs: Jobs
    health: Health
    telephony: TelephonyEndpoint | None

    def routes(self) -> list[web.RouteDef]:
        """What is served by HTTP in both modes: the probes, and what the exchange posts to."""
        return [*self.health.routes(), *(self.telephony.routes() if self.telephony else ())]

    async def start(self) -> None:
        """Takes up what an earlier bot left, and begins to keep the time."""
        await self.jobs.start()

    async def stop(self) -> None:
        """Finishes what is in flight and leaves the rest to the store."""
        self.jobs.stop()
        await self.dispatcher.drain(IN_FLIGHT_SECONDS)


def build(resources: Resources) -> Bot:
    """Wires the bot; nothing is asked of Slack or of the store yet."""
    return _Wiring(resources).bot()


class _Wiring:
    """Makes each part once, in the order of what needs what."""

    def __init__(self, resources: Resources) -> None:
        self.resources = resources
        self.policy = resources.config.policy
        self.people = SlackPeople(resources.client)
        self.renderer = Renderer()
        self.renderer.prepare()
        self.alarm_clock = AlarmClock(resources.clock)
        self.alarms: Alarms = resources.alarms or self.alarm_clock
        self.rota_reader = RotaReader(
            weeks=resources.store.weeks,
            rota_policy=resources.config.rota,
            policy=self.policy,
            clock=resources.clock,
        )
        self.queries = self._queries()
        self.outbox = Outbox(
            resources.store.calls,
            resources.store.weeks,
            self.policy,
            resources.clock,
            observe=count_outcomes(resources.metrics, resources.clock),
        )
        self.leases = DocumentLeases(
            resources.leases or resources.store.leases, self.outbox.recover, resources.monotonic
        )
        self.card_links = PostedCardLinks(self.queries.link_of)
        self.dispatcher = self._dispatcher()
        self.rota_writer = RotaWriter(
            rota=self.rota_reader, weeks=resources.store.weeks, notifier=self.dispatcher
        )
        self.call_notifier = self._notifier()
        self.rota_upkeep = RotaUpkeep(
            rota=self.rota_reader,
            rota_writer=self.rota_writer,
            people=self.people,
            rota_policy=resources.config.rota,
            policy=self.policy,
            clock=resources.clock,
        )

    def bot(self) -> Bot:
        resources = self.resources
        membership = SlackMembership(resources.client, _channels(self.policy.channels))
        services = self._services(membership)
        telephony = self._telephony(membership)
        jobs = self._jobs(membership, telephony)
        bolt = _bolt(resources.client, resources.identity)
        events = MembershipObserver(
            profile_changed=jobs.person_changed, joined=membership.joined, left=membership.left
        )
        register(bolt, services, events, resources.metrics.acknowledged, resources.config.ack_timeout)
        gauges = StateGauges(resources.metrics, resources.store.calls, self.outbox, resources.clock)
        return Bot(
            bolt=bolt,
            outbox=self.outbox,
            leases=self.leases,
            dispatcher=self.dispatcher,
            services=services,
            rota=self.rota_upkeep,
            jobs=jobs,
            health=Health(
                {"slack": resources.client.auth_test, "store": resources.store.probe}, gauges.exposed
            ),
            telephony=_endpoint(resources.config, telephony),
        )

    def _queries(self) -> QueryService:
        return QueryService(
            calls=self.resources.store.calls,
            clients=self.resources.store.clients,
            people=self.people,
            rota=self.rota_reader,
            policy=self.policy,
            clock=self.resources.clock,
            link=self.resources.identity.link,
        )

    def _dispatcher(self) -> Dispatcher:
        resources = self.resources
        gateway = SlackGateway(resources.client, resources.slack_seconds)
        slack = SlackSender(
            gateway=gateway,
            messages=MessageRenderer(
                queries=self.queries,
                renderer=self.renderer,
                dev_mentions=DevMentions(self.policy.escalation.repeat),
            ),
            people=self.people,
            leases=self.leases,
            rate_limiter=RateLimiter(resources.config.limits),
        )
        return Dispatcher(
            outbox=self.outbox,
            leases=self.leases,
            senders=self._senders(gateway, slack),
            reconciler=Reconciler(outbox=self.outbox, searcher=slack, clock=resources.clock),
            retry=RetryPolicy(resources.jitter),
            card_links=self.card_links,
            alarms=self.alarms,
            clock=resources.clock,
            monotonic=resources.monotonic,
        )

    def _senders(self, gateway: SlackGateway, slack: SlackSender) -> Mapping[QueueKind, Sender]:
        """One sender for each kind of queue."""
        config = self.resources.config
        settings = WorkspaceSettingsSender(gateway=gateway, queries=self.queries, renderer=self.renderer)
        mail = MailTransport(server=config.mail, addresses=self.people) if config.mail else Unconfigured()
        gdp = GdpTransport(tool=config.gdp) if config.gdp else Unconfigured()
        return {
            **dict.fromkeys(QueueKind, slack),
            **dict.fromkeys((QueueKind.TOPIC, QueueKind.USERGROUP), settings),
            QueueKind.MAIL: ReportSender(transport=mail, queries=self.queries),
            QueueKind.GDP: ReportSender(transport=gdp, queries=self.queries),
        }

    def _services(self, membership: SlackMembership) -> Services:
        store, policy, clock = self.resources.store, self.policy, self.resources.clock
        notifier = self.call_notifier
        opening = OpeningService(
            calls=store.calls,
            clients=store.clients,
            rota=self.rota_reader,
            policy=policy,
            clock=clock,
            notifier=notifier,
        )
        calls = CallService(
            calls=store.calls,
            clients=store.clients,
            people=self.people,
            opening=opening,
            policy=policy,
            clock=clock,
            notifier=notifier,
            members=self.resources.config.rota.members,
        )
        rota, rota_queries = self._rota_services()
        return Services(
            opening=opening,
            calls=calls,
            clients=ClientService(
                calls=store.calls, clients=store.clients, policy=policy, clock=clock, notifier=notifier
            ),
            queries=self.queries,
            callers=CallerQueries(weeks=store.weeks, clients=store.clients, calls=store.calls),
            rota=rota,
            rota_queries=rota_queries,
            home=HomeService(
                calls=store.calls,
                queries=self.queries,
                rota=self.rota_reader,
                outbox=self.outbox,
                policy=policy,
                clock=clock,
            ),
            access=AccessService(
                people=self.people,
                membership=membership,
                clients=store.clients,
                policy=policy,
                profile_timeout=self.resources.config.profile_timeout,
            ),
            card_links=self.card_links,
            renderer=self.renderer,
            support_channel=policy.channels.support,
        )

    def _notifier(self) -> CallNotifier:
        """Who is told of a call that was written: the contract's watch, and the telephone's where there is one."""
        resources = self.resources
        watch = ContractWatch(notifier=self.dispatcher, alarms=self.alarms, clock=resources.clock)
        if resources.config.telephony is None:
            return watch
        return TelephonyWatch(
            notifier=watch,
            alarms=self.alarms,
            clock=resources.clock,
            observe_called_back=resources.metrics.called_back,
        )

    def _telephony(self, membership: SlackMembership) -> TelephonyService | None:
        config, store = self.resources.config, self.resources.store
        if config.telephony is None:
            return None

        def colleagues() -> list[str]:
            return list(dict.fromkeys([*config.rota.members, *sorted(membership.everybody)]))

        return TelephonyService(
            calls=store.calls,
            weeks=store.weeks,
            clients=store.clients,
            answerers=Answerers(people=self.people, colleagues=colleagues),
            rota=self.rota_reader,
            rota_writer=self.rota_writer,
            policy=self.policy,
            telephony=config.telephony.policy,
            clock=self.resources.clock,
            notifier=self.call_notifier,
            alarms=self.alarms,
            words=self.renderer.telephony_words(self.policy.zone),
            observe_missed=self.resources.metrics.missed_call,
        )

    def _rota_services(self) -> tuple[RotaService, RotaQueries]:
        rota, clock = self.resources.config.rota, self.resources.clock
        exchange = RotaService(
            rota=self.rota_reader,
            rota_writer=self.rota_writer,
            upkeep=self.rota_upkeep,
            rota_policy=rota,
            policy=self.policy,
            clock=clock,
        )
        queries = RotaQueries(
            rota=self.rota_reader,
            rota_writer=self.rota_writer,
            service=exchange,
            names=PersonNames(people=self.people, clients=self.resources.store.clients),
            rota_policy=rota,
            policy=self.policy,
            clock=clock,
        )
        return exchange, queries

    def _jobs(self, membership: SlackMembership, telephony: TelephonyService | None) -> Jobs:
        store, clock = self.resources.store, self.resources.clock
        contracts = ContractService(
            calls=store.calls,
            clients=store.clients,
            rota=self.rota_reader,
            rota_writer=self.rota_writer,
            policy=self.policy,
            clock=clock,
            notifier=self.dispatcher,
        )
        return Jobs(
            alarms=self.alarm_clock,
            clock=clock,
            dispatcher=self.dispatcher,
            rota=self.rota_upkeep,
            contracts=contracts,
            people=self.people,
            members=self.resources.config.rota.members,
            membership=membership,
            store=store,
            telephony=telephony,
        )


def _endpoint(config: BotConfig, service: TelephonyService | None) -> TelephonyEndpoint | None:
    return (
        TelephonyEndpoint(config.telephony.token, service.receive) if config.telephony and service else None
    )


def _channels(channels: Channels) -> set[str]:
    return {channels.support, channels.dev, channels.service}


def _bolt(client: AsyncWebClient, identity: Identity) -> AsyncApp:
    known = AuthorizeResult(
        enterprise_id=None,
        team_id=identity.team,
        bot_token=client.token,
        bot_id=identity.bot,
        bot_user_id=identity.user,
    )

    async def authorize() -> AuthorizeResult:
        # Known before connecting: Bolt's own asks Slack on the first command, and drops it when Slack fails.
        return known

    # Without a token of its own, which Bolt would say it ignores.
    untold = AsyncWebClient(base_url=client.base_url, retry_handlers=[])
    # What comes in by HTTP was verified before Bolt sees it; a socket needs no signature.
    return AsyncApp(
        client=untold,
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
    )
