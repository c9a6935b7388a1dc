"""Opening and editing a call, its notes, and telling the project's technicians (seed 5.3)."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.domain.calls import escalation, triage, triage_flow
from bot.domain.calls.call import Call, ClientRef, Note, State
from bot.domain.calls.transitions import Transition, transitioned
from bot.domain.calls.triage import DirectoryFacts
from bot.domain.clients.client import Client
from bot.domain.outbox.notice import NoticeKind, Queue, QueueKind
from bot.domain.outbox.notices import request_update
from bot.domain.policy import Policy
from bot.domain.refusals import NoTechnicians, RequestMissing
from bot.domain.stamp import SAME_CLICK, Stamp


@dataclass(frozen=True, kw_only=True, slots=True)
class NewCall:
    """A call before it has a number.

    Attributes:
        origin: names the form or command, and is unique to it: one origin opens one call.
        stamp: who opens it, and when.
        client: as the directory has it.
        request: what the client wants, as typed.
        contact: who called; None when it is not known.
        phone: E.164; None when it is not known.
        source: link of the message that it was opened from; None without one.
        on_duty: Slack id of the week's technician; None when nobody is.
        account_manager: the client's, a Slack id or an e-mail address; None without one of its own.
        provisional: whether the client is new, and to be completed.
        facts: what the directory answers of the triage.
    """

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
    facts: DirectoryFacts = field(default_factory=DirectoryFacts)


def checked_request(typed: str) -> str:
    """What the client wants, without the spaces around it.

    Raises:
        RequestMissing: nothing was typed.
    """
    if not typed.strip():
        raise RequestMissing
    return typed.strip()


def open_call(draft: NewCall, number: str, policy: Policy) -> Call:
    """The call with this number: with its card to post, its deadline, and the triage as far as the directory answers.

    Raises:
        RequestMissing: no request was typed.
    """
    by = draft.stamp.by
    call = Call(
        number=number,
        origin=draft.origin,
        opened=draft.stamp,
        client=draft.client,
        request=checked_request(draft.request),
        owner=by,
        level1=by,
        on_duty=draft.on_duty,
        contact=draft.contact,
        phone=draft.phone,
        source=draft.source,
        account_manager=draft.account_manager,
        triage=triage.apply_facts((), draft.facts, draft.stamp.at),
    )
    call = call.enqueue(
        NoticeKind.CARD, queue=Queue(QueueKind.CARD), to=policy.channels.support, due=draft.stamp.at
    )
    call = escalation.start(call, draft.stamp.at, policy)
    return _ask_for_completion(call, draft.stamp, policy) if draft.provisional else call


def _ask_for_completion(call: Call, stamp: Stamp, policy: Policy) -> Call:
    queue, to = policy.manager_queue(policy.account_manager)
    return call.enqueue(NoticeKind.COMPLETE, queue=queue, to=to, due=stamp.at, by=stamp.by)


@dataclass(frozen=True, kw_only=True, slots=True)
class CallEdit:
    """The form «Modifier l’appel».

    Attributes:
        client: as the directory has it.
        request: what the client wants, as typed.
        contact: who called; None when it is not known.
        phone: E.164; None when it is not known.
        account_manager: this client's; None without one of its own.
        facts: what the directory answers of the triage for this client.
        provisional: whether this client is new, and to be completed.
    """

    client: ClientRef
    request: str
    contact: str | None
    phone: str | None
    account_manager: str | None
    facts: DirectoryFacts
    provisional: bool = False


def edit(call: Call, stamp: Stamp, change: CallEdit, policy: Policy) -> Call:
    """Corrects the fields; another client begins the triage again. Unchanged where no field is.

    Raises:
        RequestMissing: no request was typed.
        CallRefusal: the call is closed.
    """
    call = transitioned(call, Transition.EDIT)
    request = checked_request(change.request)
    fields = ("client", "request", "contact", "phone")
    new = {name: getattr(change, name) for name in fields} | {"request": request}
    changed = [name for name in fields if getattr(call, name) != new[name]]
    if not changed:
        return call
    call = replace(call, **new)
    if "client" in changed:
        call = replace(call, account_manager=change.account_manager)
        call = triage_flow.restart(call, stamp, change.facts, policy)
    if change.provisional:
        call = _ask_for_completion(call, stamp, policy)
    return call.thread_line("edited", stamp, fields=" ".join(changed)).refreshed()


def client_completed(call: Call, stamp: Stamp, client: Client, facts: DirectoryFacts, policy: Policy) -> Call:
    """Records that the client's file is complete, and updates the request for it.

    An open call takes over the client's name and account manager, and what the directory now answers of the triage.
    """
    call = call.thread_line("completed", stamp)
    if call.is_open:
        current = ClientRef(client.code, client.name)
        call = replace(call, client=current, account_manager=client.account_manager or call.account_manager)
        call = triage_flow.apply_facts(call, stamp, facts, policy)
    return replace(call, notices=request_update(call.notices, (NoticeKind.COMPLETE,))).refreshed()


def call_team(call: Call, stamp: Stamp, technicians: tuple[str, ...]) -> Call:
    """«Prévenir les techniciens»: a line in the thread that mentions them; a repeated click adds none.

    `technicians` are Slack ids; who asks for help is not told of it.

    Raises:
        NoTechnicians: the client's project has no other.
        CallRefusal: the call is closed.
    """
    call = transitioned(call, Transition.CALL_TEAM)
    technicians = tuple(person for person in technicians if person != stamp.by)
    if not technicians:
        raise NoTechnicians(call.number)
    lines = [n for n in call.notices if n.facts.get("event") == "team" and n.facts.get("by") == stamp.by]
    if lines and stamp.at - lines[-1].due < SAME_CLICK:
        return call
    return call.thread_line("team", stamp, technicians=" ".join(technicians))


def add_note(call: Call, note: Note) -> Call:
    """Adds what a person wrote in the thread, or replaces it; a closed call stays unchanged."""
    if call.state is State.CLOSED:
        return call
    others = tuple(other for other in call.notes if other.ts != note.ts)
    notes = tuple(sorted((*others, note), key=lambda each: each.ts))
    return call if notes == call.notes else replace(call, notes=notes)


def remove_note(call: Call, ts: str) -> Call:
    """Removes the note of a message that was deleted; a closed call stays unchanged."""
    if call.state is State.CLOSED or all(note.ts != ts for note in call.notes):
        return call
    return replace(call, notes=tuple(note for note in call.notes if note.ts != ts))


def time_left(call: Call, now: datetime) -> int | None:
    """Whole seconds until level 2 is called; None when it will not be, or has been."""
    if call.state is not State.LEVEL1 or call.deadline is None:
        return None
    return max(0, int((call.deadline - now).total_seconds()))
