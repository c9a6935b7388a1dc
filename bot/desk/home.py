"""The home desk: what one person should see on opening the application. It changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.desk.outbox import Outbox
from bot.desk.pages import CallPage
from bot.desk.reading import ReadingDesk
from bot.desk.rota import Roster
from bot.desk.unsaid import Unsaid, unsaid
from bot.domain.policy import House
from bot.domain.ports import Calls, Clock


@dataclass(frozen=True, slots=True)
class Duty:
    """Who is level 1 in the week of that Monday; None for nobody."""

    monday: date
    person: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class HomePage:
    """`mine` are the reader's open calls, `others` everybody else's, `decisions` what awaits the reader."""

    reader: str
    house: House
    now: datetime
    mine: tuple[CallPage, ...]
    others: tuple[CallPage, ...]
    weeks: tuple[Duty, ...]
    decisions: tuple[CallPage, ...]
    unsaid: tuple[Unsaid, ...]
    slack_ids: Mapping[str, str] = field(default_factory=dict)


class HomeDesk:
    def __init__(
        self,
        *,
        calls: Calls,
        reading: ReadingDesk,
        roster: Roster,
        outbox: Outbox,
        house: House,
        clock: Clock,
    ) -> None:
        self._calls = calls
        self._reading = reading
        self._roster = roster
        self._outbox = outbox
        self._house = house
        self._clock = clock

    async def page(self, reader: str) -> HomePage:
        pages = await self._reading.open_calls()
        return HomePage(
            reader=reader,
            house=self._house,
            now=self._clock.now(),
            mine=tuple(page for page in pages if page.call.owner == reader),
            others=tuple(page for page in pages if page.call.owner != reader),
            weeks=await self._weeks(),
            decisions=await self._decisions(reader),
            unsaid=await unsaid(self._outbox, self._clock.now()),
        )

    async def _weeks(self) -> tuple[Duty, ...]:
        monday = self._roster.monday(self._clock.now())
        mondays = (monday, monday + timedelta(days=7))
        return tuple([Duty(each, await self._roster.who(each)) for each in mondays])

    async def _decisions(self, reader: str) -> tuple[CallPage, ...]:
        pages = [await self._reading.call(call) for call in await self._calls.undecided()]
        return tuple(page for page in pages if _decider(page) == reader)


def _decider(page: CallPage) -> str | None:
    manager = page.call.account_manager or page.house.account_manager
    return page.slack_ids.get(manager, manager) if manager else None
