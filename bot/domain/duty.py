"""The rota's rule, as a pure function of its book: who is level 1 in a week, and why (seed 5.3).

A debt is a week that one owes another; whoever does another's week pays one, or is owed one. Nothing but members
who leave makes a debt lapse.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.book import Book
from bot.domain.calendar import WEEK
from bot.domain.week import Debts, Week, Why


@dataclass(frozen=True, kw_only=True, slots=True)
class Duty:
    """`person` is level 1, in the place of `instead_of` unless it is the plain turn.

    `members` and `owed` are what the week began with, `debts` what it leaves to those after it.
    """

    monday: date
    turn: str | None
    person: str | None
    members: tuple[str, ...]
    why: Why = Why.TURN
    instead_of: str | None = None
    owed: Debts = ()
    debts: Debts = ()


def duty(book: Book, monday: date) -> Duty:
    """The one resolver: every surface asks it."""
    return duties(book, monday, 1)[0]


def duties(book: Book, first: date, weeks: int) -> list[Duty]:
    """The weeks from `first` on; announced ones answer for themselves, the others follow from those before."""
    wanted = [first + i * WEEK for i in range(weeks)]
    monday = max((m for m in book.announced if m <= first), default=_beginning(book, first))
    previous: Duty | None = None
    found = []
    while monday <= wanted[-1]:
        week = book.announced.get(monday)
        previous = as_announced(week) if week else _planned(book, monday, previous)
        found.append(previous)
        monday += WEEK
    return found[-weeks:]


def as_announced(week: Week) -> Duty:
    return Duty(
        monday=week.monday,
        turn=week.turn,
        person=week.person,
        members=week.members,
        why=week.why,
        instead_of=week.instead_of,
        owed=week.owed,
        debts=week.debts,
    )


def resolved(book: Book, base: Duty) -> Duty:
    """Who does the week whose turn it is, by what the book says now of its swaps, debts and absences."""
    if base.turn is None:
        return base
    debts = tuple(debt for debt in base.owed if set(debt) <= set(base.members))
    owner, why = base.turn, Why.TURN
    instead_of: str | None = None
    pins = [pin for pin in book.pins(base.monday) if pin.after in base.members]
    for pin in pins:
        if pin.before != owner and pin.before in base.members:
            debts = _lend(debts, owner, pin.before)
        owner, why, instead_of = pin.after, Why.SWAP, pin.before
    if owner == base.turn:
        why, instead_of = Why.TURN, None
    payer = None if pins else _payer(book, base, debts)
    if payer:
        debts = _lend(debts, owner, payer)
        return replace(base, person=payer, why=Why.DEBT, instead_of=owner, debts=debts)
    if book.is_free(owner, base.monday):
        return replace(base, person=owner, why=why, instead_of=instead_of, debts=debts)
    return _replaced(book, base, owner, debts)


def _beginning(book: Book, first: date) -> date:
    """Where to begin without a ledger: where the first fact is known, for a debt may come of it."""
    return min([first, book.this_week, *(week.monday for week in book.weeks)])


def _planned(book: Book, monday: date, previous: Duty | None) -> Duty:
    # A week that was missed has the members of the one before it: those of now were not there yet.
    members = previous.members if previous and book.is_past(monday) else book.members
    owed = previous.debts if previous else ()
    turn = _next_turn(previous, members) if previous and previous.turn else _first_turn(monday, members)
    base = Duty(monday=monday, turn=turn, person=None, members=members, why=Why.NOBODY, owed=owed, debts=owed)
    return resolved(book, base)


def _first_turn(monday: date, members: Sequence[str]) -> str | None:
    """By a fixed epoch, so that the first week ever is the same whenever it is asked for."""
    return members[((monday.toordinal() - 1) // 7) % len(members)] if members else None


def _next_turn(previous: Duty, members: Sequence[str]) -> str | None:
    """The next one in the new order; if the last one left, the next of the members of then who stayed."""
    if not members:
        return None
    last, then = previous.turn, previous.members
    if last in members:
        return members[(members.index(last) + 1) % len(members)]
    start = then.index(last) if last in then else 0
    stayed = (then[(start + i) % len(then)] for i in range(1, len(then)))
    return next((person for person in stayed if person in members), members[0])


def _payer(book: Book, base: Duty, debts: Debts) -> str | None:
    """Who owes the one whose turn it is a week, for the longest time, and can do it now."""
    owing = (debtor for debtor, creditor in debts if creditor == base.turn)
    return next((debtor for debtor in owing if book.is_free(debtor, base.monday)), None)


def _replaced(book: Book, base: Duty, owner: str, debts: Debts) -> Duty:
    start = base.members.index(owner)
    order = [base.members[(start + i) % len(base.members)] for i in range(1, len(base.members))]
    free = next((person for person in order if book.is_free(person, base.monday)), None)
    if free is None:
        return replace(base, person=None, why=Why.NOBODY, instead_of=owner, debts=debts)
    if book.is_gone(owner, base.monday):
        return replace(base, person=free, why=Why.GONE, instead_of=owner, debts=debts)
    return replace(base, person=free, why=Why.ABSENCE, instead_of=owner, debts=_lend(debts, owner, free))


def _lend(debts: Debts, owner: str, doer: str) -> Debts:
    """`doer` does a week of `owner`'s: that pays the oldest week that they owe, else one is owed to them."""
    paid = (doer, owner)
    if paid not in debts:
        return (*debts, (owner, doer))
    at = debts.index(paid)
    return debts[:at] + debts[at + 1 :]
