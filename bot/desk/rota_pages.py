"""The pages of the rota: the weeks to come, what changed since somebody last looked, and what may be done."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.desk.names import Names
from bot.desk.rota import Pen, Roster
from bot.desk.rota_exchange import ExchangeDesk
from bot.domain.absence import Absence
from bot.domain.book import Book
from bot.domain.calendar import local_day
from bot.domain.duty import Duty, duties
from bot.domain.policy import House
from bot.domain.ports import Clock
from bot.domain.refusals import StoreRefused, TooBusy
from bot.domain.rota import Rota, announce_at
from bot.domain.swap import Swap
from bot.domain.week import Seen, Week

SHOWN_WEEKS = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class RotaRow:
    """One week. `was` is who had it when the reader last looked, where that changed.

    `announced_at` is when it is announced, None in a week without any working day; `moved` is whether a holiday
    moves that.
    """

    duty: Duty
    changed: bool
    was: str | None
    announced_at: datetime | None
    moved: bool


@dataclass(frozen=True, slots=True)
class Held:
    """Where an absence or a swap is written down: its week and its id."""

    monday: date
    what: Absence | Swap

    @property
    def reference(self) -> str:
        return f"{self.monday.isoformat()} {self.what.id}"


@dataclass(frozen=True, kw_only=True, slots=True)
class RotaPage:
    """As `reader` sees it: open proposals that concern them, and everybody's absences that are not over."""

    reader: str
    house: House
    now: datetime
    rows: tuple[RotaRow, ...]
    swaps: tuple[Held, ...]
    absences: tuple[Held, ...]
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferPage:
    """What «Proposer un échange» offers; `names` are people's plain names."""

    mine: tuple[Duty, ...]
    theirs: tuple[Duty, ...]
    names: Mapping[str, str] = field(default_factory=dict)


class RotaPages:
    def __init__(
        self,
        *,
        roster: Roster,
        pen: Pen,
        exchange: ExchangeDesk,
        names: Names,
        plan: Rota,
        house: House,
        clock: Clock,
    ) -> None:
        self._roster = roster
        self._pen = pen
        self._exchange = exchange
        self._names = names
        self._plan = plan
        self._house = house
        self._clock = clock

    async def look(self, reader: str) -> RotaPage:
        """The next weeks, and a note of what was shown, for the next time."""
        book = await self._roster.book()
        found = duties(book, book.this_week, SHOWN_WEEKS)
        seen = dict(_last_look(book, reader))
        await self._note(book, reader, tuple((duty.monday, duty.person) for duty in found))
        today = self.today()
        absences = [
            Held(w.monday, a) for w in book.weeks for a in w.absences if not (a.is_over(today) or a.gone)
        ]
        swaps = [
            Held(week.monday, swap)
            for week in book.weeks
            for swap in week.swaps
            if swap.is_open and reader in {swap.to, swap.asked.by}
        ]
        return RotaPage(
            reader=reader,
            house=self._house,
            now=self._clock.now(),
            rows=tuple(self._row(duty, seen) for duty in found),
            swaps=tuple(swaps),
            absences=tuple(absences),
            names=await self._names.of({duty.instead_of for duty in found if duty.instead_of}, {}),
        )

    def today(self) -> date:
        return local_day(self._clock.now(), self._house.zone)

    async def offer(self, by: str) -> OfferPage:
        """Raises: NoWeekToSwap."""
        mine, theirs = await self._exchange.offered(by)
        names = await self._names.of({duty.person for duty in theirs if duty.person}, {})
        return OfferPage(mine=tuple(mine), theirs=tuple(theirs), names=names)

    def _row(self, duty: Duty, seen: Mapping[date, str | None]) -> RotaRow:
        planned = self._plan.announce.day(duty.monday)
        at = announce_at(self._plan, duty.monday, self._house)
        return RotaRow(
            duty=duty,
            changed=seen.get(duty.monday, duty.person) != duty.person,
            was=seen.get(duty.monday),
            announced_at=at,
            moved=at is not None and local_day(at, self._house.zone) != planned,
        )

    async def _note(self, book: Book, reader: str, shown: Seen) -> None:
        if _last_look(book, reader) == shown:
            return

        def rule(week: Week, _book: Book) -> Week:
            return replace(week, looks={**week.looks, reader: shown})

        # To have been shown the weeks matters more than to be told next time what changed.
        with contextlib.suppress(StoreRefused, TooBusy):
            await self._pen.write(book.this_week, rule)


def _last_look(book: Book, reader: str) -> Seen:
    return next((week.looks[reader] for week in reversed(book.weeks) if reader in week.looks), ())
