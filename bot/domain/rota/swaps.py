"""Swaps of weeks: proposing, accepting, declining and withdrawing them, and letting them lapse."""

from dataclasses import replace

from bot.domain.outbox.notice import NoticeKind, Queue, QueueKind
from bot.domain.policy import Policy
from bot.domain.rota.announcements import moved_since
from bot.domain.rota.schedule import Schedule, shift_of
from bot.domain.rota.week import Swap, SwapImpossible, SwapOutdated, Week
from bot.domain.stamp import Stamp


def propose(week: Week, schedule: Schedule, swap: Swap, policy: Policy) -> Week:
    """Records a proposal and sends it to both persons: one can answer it, the other withdraw it.

    Unchanged when the same form proposed it already.

    Raises:
        SwapOutdated: the weeks are others' by now, or have begun.
        SwapImpossible: one of the two is absent.
    """
    if any(s.origin == swap.origin for s in week.swaps):
        return week
    _check(swap, schedule, swap.asked, policy)
    swap = replace(swap, id=str(len(week.swaps) + 1))
    week = replace(week, swaps=(*week.swaps, swap))
    for person in (swap.to, swap.asked.by):
        week = week.direct_message(person, NoticeKind.SWAP, due=swap.asked.at, swap=swap.id)
    return week


def accept(week: Week, schedule: Schedule, id: str, stamp: Stamp, policy: Policy) -> Week:
    """Accepts a proposal: the two weeks change hands. Unchanged when it is accepted already.

    Raises:
        SwapUnknown: there is none with this id.
        SwapOfAnother: somebody else was asked.
        SwapSettled: it was answered otherwise.
        SwapOutdated: the weeks are others' by now, or have begun.
        SwapImpossible: one of the two is absent.
    """
    before = week.swap(id)
    after = before.accept(stamp)
    if after is before:
        return week
    _check(before, schedule, stamp, policy)
    accepted = moved_since(_put_swap(week, after), week, schedule, f"swap {id}")
    accepted = _answer(accepted, after, before.asked.by)
    facts = _facts(after)
    return accepted.enqueue(
        NoticeKind.ROTA_LINE,
        queue=Queue(QueueKind.SERVICE),
        to=policy.channels.service,
        due=stamp.at,
        **facts,
    )


def decline(week: Week, id: str, stamp: Stamp) -> Week:
    """Declines a proposal and tells who made it; unchanged when it is declined already.

    Raises:
        SwapUnknown: there is none with this id.
        SwapOfAnother: somebody else was asked.
        SwapSettled: it was answered otherwise.
    """
    before = week.swap(id)
    after = before.decline(stamp)
    return week if after is before else _answer(_put_swap(week, after), after, before.asked.by)


def withdraw(week: Week, id: str, stamp: Stamp) -> Week:
    """Withdraws a proposal and tells who was asked; unchanged when it is withdrawn already.

    Raises:
        SwapUnknown: there is none with this id.
        SwapOfAnother: somebody else made it.
        SwapSettled: it was answered.
    """
    before = week.swap(id)
    after = before.withdraw(stamp)
    return week if after is before else _answer(_put_swap(week, after), after, before.to)


def lapse(week: Week, stamp: Stamp, policy: Policy) -> Week:
    """Lets the proposals lapse that nobody answered before the sooner week began; unchanged where there is none."""
    for before in week.swaps:
        after = before.lapse(stamp.at, policy.zone)
        if after is not before:
            week = _answer(_put_swap(week, after), after, before.asked.by)
    return week


def _check(swap: Swap, schedule: Schedule, stamp: Stamp, policy: Policy) -> None:
    """Returns if the two still have their weeks, and can take each other's.

    Raises:
        SwapOutdated: the weeks are others' by now, or have begun.
        SwapImpossible: one of the two is absent.
    """
    proposer, other = swap.asked.by, swap.to
    unchanged = (
        shift_of(schedule, swap.mine).person == proposer and shift_of(schedule, swap.theirs).person == other
    )
    if not unchanged or stamp.at >= swap.lapses_at(policy.zone):
        raise SwapOutdated
    if not (schedule.is_free(other, swap.mine) and schedule.is_free(proposer, swap.theirs)):
        raise SwapImpossible


def _answer(week: Week, swap: Swap, person: str) -> Week:
    assert swap.settled is not None  # noqa: S101  # an answered swap is settled
    week = week.refreshed("swap", swap.id)
    return week.direct_message(person, NoticeKind.ROTA_LINE, due=swap.settled.at, **_facts(swap))


def _facts(swap: Swap) -> dict[str, str]:
    return {
        "event": f"swap_{swap.outcome}",
        "by": swap.asked.by,
        "to_whom": swap.to,
        "mine": swap.mine.isoformat(),
        "theirs": swap.theirs.isoformat(),
    }


def _put_swap(week: Week, swap: Swap) -> Week:
    return replace(week, swaps=tuple(swap if s.id == swap.id else s for s in week.swaps))
