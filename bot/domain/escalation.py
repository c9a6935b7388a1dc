"""The ladder (seed 5.3): level 1 has ten minutes, then level 2 is called, reminded, and the lead told, once."""

from dataclasses import replace
from datetime import datetime

from bot.domain.acts import CLOCK, Act, Hold
from bot.domain.call import Call, State
from bot.domain.moves import Move, moved
from bot.domain.notice import LADDER, Late, Notice, Progress, What
from bot.domain.notices import cancel, change, postpone
from bot.domain.policy import House, Ladder
from bot.domain.refusals import AlreadyHeld, HoldInThePast, ReasonMissing


def start(call: Call, at: datetime, house: House) -> Call:
    """Level 1's time begins: the deadline is written with the call."""
    deadline = at + house.ladder.after
    call = replace(call, deadline=deadline)
    return _ping(call, deadline, house, why="deadline", after=int(house.ladder.after.total_seconds()))


def resume(call: Call, at: datetime, house: House) -> Call:
    """Brings back a deadline that a handover had ended, at once if it is past."""
    if call.deadline is None:
        return call
    due = max(call.deadline, at)
    return _ping(
        call, due, house, why="deadline", after=int((call.deadline - call.opened.at).total_seconds())
    )


def stop(call: Call) -> Call:
    """Nobody is to be called any more for this visit."""
    return replace(call, notices=cancel(call.notices, LADDER))


def call_level2(call: Call, act: Act, house: House) -> Call:
    """Level 1 hands the call over at once, without waiting for the deadline."""
    if call.state is State.WAITING and call.transferred and call.transferred.by == act.by:
        return call
    call = stop(moved(call, Move.CALL_LEVEL2))
    call = _ping(replace(call, transferred=act), act.at, house, why="asked", by=act.by)
    return call.line("transferred", act).redrawn()


def take(call: Call, act: Act) -> Call:
    """«Je prends»: the developer becomes the owner and the ladder ends."""
    if call.state is State.LEVEL2 and call.level2 == act.by:
        return call
    call = stop(moved(call, Move.TAKE))
    call = replace(call, owner=act.by, level2=act.by, previous_owner=call.owner, taken=act)
    return call.line("taken", act).redrawn()


def hand_back(call: Call, act: Act, house: House) -> Call:
    """«Rendre»: who had the call before has it again, and the ladder starts anew."""
    if call.state is State.LEVEL1 and call.visit > 1:
        return call
    call = stop(moved(call, Move.HAND_BACK))
    owner = call.previous_owner or call.level1
    call = replace(call, owner=owner, level2=None, previous_owner=None, taken=None, transferred=None)
    call = start(replace(call, visit=call.visit + 1), act.at, house)
    return call.line("handed_back", act, to_whom=owner).redrawn()


def hand_over(call: Call) -> Call:
    """What is not level 1's to solve does not run the clock."""
    return stop(moved(call, Move.HAND_OVER))


def hold(call: Call, act: Act, until: datetime, reason: str) -> Call:
    """«Rappel prévu»: the client tests and calls back; nobody is called before `until`. Once a call."""
    call = moved(call, Move.HOLD)
    if call.hold:
        raise AlreadyHeld(call.number)
    if until <= act.at:
        raise HoldInThePast
    if not reason.strip():
        raise ReasonMissing
    deadline = max(call.deadline, until) if call.deadline else None
    held = Hold(until, reason.strip(), act)
    call = replace(call, hold=held, deadline=deadline, notices=postpone(call.notices, LADDER, until))
    return call.line("held", act, until=until.isoformat(), reason=held.reason).redrawn()


def is_moot(call: Call, notice: Notice) -> bool:
    """Whether a rung need not be said any more: what would have cancelled it came while it was being said in vain."""
    if notice.what not in LADDER:
        return False
    of_now = call.is_open and notice.key.startswith(f"{call.number}/{call.visit}/")
    return not of_now or (notice.what is not What.LEVEL2 and call.state is not State.WAITING)


def on_claim(call: Call, notice: Notice, now: datetime, ladder: Ladder) -> Call:
    """What a rung changes at the instant it begins to be said.

    The deadline's ping moves the call to level 2; a reminder missed while the bot was down gives way to the next
    rung of the schedule.
    """
    if notice.what is What.LEVEL2 and call.state is State.LEVEL1:
        by_clock = Act(notice.due, CLOCK)
        call = replace(moved(call, Move.CALL_LEVEL2), transferred=by_clock)
        after = notice.facts.get("after")
        return call.line("unsolved", Act(now, CLOCK), after=after).redrawn()
    if notice.what is What.REMINDER and notice.late is Late.STOPPED:
        skipped = change(call.notices, notice.key, state=Progress.CANCELLED)
        missed = int((now - notice.due) / ladder.repeat) + 1
        n = int(notice.facts["n"] or 1) + missed
        due = notice.due + missed * ladder.repeat
        return _rung(replace(call, notices=skipped), n, due if n <= ladder.repeats else now, ladder)
    return call


def on_said(call: Call, notice: Notice, at: datetime, ladder: Ladder) -> Call:
    """The rung after the one that was just said; nothing once level 2 has the call."""
    if call.state is not State.WAITING or notice.what not in {What.LEVEL2, What.REMINDER}:
        return call
    said = int(notice.facts.get("n") or 0)
    return _rung(call, said + 1, ladder.later(at), ladder)


def on_refused(call: Call, notice: Notice, at: datetime, ladder: Ladder) -> Call:
    """The dev channel refuses the word: the lead is told now rather than nobody."""
    if call.state is not State.WAITING or notice.what not in {What.LEVEL2, What.REMINDER}:
        return call
    return _rung(call, ladder.repeats + 1, at, ladder)


def _rung(call: Call, n: int, due: datetime, ladder: Ladder) -> Call:
    if n <= ladder.repeats:
        dev = next(notice for notice in call.notices if notice.what is What.LEVEL2)
        return call.say(What.REMINDER, lane="dev", to=dev.to, due=due, n=n)
    told = call.newest(What.LEAD)
    if ladder.lead and not (told and told.key.startswith(f"{call.number}/{call.visit}/")):
        return call.say(What.LEAD, lane=f"dm:{ladder.lead}", to=ladder.lead, due=due)
    return call


def _ping(call: Call, due: datetime, house: House, **facts: str | int | None) -> Call:
    return call.say(What.LEVEL2, lane="dev", to=house.channels.dev, due=due, **facts)
