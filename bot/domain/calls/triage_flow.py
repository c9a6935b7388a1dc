"""The triage of a call: an answer, its effects, and taking it back (seed 5.1 and 5.2)."""

from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.calls import correction, escalation, quote_decision, triage
from bot.domain.calls.call import Call, State
from bot.domain.calls.transitions import Transition, transitioned
from bot.domain.calls.triage import Answer, DirectoryFacts, Effect, Imputation, Leaf, Source, Trail
from bot.domain.outbox.notice import DeliveryState, NoticeKind, Queue, QueueKind
from bot.domain.outbox.notices import change
from bot.domain.policy import Policy
from bot.domain.refusals import AlreadyAnswered, NeedMissing, NothingToUndo, TooSoon
from bot.domain.stamp import Stamp


@dataclass(frozen=True, slots=True)
class TriageChoice:
    """A person's answer to the question of a node.

    Attributes:
        node: whose question it answers.
        answer: one of that node's answers in `triage.TREE`.
        need: what the client needs, as typed; None where that is not asked.
    """

    node: str
    answer: str
    need: str | None = None


def answer(call: Call, stamp: Stamp, choice: TriageChoice, facts: DirectoryFacts, policy: Policy) -> Call:
    """Adds an answer and those that the directory gives next; at a leaf, sets the imputation and does its effect.

    Unchanged when the same person gave the same answer already.

    Raises:
        AlreadyAnswered: another question is asked now.
        NeedMissing: the answer needs the client's need.
        CallRefusal: the call is closed.
    """
    if _is_repeated(call, stamp, choice):
        return call
    call = require_question(call, choice.node)
    need = (choice.need or "").strip() or None
    if triage.asks_for_need(choice.node, choice.answer) and need is None:
        raise NeedMissing
    trail = (*call.triage, Answer(choice.node, choice.answer, Source.PERSON, stamp.by, stamp.at))
    trail = triage.apply_facts(trail, facts, stamp.at)
    added = trail[len(call.triage) :]
    call = replace(call, triage=trail, need=need)
    call = _enqueue_line(call, stamp, added)
    leaf = triage.current_step(trail)
    return (_reach_leaf(call, stamp, leaf, facts, policy) if isinstance(leaf, Leaf) else call).refreshed()


def apply_facts(call: Call, stamp: Stamp, facts: DirectoryFacts, policy: Policy) -> Call:
    """Adds what the directory answers now and could not when the call was opened; unchanged where that is nothing."""
    trail = triage.apply_facts(call.triage, facts, stamp.at)
    added = trail[len(call.triage) :]
    if not added:
        return call
    call = _enqueue_line(replace(call, triage=trail), stamp, added)
    leaf = triage.current_step(trail)
    return _reach_leaf(call, stamp, leaf, facts, policy) if isinstance(leaf, Leaf) else call


def require_question(call: Call, node: str) -> Call:
    """Returns the call if its triage asks this node's question now.

    Raises:
        AlreadyAnswered: it asks another one.
        CallRefusal: it is closed.
    """
    call = transitioned(call, Transition.ANSWER)
    if triage.current_step(call.triage) == node:
        return call
    earlier = next((a for a in call.triage if a.node == node), None)
    raise AlreadyAnswered(call.number, earlier.by if earlier else None)


MOVING = timedelta(seconds=1)
"""For how long after an answer the buttons under the mouse are not the ones that the person saw."""


def require_settled(call: Call, stamp: Stamp) -> Call:
    """Returns the call if this person did not answer its triage a moment ago.

    Raises:
        TooSoon: they did, within `MOVING`: what they clicked may have moved under the mouse.
    """
    last = next((a for a in reversed(call.triage) if a.source is Source.PERSON), None)
    if call.is_open and last and last.by == stamp.by and stamp.at - last.at < MOVING:
        raise TooSoon(call.number)
    return call


def _is_repeated(call: Call, stamp: Stamp, choice: TriageChoice) -> bool:
    return call.is_open and any(
        (a.node, a.answer, a.by) == (choice.node, choice.answer, stamp.by) for a in call.triage
    )


def _reach_leaf(call: Call, stamp: Stamp, leaf: Leaf, facts: DirectoryFacts, policy: Policy) -> Call:
    call = replace(call, imputation=leaf.imputation)
    if leaf.effect is Effect.ASK_CORRECTION:
        call = correction.ask(call, stamp, policy)
    if leaf.effect is Effect.ASK_DECISION:
        call = quote_decision.ask(call, stamp, policy)
    if leaf.effect in triage.HANDS_OVER:
        call = escalation.hand_over(call, stamp.at)
    return _warn_of_warranty(call, stamp, facts, policy) if leaf.imputation is Imputation.WARRANTY else call


def _warn_of_warranty(call: Call, stamp: Stamp, facts: DirectoryFacts, policy: Policy) -> Call:
    """A warranty that is over changes no imputation, but the account manager is told, once a call."""
    end = facts.warranty_end
    if end is None or end >= stamp.at.astimezone(policy.zone).date() or call.newest(NoticeKind.WARRANTY):
        return call
    queue, to = policy.manager_queue(call.account_manager)
    return call.enqueue(
        NoticeKind.WARRANTY, queue=queue, to=to, due=stamp.at, by=stamp.by, end=end.isoformat()
    )


def rewind(call: Call, stamp: Stamp, seen: int, policy: Policy) -> Call:
    """«Étape précédente»: undoes one answer; the lines about it stay in the thread, and another says so.

    `seen` is how many answers the person saw; a second click on the same button undoes nothing more.

    Raises:
        NothingToUndo: no person has answered yet.
    """
    transitioned(call, Transition.REWIND)
    if not triage.answered_by_person(call.triage):
        raise NothingToUndo(call.number)
    if len(call.triage) != seen:
        return call
    shorter = triage.without_last_answer(call.triage)
    undone = call.triage[len(shorter)]
    call = call.thread_line("rewound", stamp, node=undone.node, answer=undone.answer)
    return _back_to(call, stamp, shorter, policy).refreshed()


def restart(call: Call, stamp: Stamp, facts: DirectoryFacts, policy: Policy) -> Call:
    """Begins the triage again for another client: the answers given for the first one do not count."""
    return _back_to(call, stamp, triage.apply_facts((), facts, stamp.at), policy)


def _back_to(call: Call, stamp: Stamp, trail: Trail, policy: Policy) -> Call:
    leaf = triage.current_step(trail)
    imputation = leaf.imputation if isinstance(leaf, Leaf) else None
    handed_over = call.state is State.HANDED
    call = replace(call, triage=trail, imputation=imputation, need=None, decision=None)
    call = withdraw(call, stamp)
    if not handed_over:
        return call
    return escalation.resume(transitioned(call, Transition.REWIND), stamp.at, policy)


def withdraw(call: Call, stamp: Stamp) -> Call:
    """Takes back a decision or a correction that was asked for.

    Cancels what is not posted yet; under a correction that was posted, says that it is withdrawn.
    """
    return correction.withdraw(quote_decision.cancel_request(call), stamp)


def _enqueue_line(call: Call, stamp: Stamp, added: Trail) -> Call:
    """Successive answers of one person share a line in the thread; another line in between starts a new one."""
    path = " ".join(f"{a.node}.{a.answer}" for a in added)
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
