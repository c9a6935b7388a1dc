"""Walking the triage on a call: an answer, its effects, and taking it back (seed 5.1 and 5.2)."""

from dataclasses import dataclass, replace

from bot.domain import deciding, escalation, triage
from bot.domain.acts import Act
from bot.domain.call import Call, State
from bot.domain.moves import Move, moved
from bot.domain.notice import Notice, Progress, What
from bot.domain.notices import cancel, change
from bot.domain.policy import House
from bot.domain.refusals import (
    AlreadyAnswered,
    NeedMissing,
    NothingToUndo,
)
from bot.domain.triage import Answer, Effect, Imputation, Known, Leaf, Source, Trail


@dataclass(frozen=True, slots=True)
class Given:
    """A person's answer to the question of a node; `need` is what the client needs, where that is asked."""

    node: str
    answer: str
    need: str | None = None


def answer(call: Call, act: Act, given: Given, known: Known, house: House) -> Call:
    """The call after one answer, with what the directory answers next and what the leaf asks for.

    Raises:
        AlreadyAnswered: somebody else was quicker.
        NeedMissing: the answer needs the client's need.
        CallRefusal: the call is closed.
    """
    if _given_already(call, act, given):
        return call
    call = asked(call, given.node)
    need = (given.need or "").strip() or None
    if triage.needs_need(given.node, given.answer) and need is None:
        raise NeedMissing
    trail = (*call.triage, Answer(given.node, given.answer, Source.PERSON, act.by, act.at))
    trail = triage.settle(trail, known, act.at)
    told = trail[len(call.triage) :]
    call = replace(call, triage=trail, need=need)
    call = _tell(call, act, told)
    leaf = triage.standing(trail)
    return (_reach(call, act, leaf, known, house) if isinstance(leaf, Leaf) else call).redrawn()


def informed(call: Call, act: Act, known: Known, house: House) -> Call:
    """The directory answers now what it could not answer when the call was opened."""
    trail = triage.settle(call.triage, known, act.at)
    told = trail[len(call.triage) :]
    if not told:
        return call
    call = _tell(replace(call, triage=trail), act, told)
    leaf = triage.standing(trail)
    return _reach(call, act, leaf, known, house) if isinstance(leaf, Leaf) else call


def asked(call: Call, node: str) -> Call:
    """The call, if this is the question that it asks now.

    Raises:
        AlreadyAnswered: it asks another one.
        CallRefusal: it is closed.
    """
    call = moved(call, Move.ANSWER)
    if triage.standing(call.triage) == node:
        return call
    earlier = next((a for a in call.triage if a.node == node), None)
    raise AlreadyAnswered(call.number, earlier.by if earlier else None)


def _given_already(call: Call, act: Act, given: Given) -> bool:
    return call.is_open and any(
        (a.node, a.answer, a.by) == (given.node, given.answer, act.by) for a in call.triage
    )


def _reach(call: Call, act: Act, leaf: Leaf, known: Known, house: House) -> Call:
    call = replace(call, imputation=leaf.imputation)
    if leaf.effect is Effect.ASK_CORRECTION:
        call = call.say(What.CORRECTION, lane="dev", to=house.channels.dev, due=act.at, by=act.by)
    if leaf.effect is Effect.ASK_DECISION:
        call = deciding.ask(call, act, house)
    if leaf.effect in triage.HANDS_OVER:
        call = escalation.hand_over(call)
    return _warn_of_warranty(call, act, known, house) if leaf.imputation is Imputation.WARRANTY else call


def _warn_of_warranty(call: Call, act: Act, known: Known, house: House) -> Call:
    """A warranty that is over changes no imputation, but the account manager hears of it, once a call."""
    end = known.warranty_end
    if end is None or end >= act.at.astimezone(house.zone).date() or call.newest(What.WARRANTY):
        return call
    lane, to = house.manager_lane(call.account_manager)
    return call.say(What.WARRANTY, lane=lane, to=to, due=act.at, by=act.by, end=end.isoformat())


def rewind(call: Call, act: Act, seen: int, house: House) -> Call:
    """«Étape précédente»: undoes one answer; what was told stays and is corrected by a line.

    `seen` is how many answers the person saw; a second click on the same button undoes nothing more.

    Raises:
        NothingToUndo: no person has answered yet.
    """
    moved(call, Move.REWIND)
    if not triage.answered_by_person(call.triage):
        raise NothingToUndo(call.number)
    if len(call.triage) != seen:
        return call
    shorter = triage.without_last(call.triage)
    undone = call.triage[len(shorter)]
    call = call.line("rewound", act, node=undone.node, answer=undone.answer)
    return _back_to(call, act, shorter, house).redrawn()


def start_over(call: Call, act: Act, known: Known, house: House) -> Call:
    """Another client: the answers given for the first one do not count."""
    return _back_to(call, act, triage.settle((), known, act.at), house)


def _back_to(call: Call, act: Act, trail: Trail, house: House) -> Call:
    leaf = triage.standing(trail)
    imputation = leaf.imputation if isinstance(leaf, Leaf) else None
    handed = call.state is State.HANDED
    call = replace(call, triage=trail, imputation=imputation, need=None, decision=None)
    call = withdraw(call, act)
    if not handed:
        return call
    return escalation.resume(moved(call, Move.REWIND), act.at, house)


def withdraw(call: Call, act: Act) -> Call:
    """Takes back a decision or a correction that was asked for: unsaid if it can be, else by a word under it."""
    asked = call.newest(What.CORRECTION)
    call = deciding.drop(replace(call, notices=cancel(call.notices, (What.CORRECTION,))))
    if asked and asked.state is not Progress.DUE and not _withdrawn_since(call, asked):
        call = call.say(What.WITHDRAWN, lane="dev", to=asked.to, due=act.at, by=act.by)
    return call


def _withdrawn_since(call: Call, asked: Notice) -> bool:
    withdrawn = call.newest(What.WITHDRAWN)
    return withdrawn is not None and call.notices.index(withdrawn) > call.notices.index(asked)


def _tell(call: Call, act: Act, told: Trail) -> Call:
    """Successive clicks of one person share a line; another event in between starts a new one."""
    path = " ".join(f"{a.node}.{a.answer}" for a in told)
    last = next((n for n in reversed(call.notices) if n.lane == "thread"), None)
    if (
        last
        and last.what is What.TRIAGE
        and last.facts["by"] == act.by
        and last.state is not Progress.CANCELLED
    ):
        facts = {**last.facts, "path": f"{last.facts['path']} {path}"}
        return replace(call, notices=change(call.notices, last.key, facts=facts, face=last.face + 1))
    return call.say(What.TRIAGE, lane="thread", to=call.notices[0].to, due=act.at, by=act.by, path=path)
