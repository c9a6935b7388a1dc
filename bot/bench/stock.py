"""Stores as they are after years: filled at once, as a restored backup is."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.bench.workspace import DEV, PEOPLE, SERVICE, SUPPORT
from bot.domain.calls import closing
from bot.domain.calls.call import Call, ClientRef
from bot.domain.calls.closing import CloseCall
from bot.domain.calls.opening import NewCall, open_call
from bot.domain.calls.triage import Imputation
from bot.domain.clients.client import Client, Contract
from bot.domain.clients.directory import Directory
from bot.domain.outbox.notice import DeliveryState, NoticeKind
from bot.domain.policy import Channels, EscalationPolicy, Policy
from bot.domain.stamp import Stamp
from bot.storage.numbers import number_of
from bot.storage.snapshot import Record

POLICY = Policy(
    channels=Channels(SUPPORT, DEV, SERVICE),
    zone=ZoneInfo("Europe/Paris"),
    escalation=EscalationPolicy(after=timedelta(minutes=10), mention=("S0DEV",)),
)

CODE = "ACME"
"""The client who calls."""

_CLIENTS = 300
_YEARS = 3
_MONTH = timedelta(days=30)


def directory() -> Directory:
    """Clients with a contract, among them the one who calls."""
    codes = (CODE, *(f"CLIENT{n:03d}" for n in range(1, _CLIENTS)))
    clients = {
        code: Client(
            code=code,
            name=f"{code.title()} Industrie",
            contract=Contract(reference=f"C-{code}", hours=Decimal(10_000_000)),
        )
        for code in codes
    }
    return Directory(clients=clients, version=1)


async def closed_calls(count: int, now: datetime, *, one_client: bool = False) -> AsyncIterator[Record]:
    """A directory, and so many archived calls: of 300 clients in turn, or all of the one who calls."""
    yield Record(directory())
    codes = [CODE] if one_client else list(directory().clients)
    patterns: dict[int, Call] = {}
    months = _YEARS * 12
    for n in range(count):
        age = months - n * months // count
        if age not in patterns:
            patterns[age] = _closed(now - age * _MONTH)
        yield Record(_numbered(patterns[age], n, codes[n % len(codes)]), archived=True)


async def open_calls(count: int, now: datetime, *, due: datetime, within: timedelta) -> AsyncIterator[Record]:
    """A directory, and so many open calls, whose escalations are due at equal distances from `due` on."""
    yield Record(directory())
    for n in range(count):
        opened = due + within * n / count - POLICY.escalation.after
        call = _opened(min(opened, now))
        told = tuple(
            replace(notice, state=DeliveryState.CANCELLED)
            if notice.kind is NoticeKind.CARD
            else replace(notice, due=due + within * n / count)
            for notice in call.notices
        )
        yield Record(_numbered(replace(call, notices=told), n, CODE))


def _opened(at: datetime) -> Call:
    draft = NewCall(
        origin="bench:0",
        stamp=Stamp(at, PEOPLE[0]),
        client=ClientRef(CODE, CODE.title()),
        request="L’imprimante d’étiquettes n’imprime plus depuis la mise à jour de lundi",
        contact="Mme Durand",
        phone="+33472000001",
    )
    return open_call(draft, "2026-0000", POLICY)


def _closed(at: datetime) -> Call:
    form = CloseCall(
        imputation=Imputation.ASSISTANCE,
        solution="Pilote réinstallé sur le poste d’expédition ; la file d’attente était en pause.",
        minutes1=20,
    )
    call = closing.close(_opened(at), Stamp(at + timedelta(minutes=22), PEOPLE[0]), form, POLICY)
    told = tuple(
        replace(notice, state=DeliveryState.SENT, posted_revision=notice.revision) for notice in call.notices
    )
    return replace(call, notices=told)


def _numbered(call: Call, n: int, code: str) -> Call:
    """The call with a number, a client and a card of its own."""
    number = number_of(call.opened.at.year, n + 1)
    notices = tuple(
        replace(
            notice,
            key=notice.key._replace(document=number),
            channel=SUPPORT,
            ts=f"{1_700_000_000 + n}.{n % 1_000_000:06d}",
        )
        if notice.kind is NoticeKind.CARD
        else replace(notice, key=notice.key._replace(document=number))
        for notice in call.notices
    )
    client = ClientRef(code, code.title())
    return replace(call, number=number, origin=f"bench:{number}", client=client, notices=notices)
