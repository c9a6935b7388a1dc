"""Walking the triage on a call: an answer, its effects, and taking it back (seed 5.1 and 5.2)."""

from dataclasses import dataclass, replace

from bot.domain.calls import escalation, quote_decision, triage
from bot.domain.calls.call import Call, State
from bot.domain.calls.transitions import Transition, transitioned
from bot.domain.calls.triage import Answer, DirectoryFacts, Effect, Imputation, Leaf, Source, Trail
from bot.domain.outbox.notice import DeliveryState, Notice, NoticeKind, Queue, QueueKind
from bot.domain.outbox.notices import cancel, change
from bot.domain.policy import Policy
from bot.domain.refusals import (
    AlreadyAnswered,
    NeedMissing,
    NothingToUndo,
)
from bot.domain.stamp import Stamp


@dataclass(frozen=True, slots=True)
class TriageChoice:
    """A person's answer to the question of a node; `need` is what the client needs, where that is asked."""

    node: str
    answer: str
    need: str | None = None


def answer(call: Call, stamp: Stamp, given: TriageChoice, known: DirectoryFacts, policy: Policy) -> Call:
    """The call after one answer, with what the directory answers next and what the leaf asks for.

    Raises:
        AlreadyAnswered: somebody else was quicker.
        NeedMissing: the answer needs the client's need.
        CallRefusal: the call is closed.
    """
    if _given_already(call, stamp, given):
        return call
    call = asked(call, given.node)
    need = (given.need or "").strip() or None
    if triage.needs_need(given.node, given.answer) and need is None:
        raise NeedMissing
    trail = (*call.triage, Answer(given.node, given.answer, Source.PERSON, stamp.by, stamp.at))
    trail = triage.settle(trail, known, stamp.at)
    told = trail[len(call.triage) :]
    call = replace(call, triage=trail, need=need)
    call = _tell(call, stamp, told)
    leaf = triage.standing(trail)
    return (_reach(call, stamp, leaf, known, policy) if isinstance(leaf, Leaf) else call).refreshed()


def informed(call: Call, stamp: Stamp, known: DirectoryFacts, policy: Policy) -> Call:
    """The directory answers now what it could not answer when the call was opened."""
    trail = triage.settle(call.triage, known, stamp.at)
    told = trail[len(call.triage) :]
    if not told:
        return call
    call = _tell(replace(call, triage=trail), stamp, told)
    leaf = triage.standing(trail)
    return _reach(call, stamp, leaf, known, policy) if isinstance(leaf, Leaf) else call


def asked(call: Call, node: str) -> Call:
    """The call, if this is the question that it asks now.

    Raises:
        AlreadyAnswered: it asks another one.
        CallRefusal: it is closed.
    """
    call = transitioned(call, Transition.ANSWER)
    if triage.standing(call.triage) == node:
        return call
    earlier = next((a for a in call.triage if a.node == node), None)
    raise AlreadyAnswered(call.number, earlier.by if earlier else None)


def _given_already(call: Call, stamp: Stamp, given: TriageChoice) -> bool:
    return call.is_open and any(
        (a.node, a.answer, a.by) == (given.node, given.answer, stamp.by) for a in call.triage
    )


def _reach(call: Call, stamp: Stamp, leaf: Leaf, known: DirectoryFacts, policy: Policy) -> Call:
    call = replace(call, imputation=leaf.imputation)
    if leaf.effect is Effect.ASK_CORRECTION:
        call = call.enqueue(
            NoticeKind.CORRECTION,
            queue=Queue(QueueKind.DEV),
            to=policy.channels.dev,
            due=stamp.at,
            by=stamp.by,
        )
    if leaf.effect is Effect.ASK_DECISION:
        call = quote_decision.ask(call, stamp, policy)
    if leaf.effect in triage.HANDS_OVER:
        call = escalation.hand_over(call)
    return _warn_of_warranty(call, stamp, known, policy) if leaf.imputation is Imputation.WARRANTY else call


def _warn_of_warranty(call: Call, stamp: Stamp, known: DirectoryFacts, policy: Policy) -> Call:
    """A warranty that is over changes no imputation, but the account manager hears of it, once a call."""
    end = known.warranty_end
    if end is None or end >= stamp.at.astimezone(policy.zone).date() or call.newest(NoticeKind.WARRANTY):
        return call
    queue, to = policy.manager_queue(call.account_manager)
    return call.enqueue(
        NoticeKind.WARRANTY, queue=queue, to=to, due=stamp.at, by=stamp.by, end=end.isoformat()
    )


def rewind(call: Call, stamp: Stamp, seen: int, policy: Policy) -> Call:
    """«Étape précédente»: undoes one answer; what was told stays and is corrected by a line.

    `seen` is how many answers the person saw; a second click on the same button undoes nothing more.

    Raises:
        NothingToUndo: no person has answered yet.
    """
    transitioned(call, Transition.REWIND)
    if not triage.answered_by_person(call.triage):
        raise NothingToUndo(call.number)
    if len(call.triage) != seen:
        return call
    shorter = triage.without_last(call.triage)
    undone = call.triage[len(shorter)]
    call = call.thread_line("rewound", stamp, node=undone.node, answer=undone.answer)
    return _back_to(call, stamp, shorter, policy).refreshed()


def start_over(call: Call, stamp: Stamp, known: DirectoryFacts, policy: Policy) -> Call:
    """Another client: the answers given for the first one do not count."""
    return _back_to(call, stamp, triage.settle((), known, stamp.at), policy)


def _back_to(call: Call, stamp: Stamp, trail: Trail, policy: Policy) -> Call:
    leaf = triage.standing(trail)
    imputation = leaf.imputation if isinstance(leaf, Leaf) else None
    handed = call.state is State.HANDED
    call = replace(call, triage=trail, imputation=imputation, need=None, decision=None)
    call = withdraw(call, stamp)
    if not handed:
        return call
    return escalation.resume(transitioned(call, Transition.REWIND), stamp.at, policy)


def withdraw(call: Call, stamp: Stamp) -> Call:
    """Takes back a decision or a correction that was asked for: unsaid if it can be, else by a word under it."""
    asked = call.newest(NoticeKind.CORRECTION)
    call = quote_decision.drop(replace(call, notices=cancel(call.notices, (NoticeKind.CORRECTION,))))
    if asked and asked.state is not DeliveryState.DUE and not _withdrawn_since(call, asked):
        call = call.enqueue(
            NoticeKind.WITHDRAWN, queue=Queue(QueueKind.DEV), to=asked.to, due=stamp.at, by=stamp.by
        )
    return call


def _withdrawn_since(call: Call, asked: Notice) -> bool:
    withdrawn = call.newest(NoticeKind.WITHDRAWN)
    return withdrawn is not None and call.notices.index(withdrawn) > call.notices.index(asked)


def _tell(call: Call, stamp: Stamp, told: Trail) -> Call:
    """Successive clicks of one person share a line; another event in between starts a new one."""
    path = " ".join(f"{a.node}.{a.answer}" for a in told)
    last = next((n for n in reversed(call.notices) if n.queue.kind is QueueKind.THREAD), None)
    if (
        last
        and last.kind is NoticeKind.TRIAGE
        and last.facts["by"] == stamp.by
        and last.state is not DeliveryState.CANCELLED
    ):
        facts = {**last.facts, "path": f"{last.facts['path']} {path}"}
        return replace(call, notices=change(call.notices, last.key, facts=facts, revision=last.revision + 1))
    return call.enqueue(
        NoticeKind.TRIAGE,
        queue=Queue(QueueKind.THREAD),
        to=call.notices[0].to,
        due=stamp.at,
        by=stamp.by,
        path=path,
    )
