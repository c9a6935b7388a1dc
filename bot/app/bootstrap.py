"""The one wiring: from what is there before the bot to the bot. `lina run`, the demo and every test use it."""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.app.config import BotConfig
from bot.app.instrumentation import StateGauges, count_outcomes
from bot.app.jobs import NOTES, NOTES_SOON, Jobs
from bot.delivery.card_links import PostedCardLinks
from bot.delivery.dev_mentions import DevMentions
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.first_attempts import FirstAttempts
from bot.delivery.identity import Identity
from bot.delivery.leases import DocumentLeases
from bot.delivery.membership import SlackMembership
from bot.delivery.people import SlackPeople
from bot.delivery.place_names import SlackPlaceNames
from bot.delivery.rate_limit import RateLimiter
from bot.delivery.reconcile import Reconciler
from bot.delivery.retry import RetryPolicy
from bot.delivery.roster import RosterKeeper
from bot.delivery.senders import Sender
from bot.delivery.senders.files import StatementFileSender
from bot.delivery.senders.reports import ReportSender, ReportTransport, Unconfigured
from bot.delivery.senders.slack import MessageRenderer, SlackSender
from bot.delivery.senders.workspace_settings import WorkspaceSettingsSender
from bot.delivery.slack_gateway import TIME_LIMIT, SlackGateway
from bot.delivery.store_alarm import StoreAlarm
from bot.domain.outbox.notice import QueueKind
from bot.domain.policy import Channels
from bot.domain.ports import Alarms, CallNotifier, Clock, Leases
from bot.metrics import Metrics
from bot.rendering.renderer import Renderer, SlackMessage
from bot.scheduler.alarms import AlarmClock
from bot.services.access import AccessService
from bot.services.answerers import Answerers
from bot.services.callers import CallerQueries
from bot.services.calls import CallService
from bot.services.clients import ClientService
from bot.services.contracts import ContractService, ContractWatch
from bot.services.departures import DepartureService
from bot.services.figures import FiguresService
from bot.services.home import HomeService
from bot.services.levels import Levels
from bot.services.missed_notes import MissedNotes
from bot.services.names import PersonNames
from bot.services.opening import OpeningService
from bot.services.outbox import Outbox
from bot.services.precedents import PrecedentService
from bot.services.queries import QueryService
from bot.services.rota import RotaReader, RotaWriter
from bot.services.rota_changes import RotaService
from bot.services.rota_queries import RotaQueries
from bot.services.rota_upkeep import RotaUpkeep
from bot.services.search import SearchService
from bot.services.search_upkeep import SearchUpkeep
from bot.services.statement_changes import StatementChanges
from bot.services.statement_queries import StatementQueries
from bot.services.statement_upkeep import StatementUpkeep, StatementWatch
from bot.services.take_over import TakeOverService
from bot.services.telephony import TelephonyService, TelephonyWatch
from bot.services.timesheets import TimeQueries
from bot.storage.search_index.index import SearchIndex
from bot.storage.store import Store
from bot.web import Expose, Health
from handlers.installation import Installation
from handlers.listeners import Listeners
from handlers.membership_events import MembershipObserver
from handlers.register import register
from handlers.services import Services

IN_FLIGHT_SECONDS = 2.0
"""For what is being delivered when the bot is told to stop."""

ANSWERS_SECONDS = 0.5
"""For what people are still told after that."""


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


@dataclass(frozen=True, kw_only=True)
class Bot:
    """The wired bot. `bolt` listens once a transport connects it.

    Attributes:
        bolt: the Bolt application with every listener.
        outbox: claims notices and records outcomes.
        leases: the documents that this bot delivers now.
        dispatcher: delivers what documents promise.
        rate_limiter: keeps to what Slack allows.
        listeners: what people do in Slack, and what they are answered.
        services: what people do and read.
        rota: what time brings to the rota.
        jobs: what the clock drives.
        search: keeps the closed calls searchable.
        precedents: looks for what came before a new call.
        health: the probes of the platform and the operators, where no others were opened before the bot.
        expose: the metrics, in Prometheus' text form.
        telephony: records what the telephone exchange tells; None where none is configured.
    """

    bolt: AsyncApp
    outbox: Outbox
    leases: DocumentLeases
    dispatcher: Dispatcher
    rate_limiter: RateLimiter
    listeners: Listeners
    services: Services
    rota: RotaUpkeep
    jobs: Jobs
    search: SearchUpkeep
    precedents: PrecedentService
    health: Health
    telephony: TelephonyService | None
    expose: Expose

    async def start(self) -> None:
        """Takes up what an earlier bot left, and begins to keep the time."""
        await self.jobs.start()

    def reconnected(self) -> None:
        """The socket is connected again: what Slack told nobody meanwhile is asked for."""
        self.jobs.connected()

    def connected(self) -> None:
        """Begins what can wait until Slack is heard."""
        self.search.start()
        self.jobs.begin()

    async def stop(self) -> None:
        """Finishes what is in flight and leaves the rest to the store."""
        self.jobs.stop()
        await self.search.stop()
        await self.precedents.stop()
        await self.dispatcher.drain(IN_FLIGHT_SECONDS)
        await self.listeners.finish(ANSWERS_SECONDS)


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
        self.rate_limiter = RateLimiter(resources.config.limits)
        self.alarm_clock = AlarmClock(resources.clock)
        self.alarms: Alarms = resources.alarms or self.alarm_clock
        self.rota_reader = RotaReader(
            weeks=resources.store.weeks,
            rota_policy=resources.config.rota,
            policy=self.policy,
            clock=resources.clock,
        )
        self.queries = self._queries()
        self.search_index = SearchIndex()
        self.search_upkeep = SearchUpkeep(calls=resources.store.calls, search=self.search_index)
        self.statement_queries = StatementQueries(
            calls=resources.store.calls,
            clients=resources.store.clients,
            people=self.people,
            weeks=resources.store.weeks,
            card_link=self.queries.card_link,
            policy=self.policy,
            clock=resources.clock,
        )
        self.gateway = SlackGateway(resources.client, resources.slack_seconds)
        self.store_alarm = StoreAlarm(
            gateway=self.gateway,
            channel=self.policy.channels.service,
            message=self._store_refused,
            probe=resources.store.probe,
        )
        self.outbox = Outbox(
            resources.store.calls,
            resources.store.weeks,
            self.policy,
            resources.clock,
            observe=count_outcomes(resources.metrics, resources.clock),
            store_observer=self.store_alarm,
        )
        self.leases = DocumentLeases(
            resources.leases or resources.store.leases, self.outbox.recover, resources.monotonic
        )
        self.card_links = PostedCardLinks(self.queries.link_of)
        self.dispatcher = self._dispatcher()
        self.precedents = PrecedentService(
            calls=resources.store.calls,
            clients=resources.store.clients,
            search=self.search_index,
            upkeep=self.search_upkeep,
            clock=resources.clock,
            notifier=StatementWatch(
                notifier=self._watched(),
                alarms=self.alarms,
                clock=resources.clock,
                policy=self.policy,
            ),
        )
        self.figures = self._figures()
        self.rota_writer = RotaWriter(
            rota=self.rota_reader, weeks=resources.store.weeks, notifier=self.dispatcher
        )
        self.rota_upkeep = RotaUpkeep(
            rota=self.rota_reader,
            rota_writer=self.rota_writer,
            people=self.people,
            rota_policy=resources.config.rota,
            policy=self.policy,
            clock=resources.clock,
        )
        self.statement_changes = StatementChanges(
            calls=resources.store.calls,
            queries=self.statement_queries,
            rota_writer=self.rota_writer,
            policy=self.policy,
            clock=resources.clock,
            notifier=self.precedents,
        )
        self.statement_upkeep = StatementUpkeep(
            calls=resources.store.calls,
            weeks=resources.store.weeks,
            queries=self.statement_queries,
            rota_writer=self.rota_writer,
            policy=self.policy,
            clock=resources.clock,
        )

    def bot(self) -> Bot:
        resources = self.resources
        membership = SlackMembership(resources.client, _channels(self.policy.channels))
        services = self._services(membership)
        telephony = self._telephony(membership)
        jobs = self._jobs(membership, services, telephony)
        bolt = _bolt(resources.client, resources.identity)
        events = MembershipObserver(
            profile_changed=jobs.person_changed, joined=membership.joined, left=membership.left
        )
        ours = Installation(
            workspace=resources.identity.workspace,
            app=resources.identity.app,
            api_url=resources.client.base_url,
            bot_user=resources.identity.user,
        )
        listeners = register(
            bolt,
            services,
            events,
            resources.metrics.acknowledged,
            resources.config.ack_timeout,
            client=resources.client,
            ours=ours,
            store_refused=self.store_alarm.refused,
        )
        gauges = StateGauges(resources.metrics, resources.store.calls, self.outbox, resources.clock)
        return Bot(
            bolt=bolt,
            outbox=self.outbox,
            leases=self.leases,
            dispatcher=self.dispatcher,
            rate_limiter=self.rate_limiter,
            listeners=listeners,
            services=services,
            rota=self.rota_upkeep,
            jobs=jobs,
            search=self.search_upkeep,
            precedents=self.precedents,
            health=Health(
                {"slack": resources.client.auth_test, "store": resources.store.probe}, gauges.exposed
            ),
            expose=gauges.exposed,
            telephony=telephony,
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
            places=SlackPlaceNames(self.resources.client),
        )

    def _dispatcher(self) -> Dispatcher:
        resources = self.resources
        gateway = self.gateway
        rate_limiter = self.rate_limiter
        slack = SlackSender(
            gateway=gateway,
            messages=MessageRenderer(
                queries=self.queries,
                statements=self.statement_queries,
                renderer=self.renderer,
                dev_mentions=DevMentions(self.policy.escalation.repeat),
            ),
            people=self.people,
            leases=self.leases,
            rate_limiter=rate_limiter,
        )
        files = StatementFileSender(
            gateway=gateway,
            statements=self.statement_queries,
            people=self.people,
            rate_limiter=rate_limiter,
            service=self.policy.channels.service,
        )
        return Dispatcher(
            outbox=self.outbox,
            leases=self.leases,
            senders={**self._senders(gateway, slack), QueueKind.FILE: files},
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
        mail: ReportTransport = Unconfigured()
        gdp: ReportTransport = Unconfigured()
        if config.mail:
            from bot.delivery.senders.mail import MailTransport

            mail = MailTransport(server=config.mail, addresses=self.people)
        if config.gdp:
            from bot.delivery.senders.gdp import GdpTransport

            gdp = GdpTransport(tool=config.gdp, session=self.resources.client.session)
        return {
            **dict.fromkeys(QueueKind, slack),
            **dict.fromkeys((QueueKind.TOPIC, QueueKind.USERGROUP), settings),
            QueueKind.MAIL: ReportSender(transport=mail, queries=self.queries),
            QueueKind.GDP: ReportSender(transport=gdp, queries=self.queries),
        }

    def _services(self, membership: SlackMembership) -> Services:
        store, policy, clock = self.resources.store, self.policy, self.resources.clock
        notifier = self.precedents
        opening = OpeningService(
            calls=store.calls,
            clients=store.clients,
            rota=self.rota_reader,
            policy=policy,
            clock=clock,
            notifier=notifier,
            cards=FirstAttempts(outbox=self.outbox, rate_limiter=self.rate_limiter),
        )
        calls = CallService(
            calls=store.calls,
            clients=store.clients,
            people=self.people,
            opening=opening,
            policy=policy,
            clock=clock,
            notifier=notifier,
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
            take_over=TakeOverService(
                calls=calls, rota=self.rota_reader, rota_writer=self.rota_writer, clock=clock
            ),
            statement_changes=self.statement_changes,
            statement_queries=self.statement_queries,
            time_queries=TimeQueries(calls=store.calls, policy=policy, clock=clock),
            home=HomeService(
                calls=store.calls,
                queries=self.queries,
                rota=self.rota_reader,
                outbox=self.outbox,
                figures=self.figures,
                policy=policy,
                clock=clock,
            ),
            levels=Levels(
                membership=membership,
                dev_channel=policy.channels.dev,
                members=self.resources.config.rota.members,
            ),
            search=SearchService(
                search=self.search_index,
                upkeep=self.search_upkeep,
                clients=store.clients,
                policy=policy,
                clock=clock,
                link=self.resources.identity.link,
                readable=self.queries.readable,
            ),
            figures=self.figures,
            precedents=self.precedents,
            access=AccessService(
                workspace=self.resources.identity.workspace,
                people=self.people,
                membership=membership,
                clients=store.clients,
                policy=policy,
                profile_timeout=self.resources.config.profile_timeout,
            ),
            card_links=self.card_links,
            renderer=self.renderer,
            support_channel=policy.channels.support,
            dev_channel=policy.channels.dev,
            read_threads_again=lambda: self.alarm_clock.arm(NOTES, clock.now() + NOTES_SOON),
        )

    def _figures(self) -> FiguresService:
        store = self.resources.store
        return FiguresService(
            calls=store.calls,
            search=self.search_index,
            upkeep=self.search_upkeep,
            clients=store.clients,
            weeks=store.weeks,
            names=PersonNames(people=self.people, clients=store.clients),
            rota_policy=self.resources.config.rota,
            policy=self.policy,
            clock=self.resources.clock,
        )

    def _watched(self) -> CallNotifier:
        """The dispatcher, with the contract's watch, and the telephone's where there is one."""
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
            telephony=config.telephony,
            clock=self.resources.clock,
            notifier=self.precedents,
            alarms=self.alarms,
            words=self.renderer.telephony_words(self.policy.zone),
            wait_for_link=self.card_links.wait_for_link,
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

    def _jobs(
        self, membership: SlackMembership, services: Services, telephony: TelephonyService | None
    ) -> Jobs:
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
            departures=DepartureService(
                calls=store.calls,
                rota=self.rota_reader,
                rota_writer=self.rota_writer,
                clock=clock,
            ),
            contracts=contracts,
            roster=RosterKeeper(
                people=self.people, membership=membership, store=store.roster, named=self._named()
            ),
            statements=self.statement_upkeep,
            store=store,
            prepare=self.renderer.prepare,
            rate_limiter=self.rate_limiter,
            store_alarm=self.store_alarm,
            missed_notes=MissedNotes(
                calls=store.calls, service=services.calls, access=services.access, reader=self.gateway
            ),
            telephony=telephony,
        )

    def _store_refused(self, error: str) -> SlackMessage:
        return self.renderer.message("store_refused", error=error, policy=self.policy)

    def _named(self) -> set[str]:
        """The Slack ids of the people whom the configuration names."""
        policy, rota = self.policy, self.resources.config.rota
        named = (policy.escalation.lead, policy.account_manager, *policy.escalation.mention, *rota.members)
        return {id for id in named if id and id[0] in "UW"}


def _channels(channels: Channels) -> set[str]:
    return {channels.support, channels.dev, channels.service}


def _bolt(client: AsyncWebClient, identity: Identity) -> AsyncApp:
    known = AuthorizeResult(
        enterprise_id=identity.enterprise,
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
        name="lina",  # else Bolt looks for its caller's file, which takes as long as importing it
        client=untold,
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        # Bolt's own takes the deletion of a message of ours for one of our own acts: `Installation` tells them apart.
        ignoring_self_events_enabled=False,
    )
