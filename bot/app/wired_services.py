"""Wires what people do: a desk a subject, and what keeps the rota and the contracts in time."""

from dataclasses import dataclass

from bot.app.delivering import Delivery, Resources
from bot.delivery.membership import SlackMembership
from bot.services.access import Access
from bot.services.calls import CallService
from bot.services.clients import ClientService
from bot.services.contracts import ContractService, ContractWatch
from bot.services.home import HomeService
from bot.services.names import PersonNames
from bot.services.opening import OpeningService
from bot.services.rota import RotaWriter
from bot.services.rota_changes import RotaService
from bot.services.rota_queries import RotaQueries
from bot.services.rota_upkeep import RotaUpkeep
from handlers.services import Services


@dataclass(frozen=True, kw_only=True, slots=True)
class RotaServices:
    pen: RotaWriter
    clock: RotaUpkeep
    exchange: RotaService
    pages: RotaQueries


def rota_services(resources: Resources, delivery: Delivery) -> RotaServices:
    plan, policy, clock, roster = resources.plan.rota, resources.plan.policy, resources.clock, delivery.roster
    pen = RotaWriter(roster, resources.store.weeks, delivery.dispatcher)
    rota_clock = RotaUpkeep(
        roster=roster, pen=pen, people=resources.people, plan=plan, policy=policy, clock=clock
    )
    exchange = RotaService(
        roster=roster, pen=pen, rota_clock=rota_clock, plan=plan, policy=policy, clock=clock
    )
    pages = RotaQueries(
        roster=roster,
        pen=pen,
        exchange=exchange,
        names=PersonNames(resources.people, resources.store.clients),
        plan=plan,
        policy=policy,
        clock=clock,
    )
    return RotaServices(pen=pen, clock=rota_clock, exchange=exchange, pages=pages)


def contract_service(resources: Resources, delivery: Delivery, rota: RotaServices) -> ContractService:
    return ContractService(
        calls=resources.store.calls,
        clients=resources.store.clients,
        roster=delivery.roster,
        pen=rota.pen,
        policy=resources.plan.policy,
        clock=resources.clock,
    )


def services(
    resources: Resources, delivery: Delivery, rota: RotaServices, membership: SlackMembership
) -> Services:
    store, policy, clock = resources.store, resources.plan.policy, resources.clock
    watch = ContractWatch(delivery.dispatcher, resources.alarms, clock)
    opening = OpeningService(
        calls=store.calls,
        clients=store.clients,
        roster=delivery.roster,
        policy=policy,
        clock=clock,
        notifier=watch,
    )
    return Services(
        opening=opening,
        calls=CallService(
            calls=store.calls,
            clients=store.clients,
            people=resources.people,
            opening_desk=opening,
            policy=policy,
            clock=clock,
            notifier=watch,
        ),
        clients=ClientService(
            calls=store.calls, clients=store.clients, policy=policy, clock=clock, notifier=watch
        ),
        reading=delivery.reading,
        exchange=rota.exchange,
        rota_pages=rota.pages,
        home=HomeService(
            calls=store.calls,
            reading=delivery.reading,
            roster=delivery.roster,
            outbox=delivery.outbox,
            policy=policy,
            clock=clock,
        ),
        access=Access(people=resources.people, membership=membership, clients=store.clients, policy=policy),
        renderer=resources.renderer,
        support=policy.channels.support,
    )
