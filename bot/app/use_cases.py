"""The wiring of what people do and read, and of what time brings: the services."""

from bot.app.delivery import Delivery
from bot.app.jobs import NOTES, NOTES_SOON, Jobs
from bot.app.resources import Foundation
from bot.delivery.first_attempts import FirstAttempts
from bot.delivery.membership import SlackMembership
from bot.delivery.roster import RosterKeeper
from bot.domain.ports import CallNotifier
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
from bot.services.precedents import PrecedentService
from bot.services.rota import RotaWriter
from bot.services.rota_changes import RotaService
from bot.services.rota_queries import RotaQueries
from bot.services.rota_upkeep import RotaUpkeep
from bot.services.search import SearchService
from bot.services.search_upkeep import SearchUpkeep
from bot.services.statement_changes import StatementChanges
from bot.services.statement_upkeep import StatementUpkeep, StatementWatch
from bot.services.take_over import TakeOverService
from bot.services.telephony import TelephonyService, TelephonyWatch
from bot.services.timesheets import TimeQueries
from bot.storage.search_index.index import SearchIndex
from handlers.services import Services


class UseCases:
    """The services of one bot.

    Attributes:
        search_upkeep: keeps the closed calls searchable.
        precedents: looks for what came before a new call; every written call passes through it to the dispatcher.
        rota_upkeep: what time brings to the rota.
        services: what people do and read.
        telephony: records what the telephone exchange tells; None where none is configured.
        jobs: what the clock drives.
    """

    def __init__(self, base: Foundation, delivery: Delivery, membership: SlackMembership) -> None:
        store, clock = base.resources.store, base.resources.clock
        self._base = base
        self._delivery = delivery
        self._membership = membership
        self._search = SearchIndex()
        self.search_upkeep = SearchUpkeep(calls=store.calls, search=self._search)
        self.precedents = PrecedentService(
            calls=store.calls,
            clients=store.clients,
            search=self._search,
            upkeep=self.search_upkeep,
            clock=clock,
            notifier=StatementWatch(
                notifier=self._watched(), alarms=base.alarms, clock=clock, policy=base.policy
            ),
        )
        self._rota_writer = RotaWriter(rota=base.rota, weeks=store.weeks, notifier=delivery.dispatcher)
        self.rota_upkeep = RotaUpkeep(
            rota=base.rota,
            rota_writer=self._rota_writer,
            people=base.people,
            rota_policy=base.resources.config.rota,
            policy=base.policy,
            clock=clock,
        )
        self.services = self._services()
        self.telephony = self._telephony()
        self.jobs = self._jobs()

    def _watched(self) -> CallNotifier:
        """The dispatcher, with the contract's watch, and the telephone's where there is one."""
        base, resources = self._base, self._base.resources
        watch = ContractWatch(notifier=self._delivery.dispatcher, alarms=base.alarms, clock=resources.clock)
        if resources.config.telephony is None:
            return watch
        return TelephonyWatch(
            notifier=watch,
            alarms=base.alarms,
            clock=resources.clock,
            observe_called_back=resources.metrics.called_back,
        )

    def _services(self) -> Services:
        base, delivery, config = self._base, self._delivery, self._base.resources.config
        store, policy, clock = base.resources.store, base.policy, base.resources.clock
        notifier, link = self.precedents, base.resources.identity.link
        opening = OpeningService(
            calls=store.calls,
            clients=store.clients,
            rota=base.rota,
            policy=policy,
            clock=clock,
            notifier=notifier,
            cards=FirstAttempts(outbox=delivery.outbox, rate_limiter=base.rate_limiter),
        )
        calls = CallService(
            calls=store.calls,
            clients=store.clients,
            people=base.people,
            opening=opening,
            policy=policy,
            clock=clock,
            notifier=notifier,
        )
        figures = FiguresService(
            calls=store.calls,
            search=self._search,
            upkeep=self.search_upkeep,
            clients=store.clients,
            weeks=store.weeks,
            names=PersonNames(people=base.people, clients=store.clients),
            rota_policy=config.rota,
            policy=policy,
            clock=clock,
        )
        rota, rota_queries = self._rota_services()
        return Services(
            opening=opening,
            calls=calls,
            clients=ClientService(
                calls=store.calls, clients=store.clients, policy=policy, clock=clock, notifier=notifier
            ),
            queries=base.queries,
            callers=CallerQueries(weeks=store.weeks, clients=store.clients, calls=store.calls),
            rota=rota,
            rota_queries=rota_queries,
            take_over=TakeOverService(
                calls=calls, rota=base.rota, rota_writer=self._rota_writer, clock=clock
            ),
            statement_changes=StatementChanges(
                calls=store.calls,
                queries=base.statements,
                rota_writer=self._rota_writer,
                policy=policy,
                clock=clock,
                notifier=notifier,
            ),
            statement_queries=base.statements,
            time_queries=TimeQueries(calls=store.calls, policy=policy, clock=clock),
            home=HomeService(
                calls=store.calls,
                queries=base.queries,
                rota=base.rota,
                outbox=delivery.outbox,
                figures=figures,
                policy=policy,
                clock=clock,
            ),
            levels=Levels(
                membership=self._membership, dev_channel=policy.channels.dev, members=config.rota.members
            ),
            search=SearchService(
                search=self._search,
                upkeep=self.search_upkeep,
                clients=store.clients,
                policy=policy,
                clock=clock,
                link=link,
                readable=base.queries.readable,
            ),
            figures=figures,
            precedents=self.precedents,
            access=AccessService(
                workspace=base.resources.identity.workspace,
                people=base.people,
                membership=self._membership,
                clients=store.clients,
                policy=policy,
                profile_timeout=config.profile_timeout,
            ),
            card_links=delivery.card_links,
            renderer=base.renderer,
            support_channel=policy.channels.support,
            dev_channel=policy.channels.dev,
            read_threads_again=lambda: base.alarm_clock.arm(NOTES, clock.now() + NOTES_SOON),
        )

    def _rota_services(self) -> tuple[RotaService, RotaQueries]:
        base, rota, clock = self._base, self._base.resources.config.rota, self._base.resources.clock
        exchange = RotaService(
            rota=base.rota,
            rota_writer=self._rota_writer,
            upkeep=self.rota_upkeep,
            rota_policy=rota,
            policy=base.policy,
            clock=clock,
        )
        queries = RotaQueries(
            rota=base.rota,
            rota_writer=self._rota_writer,
            service=exchange,
            names=PersonNames(people=base.people, clients=base.resources.store.clients),
            rota_policy=rota,
            policy=base.policy,
            clock=clock,
        )
        return exchange, queries

    def _telephony(self) -> TelephonyService | None:
        base, config, store = self._base, self._base.resources.config, self._base.resources.store
        membership = self._membership
        if config.telephony is None:
            return None

        def colleagues() -> list[str]:
            return list(dict.fromkeys([*config.rota.members, *sorted(membership.everybody)]))

        return TelephonyService(
            calls=store.calls,
            weeks=store.weeks,
            clients=store.clients,
            answerers=Answerers(people=base.people, colleagues=colleagues),
            rota=base.rota,
            rota_writer=self._rota_writer,
            policy=base.policy,
            telephony=config.telephony,
            clock=base.resources.clock,
            notifier=self.precedents,
            alarms=base.alarms,
            words=base.renderer.telephony_words(base.policy.zone),
            wait_for_link=self._delivery.card_links.wait_for_link,
            observe_missed=base.resources.metrics.missed_call,
        )

    def _jobs(self) -> Jobs:
        base, delivery = self._base, self._delivery
        store, clock = base.resources.store, base.resources.clock
        return Jobs(
            alarms=base.alarm_clock,
            clock=clock,
            dispatcher=delivery.dispatcher,
            rota=self.rota_upkeep,
            departures=DepartureService(
                calls=store.calls, rota=base.rota, rota_writer=self._rota_writer, clock=clock
            ),
            contracts=ContractService(
                calls=store.calls,
                clients=store.clients,
                rota=base.rota,
                rota_writer=self._rota_writer,
                policy=base.policy,
                clock=clock,
                notifier=delivery.dispatcher,
            ),
            roster=RosterKeeper(
                people=base.people, membership=self._membership, store=store.roster, named=self._named()
            ),
            statements=StatementUpkeep(
                calls=store.calls,
                weeks=store.weeks,
                queries=base.statements,
                rota_writer=self._rota_writer,
                policy=base.policy,
                clock=clock,
            ),
            store=store,
            prepare=base.renderer.prepare,
            rate_limiter=base.rate_limiter,
            store_alarm=delivery.store_alarm,
            missed_notes=MissedNotes(
                calls=store.calls,
                service=self.services.calls,
                access=self.services.access,
                reader=base.gateway,
            ),
            telephony=self.telephony,
        )

    def _named(self) -> set[str]:
        """The Slack ids of the people whom the configuration names."""
        policy, rota = self._base.policy, self._base.resources.config.rota
        named = (policy.escalation.lead, policy.account_manager, *policy.escalation.mention, *rota.members)
        return {id for id in named if id and id[0] in "UW"}
