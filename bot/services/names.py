"""People's names, kept in the directory: for when Slack does not answer, and for what runs without Slack."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import structlog

from bot.domain.calls.call import Call
from bot.domain.clients.directory import Directory
from bot.domain.ports import Clients, People, StoreUnwritableError
from bot.domain.stamp import SYSTEM

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonNames:
    """Asks Slack for names, and writes those that are new to the directory."""

    people: People
    clients: Clients

    async def of(
        self, references: Iterable[str], slack_ids: Mapping[str, str], directory: Directory
    ) -> dict[str, str]:
        """Names by Slack id or e-mail address; who is unknown to Slack and to the directory is left out.

        `references` are Slack ids and e-mail addresses, `slack_ids` the Slack ids of those addresses, `directory` the
        one just read.
        """
        wanted = {ref: slack_ids.get(ref, ref) for ref in references}
        profiles = {id: await self.people.person(id) for id in set(wanted.values()) if "@" not in id}
        known = directory.people
        found = {id: person.name for id, person in profiles.items() if person}
        found |= {ref: found[id] for ref, id in wanted.items() if id in found}
        await self._save({ref: name for ref, name in found.items() if known.get(ref) != name})
        return {ref: known[ref] for ref in {*wanted, *wanted.values()} if ref in known} | found

    async def of_people(self, ids: Iterable[str]) -> dict[str, str]:
        """Names by Slack id; who is unknown to Slack and to the directory is left out."""
        return await self.of(ids, {}, await self.clients.directory())

    async def _save(self, new: Mapping[str, str]) -> None:
        if not new:
            return
        try:
            await self.clients.change(lambda directory: directory.with_people(new))
        except StoreUnwritableError:
            log.exception("name not saved")  # the next view asks for it again


def people_of(call: Call) -> set[str]:
    """The Slack ids and e-mail addresses of everyone who had a part in a call."""
    stamps = [call.opened, call.closed, *(report.stamp for report in call.reports)]
    told = [done for report in call.reports for done in (report.invoicing, report.decision)]
    stamps += [done.stamp for done in (call.invoicing, call.decision, *told) if done]
    stamps += (
        [call.correction.asked, call.correction.taken, call.correction.delivered] if call.correction else []
    )
    people = [
        call.owner,
        call.level1,
        call.level2,
        call.account_manager,
        *(stamp.by for stamp in stamps if stamp),
    ]
    reported = [who for report in call.reports for who in (report.level1, report.level2)]
    acted = [by for notice in call.notices if isinstance(by := notice.facts.get("by"), str) and by != SYSTEM]
    return {person for person in (*people, *reported, *acted) if person}
