"""`/lina chercher`: closed calls like the words that were typed."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from bot.domain.clients.directory import Directory
from bot.domain.policy import Policy
from bot.domain.ports import CallSearch, Clients, Clock, RememberedCall, SearchQuery
from bot.domain.refusals import FilterUnknown, NothingToSearch, UnknownClient
from bot.services.search_upkeep import SearchUpkeep

_FILTER = re.compile(r"(?<!\S)(client|depuis|niveau)\s?:\s?(\S+)", re.IGNORECASE)
_NUMBER = re.compile(r"#?(20\d\d)[-\u2011](\d{1,6})\.?")
_SINCE = re.compile(r"(20\d\d)(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchHit:
    """A closed call that was found, and the address of its card; None where it has none."""

    call: RememberedCall
    link: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchView:
    """What a search found.

    Attributes:
        policy: what the installation is configured to do.
        now: aware UTC.
        typed: the words, as they were typed.
        hits: at most eight, best first.
        nearest: where nothing was found, the whole text to search instead, for each word spelt nearly alike.
        complete: whether all closed calls were looked at.
    """

    policy: Policy
    now: datetime
    typed: str
    hits: tuple[SearchHit, ...]
    nearest: tuple[str, ...] = ()
    complete: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchService:
    """Searches the closed calls, and gathers what is shown of them.

    Attributes:
        link: the address of a message in Slack, from its channel and ts.
        readable: a text in Slack's markup, as a person reads it.
    """

    search: CallSearch
    upkeep: SearchUpkeep
    clients: Clients
    policy: Policy
    clock: Clock
    link: Callable[[str, str], str]
    readable: Callable[[str], Awaitable[str]]

    async def find(self, typed: str) -> SearchView:
        """What the words typed after `chercher` find.

        Raises:
            UnknownClient: `client:` names none.
            FilterUnknown: `depuis:` is no month or day, or `niveau:` neither 1 nor 2.
            NothingToSearch: neither a word nor a filter was typed.
        """
        if not typed.strip():
            raise NothingToSearch
        query = self._query(typed, await self.clients.directory())
        await self.upkeep.catch_up()
        number = _NUMBER.fullmatch(query.words)
        named = await self.search.remembered([f"{number[1]}-{int(number[2]):04}"]) if number else []
        found = await self.search.search(query)
        hits = named or found.hits
        return SearchView(
            policy=self.policy,
            now=self.clock.now(),
            typed=typed,
            hits=tuple([await self._hit(hit) for hit in hits]),
            nearest=found.nearest,
            complete=found.complete,
        )

    async def _hit(self, call: RememberedCall) -> SearchHit:
        text = call.text
        shown = replace(
            text,
            request=await self.readable(text.request),
            solution=await self.readable(text.solution),
            recipe=await self.readable(text.recipe),
        )
        link = self.link(text.channel, text.ts) if text.channel and text.ts else None
        return SearchHit(call=replace(call, text=shown), link=link)

    def _query(self, typed: str, directory: Directory) -> SearchQuery:
        given = {name.casefold(): value for name, value in _FILTER.findall(typed)}
        return SearchQuery(
            words=_FILTER.sub(" ", typed).strip(),
            client=_client(given["client"], directory) if "client" in given else None,
            since=self._since(given["depuis"]) if "depuis" in given else None,
            level=_level(given["niveau"]) if "niveau" in given else None,
        )

    def _since(self, typed: str) -> datetime:
        found = _SINCE.fullmatch(typed)
        try:
            year, month, day = (int(part or 1) for part in found.groups()) if found else (0, 0, 0)
            return datetime.combine(date(year, month, day), time(), self.policy.zone)
        except ValueError as error:
            raise FilterUnknown("depuis", typed) from error


def _client(typed: str, directory: Directory) -> str:
    client = directory.by_code(typed) or directory.match(typed).client
    if client is None:
        raise UnknownClient(typed)
    return client.code


def _level(typed: str) -> int:
    if typed not in {"1", "2"}:
        raise FilterUnknown("niveau", typed)
    return int(typed)
