"""The reading desk: gathers the pages that surfaces show. It changes nothing but the names it keeps."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta

from bot.domain.calls.call import Call, Note
from bot.domain.calls.stats import assistance_minutes
from bot.domain.clients.client import Client, minutes_left
from bot.domain.clients.directory import Directory
from bot.domain.outbox.notice import Notice
from bot.domain.policy import Policy
from bot.domain.ports import Calls, Clients, Clock, People
from bot.domain.refusals import UnknownCall, UnknownClient
from bot.domain.rota.week import Week
from bot.services.names import PersonNames, people_of
from bot.services.rota import RotaReader
from bot.services.slack_markup import mentioned_users, with_user_names
from bot.services.view_models import CallView, ClientView, LastWeek, WeekView

LATEST_CALLS = 5

Link = Callable[[str, str], str]
"""(channel, ts) → the address of a message."""


class QueryService:
    def __init__(
        self,
        *,
        calls: Calls,
        clients: Clients,
        people: People,
        roster: RotaReader,
        policy: Policy,
        clock: Clock,
        link: Link,
    ) -> None:
        self._calls = calls
        self._clients = clients
        self._people = people
        self._known = PersonNames(people, clients)
        self._roster = roster
        self._policy = policy
        self._clock = clock
        self._link = link

    async def directory(self) -> Directory:
        return await self._clients.directory()

    async def view(self, number: str) -> CallView:
        call = await self._calls.get(number)
        if call is None:
            raise UnknownCall(number)
        return await self.call(call)

    async def call(self, call: Call, notice: Notice | None = None) -> CallView:
        client = (await self._clients.directory()).by_code(call.client.code)
        referred = [
            call.account_manager,
            self._policy.account_manager,
            *(client.technicians if client else ()),
        ]
        slack_ids = await self._slack_ids(referred)
        return CallView(
            call=replace(call, notes=await self._readable(call.notes)),
            client=client,
            policy=self._policy,
            now=self._clock.now(),
            minutes_left=await self._minutes_left(client),
            link=self._card_link(call),
            slack_ids=slack_ids,
            names=await self._known.of(people_of(call) | _given(referred), slack_ids) if notice else {},
            notice=notice,
        )

    async def link_of(self, number: str) -> str | None:
        """Where the call's card is; None before it is posted."""
        call = await self._calls.get(number)
        return self._card_link(call) if call else None

    def _card_link(self, call: Call) -> str | None:
        card = call.card
        return self._link(card.channel, card.ts) if card and card.channel and card.ts else None

    async def week(self, week: Week, notice: Notice | None = None) -> WeekView:
        around = await self._roster.around(week)
        people = {p for p in (week.person, week.instead_of, around.follows, *week.members) if p}
        return WeekView(
            week=week,
            policy=self._policy,
            now=self._clock.now(),
            follows=around.follows,
            gone=around.gone,
            off_next=around.off_next,
            open_calls=tuple([await self.call(c) for c in await self._calls.open_calls()]),
            last_week=await self._last_week(week.monday),
            undecided=tuple([await self.call(c) for c in await self._calls.undecided()]),
            names=await self._known.of(people, {}),
            notice=notice,
        )

    async def client(self, typed: str) -> ClientView:
        """By exact code or name.

        Raises:
            UnknownClient: neither.
        """
        directory = await self._clients.directory()
        client = directory.by_code(typed) or directory.understand(typed, lambda _, __: []).client
        if client is None:
            raise UnknownClient(typed)
        now = self._clock.now()
        return ClientView(
            client=client,
            policy=self._policy,
            today=now.astimezone(self._policy.zone).date(),
            minutes_left=await self._minutes_left(client),
            calls=tuple([await self.call(c) for c in await self._latest(client)]),
            slack_ids=await self._slack_ids([client.account_manager, *client.technicians]),
        )

    async def open_calls(self) -> list[CallView]:
        return [await self.call(call) for call in await self._calls.open_calls()]

    def link(self, channel: str, ts: str) -> str:
        return self._link(channel, ts)

    async def readable(self, text: str) -> str:
        """A text as written, with the names of those it mentions."""
        return with_user_names(text, await self._names(mentioned_users(text)))

    async def _latest(self, client: Client) -> list[Call]:
        running = [c for c in await self._calls.open_calls() if c.client.code == client.code]
        stats = await self._calls.stats(client.code)
        past = [await self._calls.get(f.number) for f in stats[-LATEST_CALLS:]]
        found = [*running, *(c for c in past if c)]
        return sorted(found, key=lambda c: c.opened.at, reverse=True)[:LATEST_CALLS]

    async def _last_week(self, monday: date) -> LastWeek:
        begins = monday - timedelta(days=7)
        closed = [
            f
            for f in await self._calls.stats()
            if begins <= f.closed_at.astimezone(self._policy.zone).date() < monday
        ]
        return LastWeek(closed=len(closed), solved_at_level1=sum(f.solved_at == 1 for f in closed))

    async def _minutes_left(self, client: Client | None) -> int | None:
        if client is None or client.contract is None:
            return None
        stats = await self._calls.stats(client.code)
        return minutes_left(client.contract, assistance_minutes(stats, client))

    async def _readable(self, notes: Iterable[Note]) -> tuple[Note, ...]:
        return tuple([replace(note, text=await self.readable(note.text)) for note in notes])

    async def _names(self, ids: Iterable[str]) -> dict[str, str]:
        found = {id: await self._people.person(id) for id in ids}
        return {id: person.name for id, person in found.items() if person}

    async def _slack_ids(self, references: Iterable[str | None]) -> dict[str, str]:
        addresses = {r for r in _given(references) if "@" in r}
        found = {address: await self._people.find(address) for address in addresses}
        return {address: id for address, id in found.items() if id}


def _given(references: Iterable[str | None]) -> set[str]:
    return {reference for reference in references if reference}
