"""People by name, kept in the directory: names outlive Slack's silence, and are there for what runs without Slack."""

from collections.abc import Iterable, Mapping

import structlog

from bot.domain.calls.call import Call
from bot.domain.ports import Clients, People, StoreUnwritableError

log = structlog.get_logger(__name__)


class PersonNames:
    def __init__(self, people: People, clients: Clients) -> None:
        self._people = people
        self._clients = clients

    async def of(self, references: Iterable[str], slack_ids: Mapping[str, str]) -> dict[str, str]:
        """By Slack id, and by the e-mail addresses of which `slack_ids` knows the id; who is unknown is left out."""
        wanted = {ref: slack_ids.get(ref, ref) for ref in references}
        asked = {id: await self._people.person(id) for id in set(wanted.values()) if "@" not in id}
        known = (await self._clients.directory()).people
        found = {id: person.name for id, person in asked.items() if person}
        found |= {ref: found[id] for ref, id in wanted.items() if id in found}
        await self._remember({ref: name for ref, name in found.items() if known.get(ref) != name})
        return {ref: known[ref] for ref in {*wanted, *wanted.values()} if ref in known} | found

    async def _remember(self, new: Mapping[str, str]) -> None:
        if not new:
            return
        try:
            await self._clients.change(lambda directory: directory.with_people(new))
        except StoreUnwritableError:
            log.exception("a name was not kept")  # it is asked for again next time


def people_of(call: Call) -> set[str]:
    """Everyone who had a part in a call."""
    acts = [call.opened, call.closed, *(report.stamp for report in call.reports)]
    acts += [done.stamp for done in (call.invoicing, call.decision) if done]
    people = [
        call.owner,
        call.level1,
        call.level2,
        call.account_manager,
        *(stamp.by for stamp in acts if stamp),
    ]
    reported = [who for report in call.reports for who in (report.level1, report.level2)]
    return {person for person in (*people, *reported) if person}
