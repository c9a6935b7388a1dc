"""Opening, editing and annotating a call, and asking the project's technicians (seed 5.3)."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.domain import escalation, triage
from bot.domain.acts import SAME_CLICK, Act, Caller, Note
from bot.domain.call import Call, State
from bot.domain.client import Client
from bot.domain.moves import Move, moved
from bot.domain.notice import What
from bot.domain.notices import redraw
from bot.domain.policy import House
from bot.domain.refusals import NoTechnicians, RequestMissing
from bot.domain.sorting import informed, start_over
from bot.domain.triage import Known


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """What is known of a call before it has a number. `origin` is unique: the same form opens one call."""

    origin: str
    act: Act
    client: Caller
    request: str
    contact: str | None = None
    phone: str | None = None
    source: str | None = None
    on_duty: str | None = None
    account_manager: str | None = None
    provisional: bool = False
    known: Known = field(default_factory=Known)


def demand(typed: str) -> str:
    """What the client wants, as it is kept.

    Raises:
        RequestMissing: nothing was typed.
    """
    if not typed.strip():
        raise RequestMissing
    return typed.strip()


def open_call(draft: Draft, number: str, house: House) -> Call:
    """The call with its card, its deadline, and the triage as far as the directory answers it."""
    by = draft.act.by
    call = Call(
        number=number,
        origin=draft.origin,
        opened=draft.act,
        client=draft.client,
        request=demand(draft.request),
        owner=by,
        level1=by,
        on_duty=draft.on_duty,
        contact=draft.contact,
        phone=draft.phone,
        source=draft.source,
        account_manager=draft.account_manager,
        triage=triage.settle((), draft.known, draft.act.at),
    )
    call = call.say(What.CARD, lane="card", to=house.channels.support, due=draft.act.at)
    call = escalation.start(call, draft.act.at, house)
    return _ask_to_complete(call, draft.act, house) if draft.provisional else call


def _ask_to_complete(call: Call, act: Act, house: House) -> Call:
    lane, to = house.manager_lane(house.account_manager)
    return call.say(What.COMPLETE, lane=lane, to=to, due=act.at, by=act.by)


@dataclass(frozen=True, kw_only=True, slots=True)
class Edit:
    """The fields of «Modifier l’appel»; `known` and `account_manager` are the new client's."""

    client: Caller
    request: str
    contact: str | None
    phone: str | None
    account_manager: str | None
    known: Known
    provisional: bool = False


def edit(call: Call, act: Act, change: Edit, house: House) -> Call:
    """Another client starts the triage over, from what the directory says of that one."""
    call = moved(call, Move.EDIT)
    request = demand(change.request)
    fields = ("client", "request", "contact", "phone")
    new = {name: getattr(change, name) for name in fields} | {"request": request}
    changed = [name for name in fields if getattr(call, name) != new[name]]
    if not changed:
        return call
    call = replace(call, **new)
    if "client" in changed:
        call = replace(call, account_manager=change.account_manager)
        call = start_over(call, act, change.known, house)
    if change.provisional:
        call = _ask_to_complete(call, act, house)
    return call.line("edited", act, fields=" ".join(changed)).redrawn()


def completed(call: Call, act: Act, client: Client, known: Known, house: House) -> Call:
    """The account manager has completed the client's file: whoever asked for it sees that it is done."""
    call = call.line("completed", act)
    if call.is_open:
        caller = Caller(client.code, client.name)
        call = replace(call, client=caller, account_manager=client.account_manager or call.account_manager)
        call = informed(call, act, known, house)
    return replace(call, notices=redraw(call.notices, (What.COMPLETE,))).redrawn()


def call_team(call: Call, act: Act, technicians: tuple[str, ...]) -> Call:
    """«Prévenir les techniciens»: the client's project has its own people."""
    call = moved(call, Move.CALL_TEAM)
    if not technicians:
        raise NoTechnicians(call.number)
    told = [n for n in call.notices if n.facts.get("event") == "team" and n.facts.get("by") == act.by]
    if told and act.at - told[-1].due < SAME_CLICK:
        return call
    return call.line("team", act, technicians=" ".join(technicians))


def note(call: Call, written: Note) -> Call:
    """Keeps what a person wrote in the thread, new or corrected; a closed call takes no more notes."""
    if call.state is State.CLOSED:
        return call
    others = tuple(kept for kept in call.notes if kept.ts != written.ts)
    notes = tuple(sorted((*others, written), key=lambda kept: kept.ts))
    return call if notes == call.notes else replace(call, notes=notes)


def forget_note(call: Call, ts: str) -> Call:
    """The person deleted the message."""
    if call.state is State.CLOSED or all(kept.ts != ts for kept in call.notes):
        return call
    return replace(call, notes=tuple(kept for kept in call.notes if kept.ts != ts))


def time_left(call: Call, now: datetime) -> int | None:
    """Whole seconds until level 2 is called; None when it will not be, or has been."""
    if call.state is not State.LEVEL1 or call.deadline is None:
        return None
    return max(0, int((call.deadline - now).total_seconds()))
