"""Gathers what the surfaces show. It changes nothing but the names that the directory keeps."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.domain.calls import precedents
from bot.domain.calls.call import Call, Note
from bot.domain.clients.client import Client, minutes_left
from bot.domain.clients.directory import Directory
from bot.domain.outbox.notice import Notice, NoticeKind
from bot.domain.outbox.undelivered import is_rate_limited
from bot.domain.policy import Policy
from bot.domain.ports import Calls, Clients, Clock, People, PlaceNames, StoreUnwritableError
from bot.domain.refusals import UnknownClient
from bot.domain.rota.week import Week
from bot.domain.telephony.ring import Ring
from bot.domain.telephony.rings import reference
from bot.services.callers import caller_of
from bot.services.change import existing
from bot.services.names import PersonNames, people_of, people_of_week
from bot.services.parsing import QUOTES, numbers_meant
from bot.services.ring_views import RingView, noticed_ring
from bot.services.rota import RotaReader
from bot.services.slack_markup import mentioned_users, readable, unnamed_channels, unnamed_groups
from bot.services.used_minutes import used_minutes
from bot.services.view_models import CallView, ClientView, LastWeek, RelatedCall, WeekView

LATEST_CALLS = 5
LAST_CALLS = 3
OTHER_CALLS = 5
"""How many other open calls of a client are named to who opens one more."""

MessageLink = Callable[[str, str], str]
"""(channel, ts) → the address of a message."""


@dataclass(frozen=True, kw_only=True, slots=True)
class QueryService:
    """Builds the view models. Each method reads the directory once.

    Attributes:
        link: the address of a message in Slack, from its channel and ts.
        places: names of channels and groups that people mention; None where they are not asked for.
    """

    calls: Calls
    clients: Clients
    people: People
    rota: RotaReader
    policy: Policy
    clock: Clock
    link: MessageLink
    places: PlaceNames | None = None

    async def directory(self) -> Directory:
        """The client directory as it is now."""
        return await self.clients.directory()

    async def view(self, number: str) -> CallView:
        """The call with this number.

        Raises:
            UnknownCall: there is none.
        """
        return await self.call(await existing(self.calls, number))

    async def whole(self, typed: str) -> CallView:
        """The call of this number as people type it, with the names of everyone who had a part in it.

        A bare count is of this year, else of the last one.

        Raises:
            UnknownCall: there is none.
        """
        year = self.clock.now().astimezone(self.policy.zone).year
        numbers = numbers_meant(typed, year)
        found = [call for number in numbers if (call := await self.calls.get(number))]
        call = found[0] if found else await existing(self.calls, numbers[0] if numbers else typed.strip())
        return await self._call_view(call, await self.clients.directory(), named=True)

    async def last_calls(self, person: str) -> list[CallView]:
        """The calls that a person opened last, newest first."""
        return await self.call_views(await self.calls.opened_by(person, LAST_CALLS))

    async def call(self, call: Call, notice: Notice | None = None) -> CallView:
        """A call with the facts around it; with people's names when it is shown as a notice."""
        return await self._call_view(call, await self._known_directory(), notice)

    async def _known_directory(self) -> Directory:
        """The client directory; empty where the store cannot be read: a ping goes out without the client's file."""
        try:
            return await self.clients.directory()
        except StoreUnwritableError:
            return Directory(clients={}, version=0)

    async def call_views(self, calls: Iterable[Call]) -> list[CallView]:
        """Several calls, in their order."""
        directory = await self.clients.directory()
        return [await self._call_view(call, directory) for call in calls]

    async def open_calls(self) -> list[CallView]:
        """The calls that are not closed, oldest first."""
        return await self.call_views(await self.calls.open_calls())

    async def last_ping(self) -> datetime | None:
        """When level 2 was last called for a call that is still open, aware; None where it was not."""
        return max(
            (
                notice.claimed_at
                for call in await self.calls.open_calls()
                for notice in call.notices
                if notice.kind is NoticeKind.LEVEL2 and notice.ts and notice.claimed_at
            ),
            default=None,
        )

    async def week(self, week: Week, notice: Notice | None = None) -> WeekView:
        """A week with the facts around it: who follows, the open calls, last week's figures."""
        ring = noticed_ring(week, notice)
        if ring and notice:
            return await self._ring_week(week, notice, ring)
        around = await self.rota.context_of(week)
        directory = await self.clients.directory()
        running, undecided = await self.calls.open_calls(), await self.calls.undecided()
        views = [await self._call_view(call, directory) for call in running]
        awaited = [await self._call_view(call, directory) for call in undecided]
        corrections = [await self._call_view(c, directory) for c in await self.calls.awaiting_correction()]
        managers = [view.call.account_manager for view in awaited]
        slack_ids = await self._slack_ids([*managers, self.policy.account_manager])
        takers = [v.call.correction.taken for v in corrections if v.call.correction]
        people = people_of_week(week, notice) | _given(
            [around.follows, self.policy.account_manager, *managers, *(call.owner for call in running)]
        )
        people |= {taken.by for taken in takers if taken}
        return WeekView(
            week=week,
            policy=self.policy,
            now=self.clock.now(),
            follows=around.follows,
            gone=around.gone,
            off_next=around.off_next,
            open_calls=tuple(views),
            last_week=await self._last_week(week.monday),
            undecided=tuple(awaited),
            corrections=tuple(corrections),
            names=await self._names(people, slack_ids, directory),
            slack_ids=slack_ids,
            notice=notice,
        )

    async def _ring_week(self, week: Week, notice: Notice, ring: Ring) -> WeekView:
        """A week as far as a message about a ring needs it."""
        directory = await self.clients.directory()
        caller = await caller_of(ring.number, directory, self.calls)
        client = caller.client
        running = [
            call for call in await self.calls.open_calls() if client and call.client.code == client.code
        ]
        newest = running[-1] if running else None
        names = await self._names(_given([ring.by]), {}, directory)
        view = RingView(
            ring=ring,
            reference=reference(week, ring),
            reader=notice.to,
            caller=caller,
            minutes_left=await self._minutes_left(client),
            open_calls=len(running),
            newest=newest.number if newest else None,
            newest_link=self.card_link(newest) if newest else None,
            opened_link=await self.link_of(ring.opened) if ring.opened else None,
            answered_by=names.get(ring.by or "") or next(iter(ring.names), None),
            now=self.clock.now(),
        )
        return WeekView(
            week=week,
            policy=self.policy,
            now=view.now,
            follows=None,
            open_calls=(),
            last_week=LastWeek(closed=0, solved_at_level1=0),
            names=names,
            notice=notice,
            ring=view,
        )

    async def client(self, typed: str) -> ClientView:
        """The client with this exact code or name.

        Raises:
            UnknownClient: there is none.
        """
        directory = await self.clients.directory()
        typed = typed.strip(QUOTES)
        client = directory.by_code(typed) or directory.match(typed).client
        if client is None:
            raise UnknownClient(typed)
        now = self.clock.now()
        return ClientView(
            client=client,
            policy=self.policy,
            today=now.astimezone(self.policy.zone).date(),
            minutes_left=await self._minutes_left(client),
            calls=tuple([await self._call_view(call, directory) for call in await self._latest(client)]),
            slack_ids=await self._slack_ids([client.account_manager, *client.technicians]),
        )

    async def other_open_calls(self, call: Call) -> list[CallView]:
        """The first `OTHER_CALLS` open calls of the same client besides this one, oldest first, with people's names."""
        directory = await self.clients.directory()
        others = [
            other
            for other in await self.calls.open_calls()
            if other.client.code == call.client.code and other.number != call.number
        ]
        return [await self._call_view(other, directory, named=True) for other in others[:OTHER_CALLS]]

    async def link_of(self, number: str) -> str | None:
        """The address of a call's card; None before it is posted, or when there is no such call."""
        call = await self.calls.get(number)
        return self.card_link(call) if call else None

    async def waits_for_rate_limit(self, number: str) -> bool:
        """Whether Slack holds up the call's card for coming too fast."""
        call = await self.calls.get(number)
        card = call.newest(NoticeKind.CARD) if call else None
        return card is not None and is_rate_limited(card)

    def card_link(self, call: Call) -> str | None:
        """The address of the card of this call; None before it is posted."""
        card = call.card
        return self.link(card.channel, card.ts) if card and card.channel and card.ts else None

    async def readable(self, text: str) -> str:
        """A text in Slack's markup, as a person reads it."""
        profiles = {id: await self.people.person(id) for id in mentioned_users(text)}
        names = {id: person.name for id, person in profiles.items() if person}
        return readable(text, names | await self._place_names(text))

    async def _place_names(self, text: str) -> dict[str, str]:
        places = self.places
        if places is None:
            return {}
        found = {id: await places.channel(id) for id in unnamed_channels(text)}
        found |= {id: await places.group(id) for id in unnamed_groups(text)}
        return {id: name for id, name in found.items() if name}

    async def _call_view(
        self, call: Call, directory: Directory, notice: Notice | None = None, *, named: bool = False
    ) -> CallView:
        client = directory.by_code(call.client.code)
        references = _given(
            [call.account_manager, self.policy.account_manager, *(client.technicians if client else ())]
        )
        slack_ids = await self._slack_ids(references)
        related = await self._related(call, notice)
        people = (
            people_of(call) | references | {each.call.owner for each in related.values() if each.call.owner}
        )
        names = await self._names(people, slack_ids, directory) if notice or named else {}
        return CallView(
            call=replace(call, notes=await self._readable(call.notes)),
            client=client,
            policy=self.policy,
            now=self.clock.now(),
            minutes_left=await self._minutes_left(client),
            link=self.card_link(call),
            slack_ids=slack_ids,
            names=names,
            notice=notice,
            technician=await self._technician(notice),
            related=related,
        )

    async def _technician(self, notice: Notice | None) -> str | None:
        if notice is None or notice.kind is not NoticeKind.UNCALLED:
            return None
        return await self.rota.on_duty(self.clock.now())

    async def _related(self, call: Call, notice: Notice | None) -> dict[str, RelatedCall]:
        if notice is None:
            return {}
        by_kind = {NoticeKind.PRECEDENTS: precedents.mentioned, NoticeKind.LEVEL2: precedents.close_numbers}
        numbers = by_kind[notice.kind](call) if notice.kind in by_kind else ()
        found = [await self.calls.get(number) for number in numbers]
        return {each.number: await self._related_call(each) for each in found if each}

    async def _related_call(self, call: Call) -> RelatedCall:
        """The call as its last compte rendu says, in the words that people read."""
        report = call.reports[-1] if call.reports else None
        if report:
            report = replace(
                report,
                solution=await self.readable(report.solution),
                recipe=await self.readable(report.recipe) if report.recipe else None,
            )
        shown = replace(call, request=await self.readable(call.request), reports=(report,) if report else ())
        return RelatedCall(call=shown, link=self.card_link(call))

    async def _latest(self, client: Client) -> list[Call]:
        running = [c for c in await self.calls.open_calls() if c.client.code == client.code]
        stats = await self.calls.stats(client.code)
        past = [await self.calls.get(row.number) for row in stats[-LATEST_CALLS:]]
        found = [*running, *(call for call in past if call)]
        return sorted(found, key=lambda call: call.opened.at, reverse=True)[:LATEST_CALLS]

    async def _last_week(self, monday: date) -> LastWeek:
        begins = monday - timedelta(days=7)
        closed = [
            row
            for row in await self.calls.stats()
            if begins <= row.closed_at.astimezone(self.policy.zone).date() < monday
        ]
        return LastWeek(closed=len(closed), solved_at_level1=sum(row.solved_at == 1 for row in closed))

    async def _minutes_left(self, client: Client | None) -> int | None:
        if client is None or client.contract is None:
            return None
        return minutes_left(client.contract, await used_minutes(self.calls, client))

    async def _readable(self, notes: Iterable[Note]) -> tuple[Note, ...]:
        return tuple([replace(note, text=await self.readable(note.text)) for note in notes])

    async def _names(
        self, references: set[str], slack_ids: dict[str, str], directory: Directory
    ) -> dict[str, str]:
        names = PersonNames(people=self.people, clients=self.clients)
        return await names.of(references, slack_ids, directory)

    async def _slack_ids(self, references: Iterable[str | None]) -> dict[str, str]:
        """The Slack ids of the e-mail addresses among these; an address that nobody has is left out."""
        addresses = {reference for reference in _given(references) if "@" in reference}
        found = {address: await self.people.find(address) for address in addresses}
        return {address: id for address, id in found.items() if id}


def _given(references: Iterable[str | None]) -> set[str]:
    return {reference for reference in references if reference}
