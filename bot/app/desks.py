"""Wires what people do: a desk a subject, and what keeps the rota and the contracts in time."""

from dataclasses import dataclass

from bot.app.delivering import Delivery, World
from bot.delivery.membership import SlackMembership
from bot.desk.access import Access
from bot.desk.calls import CallDesk
from bot.desk.clients import ClientDesk
from bot.desk.contracts import ContractDesk, ContractWatch
from bot.desk.home import HomeDesk
from bot.desk.names import Names
from bot.desk.opening import OpeningDesk
from bot.desk.rota import Pen
from bot.desk.rota_clock import RotaClock
from bot.desk.rota_exchange import ExchangeDesk
from bot.desk.rota_pages import RotaPages
from handlers.desks import Desks


@dataclass(frozen=True, kw_only=True, slots=True)
class RotaDesks:
    pen: Pen
    clock: RotaClock
    exchange: ExchangeDesk
    pages: RotaPages


def rota_desks(world: World, delivery: Delivery) -> RotaDesks:
    plan, house, clock, roster = world.plan.rota, world.plan.house, world.clock, delivery.roster
    pen = Pen(roster, world.store.weeks, delivery.courier)
    rota_clock = RotaClock(roster=roster, pen=pen, people=world.people, plan=plan, house=house, clock=clock)
    exchange = ExchangeDesk(
        roster=roster, pen=pen, rota_clock=rota_clock, plan=plan, house=house, clock=clock
    )
    pages = RotaPages(
        roster=roster,
        pen=pen,
        exchange=exchange,
        names=Names(world.people, world.store.clients),
        plan=plan,
        house=house,
        clock=clock,
    )
    return RotaDesks(pen=pen, clock=rota_clock, exchange=exchange, pages=pages)


def contract_desk(world: World, delivery: Delivery, rota: RotaDesks) -> ContractDesk:
    return ContractDesk(
        calls=world.store.calls,
        clients=world.store.clients,
        roster=delivery.roster,
        pen=rota.pen,
        house=world.plan.house,
        clock=world.clock,
    )


def desks(world: World, delivery: Delivery, rota: RotaDesks, membership: SlackMembership) -> Desks:
    store, house, clock = world.store, world.plan.house, world.clock
    watch = ContractWatch(delivery.courier, world.alarms, clock)
    opening = OpeningDesk(
        calls=store.calls,
        clients=store.clients,
        roster=delivery.roster,
        house=house,
        clock=clock,
        outside=watch,
    )
    return Desks(
        opening=opening,
        calls=CallDesk(
            calls=store.calls,
            clients=store.clients,
            people=world.people,
            opening_desk=opening,
            house=house,
            clock=clock,
            outside=watch,
        ),
        clients=ClientDesk(calls=store.calls, clients=store.clients, house=house, clock=clock, outside=watch),
        reading=delivery.reading,
        exchange=rota.exchange,
        rota_pages=rota.pages,
        home=HomeDesk(
            calls=store.calls,
            reading=delivery.reading,
            roster=delivery.roster,
            outbox=delivery.outbox,
            house=house,
            clock=clock,
        ),
        access=Access(people=world.people, membership=membership, clients=store.clients, house=house),
        renderer=world.renderer,
        support=house.channels.support,
    )
