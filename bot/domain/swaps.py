"""What people write of swaps into the book of the rota: proposed, accepted, declined, withdrawn, lapsed."""

from dataclasses import replace

from bot.domain.acts import Act
from bot.domain.amending import moved_since
from bot.domain.book import Book
from bot.domain.duty import duty
from bot.domain.notice import What
from bot.domain.policy import House
from bot.domain.swap import Swap, SwapImpossible, SwapOutdated
from bot.domain.week import Week


def propose(week: Week, book: Book, swap: Swap, house: House) -> Week:
    """Asks the other one, with buttons; who asks gets the same message, to follow it. Once a form."""
    if any(s.origin == swap.origin for s in week.swaps):
        return week
    _check(swap, book, swap.asked, house)
    swap = replace(swap, id=str(len(week.swaps) + 1))
    week = replace(week, swaps=(*week.swaps, swap))
    for person in (swap.to, swap.asked.by):
        week = week.tell(person, What.SWAP, due=swap.asked.at, swap=swap.id)
    return week


def accept(week: Week, book: Book, id: str, act: Act, house: House) -> Week:
    """The two weeks change hands, on every surface."""
    before = week.swap(id)
    after = before.accept(act)
    if after is before:
        return week
    _check(before, book, act, house)
    accepted = moved_since(_put_swap(week, after), week, book, f"swap {id}")
    accepted = _answer(accepted, after, before.asked.by)
    facts = _facts(after)
    return accepted.say(What.ROTA_LINE, lane="service", to=house.channels.service, due=act.at, **facts)


def decline(week: Week, id: str, act: Act) -> Week:
    before = week.swap(id)
    after = before.decline(act)
    return week if after is before else _answer(_put_swap(week, after), after, before.asked.by)


def withdraw(week: Week, id: str, act: Act) -> Week:
    before = week.swap(id)
    after = before.withdraw(act)
    return week if after is before else _answer(_put_swap(week, after), after, before.to)


def lapse(week: Week, act: Act, house: House) -> Week:
    """Proposals that nobody answered before the week began."""
    for before in week.swaps:
        after = before.lapse(act.at, house.zone)
        if after is not before:
            week = _answer(_put_swap(week, after), after, before.asked.by)
    return week


def _check(swap: Swap, book: Book, act: Act, house: House) -> None:
    """Whether the two still have their weeks, and can take each other's.

    Raises:
        SwapOutdated: the weeks are others' by now, or have begun.
        SwapImpossible: one of the two is absent.
    """
    asks, answers = swap.asked.by, swap.to
    theirs = duty(book, swap.mine).person == asks and duty(book, swap.theirs).person == answers
    if not theirs or act.at >= swap.lapses_at(house.zone):
        raise SwapOutdated
    if not (book.is_free(answers, swap.mine) and book.is_free(asks, swap.theirs)):
        raise SwapImpossible


def _answer(week: Week, swap: Swap, person: str) -> Week:
    assert swap.settled is not None  # noqa: S101  # an answered swap is settled
    week = week.redrawn("swap", swap.id)
    return week.tell(person, What.ROTA_LINE, due=swap.settled.at, **_facts(swap))


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
