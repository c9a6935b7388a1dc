"""Opening, editing and annotating a call, and asking the project's technicians (seed 5.3)."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.domain.calls import escalation, triage
from bot.domain.calls.call import Call, ClientRef, Note, State
from bot.domain.calls.transitions import Transition, transitioned
from bot.domain.calls.triage import DirectoryFacts
from bot.domain.calls.triage_flow import informed, start_over
from bot.domain.clients.client import Client
from bot.domain.outbox.notice import NoticeKind, Queue, QueueKind
from bot.domain.outbox.notices import request_update
from bot.domain.policy import Policy
from bot.domain.refusals import NoTechnicians, RequestMissing
from bot.domain.stamp import SAME_CLICK, Stamp


@dataclass(frozen=True, kw_only=True, slots=True)
class NewCall:
    """What is known of a call before it has a number. `origin` is unique: the same form opens one call."""

    origin: str
    stamp: Stamp
    client: ClientRef
    request: str
    contact: str | None = None
    phone: str | None = None
    source: str | None = None
    on_duty: str | None = None
    account_manager: str | None = None
    provisional: bool = False
    known: DirectoryFacts = field(default_factory=DirectoryFacts)


def demand(typed: str) -> str:
    """What the client wants, as it is kept.

    Raises:
        RequestMissing: nothing was typed.
    """
    if not typed.strip():
        raise RequestMissing
    return typed.strip()


def open_call(draft: NewCall, number: str, policy: Policy) -> Call:
    """The call with its card, its deadline, and the triage as far as the directory answers it."""
    by = draft.stamp.by
    call = Call(
        number=number,
        origin=draft.origin,
        opened=draft.stamp,
        client=draft.client,
        request=demand(draft.request),
        owner=by,
        level1=by,
        on_duty=draft.on_duty,
        contact=draft.contact,
        phone=draft.phone,
        source=draft.source,
        account_manager=draft.account_manager,
        triage=triage.settle((), draft.known, draft.stamp.at),
    )
    call = call.enqueue(
        NoticeKind.CARD, queue=Queue(QueueKind.CARD), to=policy.channels.support, due=draft.stamp.at
    )
    call = escalation.start(call, draft.stamp.at, policy)
    return _ask_to_complete(call, draft.stamp, policy) if draft.provisional else call


def _ask_to_complete(call: Call, stamp: Stamp, policy: Policy) -> Call:
    queue, to = policy.manager_queue(policy.account_manager)
    return call.enqueue(NoticeKind.COMPLETE, queue=queue, to=to, due=stamp.at, by=stamp.by)


@dataclass(frozen=True, kw_only=True, slots=True)
class CallEdit:
    """The fields of «Modifier l’appel»; `known` and `account_manager` are the new client's."""

    client: ClientRef
    request: str
    contact: str | None
    phone: str | None
    account_manager: str | None
    known: DirectoryFacts
    provisional: bool = False


def edit(call: Call, stamp: Stamp, change: CallEdit, policy: Policy) -> Call:
    """Another client starts the triage over, from what the directory says of that one."""
    call = transitioned(call, Transition.EDIT)
    request = demand(change.request)
    fields = ("client", "request", "contact", "phone")
    new = {name: getattr(change, name) for name in fields} | {"request": request}
    changed = [name for name in fields if getattr(call, name) != new[name]]
    if not changed:
        return call
    call = replace(call, **new)
    if "client" in changed:
        call = replace(call, account_manager=change.account_manager)
        call = start_over(call, stamp, change.known, policy)
    if change.provisional:
        call = _ask_to_complete(call, stamp, policy)
    return call.thread_line("edited", stamp, fields=" ".join(changed)).refreshed()


def completed(call: Call, stamp: Stamp, client: Client, known: DirectoryFacts, policy: Policy) -> Call:
    """The account manager has completed the client's file: whoever asked for it sees that it is done."""
    call = call.thread_line("completed", stamp)
    if call.is_open:
        caller = ClientRef(client.code, client.name)
        call = replace(call, client=caller, account_manager=client.account_manager or call.account_manager)
        call = informed(call, stamp, known, policy)
    return replace(call, notices=request_update(call.notices, (NoticeKind.COMPLETE,))).refreshed()


def call_team(call: Call, stamp: Stamp, technicians: tuple[str, ...]) -> Call:
    """«Prévenir les techniciens»: the client's project has its own people."""
    call = transitioned(call, Transition.CALL_TEAM)
    if not technicians:
        raise NoTechnicians(call.number)
    told = [n for n in call.notices if n.facts.get("event") == "team" and n.facts.get("by") == stamp.by]
    if told and stamp.at - told[-1].due < SAME_CLICK:
        return call
    return call.thread_line("team", stamp, technicians=" ".join(technicians))


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
