"""People's names, kept in the directory: for when Slack does not answer, and for what runs without Slack."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import structlog

from bot.domain.calls.call import Call
from bot.domain.clients.directory import Directory
from bot.domain.outbox.notice import Notice
from bot.domain.ports import Clients, People, StoreUnwritableError
from bot.domain.rota.week import Absence, Week

log = structlog.get_logger(__name__)

PERSON_FACTS = ("by", "to_whom", "from_whom", "over_by", "instead_of")
"""The facts of notices that are people."""


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
    """The Slack ids and e-mail addresses of everyone who had a part in a call, or whom its lines name."""
    stamps = [
        call.opened,
        call.closed,
        call.transferred,
        call.taken,
        *(report.stamp for report in call.reports),
    ]
    told = [done for report in call.reports for done in (report.invoicing, report.decision)]
    stamps += [done.stamp for done in (call.invoicing, call.decision, call.callback, *told) if done]
    if call.correction:
        stamps += [call.correction.asked, call.correction.taken, call.correction.delivered]
    people = [
        call.owner,
        call.level1,
        call.level2,
        call.on_duty,
        call.account_manager,
        *(stamp.by for stamp in stamps if stamp),
        *(note.by for note in call.notes),
    ]
    reported = [who for report in call.reports for who in (report.level1, report.level2)]
    named = [notice.facts.get(fact) for notice in call.notices for fact in PERSON_FACTS]
    others = [report.other.person for report in call.reports if report.other]
    others += [report.amendment.stamp.by for report in call.reports if report.amendment]
    return {str(person) for person in (*people, *reported, *named, *others) if person}


def people_of_week(week: Week, notice: Notice | None) -> set[str]:
    """The Slack ids of everyone whom a week names, and whom this notice of it does."""
    people = [week.person, week.instead_of, *week.members]
    people += [person for absence in week.absences for person in _people_of_absence(absence)]
    people += [person for swap in week.swaps for person in (swap.asked.by, swap.to)]
    people += [person for move in week.moves for person in (move.before, move.after)]
    facts = notice.facts if notice else {}
    named = [facts.get(fact) for fact in (*PERSON_FACTS, "before", "after", "person")]
    return {str(person) for person in (*people, *named) if person}


def _people_of_absence(absence: Absence) -> list[str]:
    return [absence.person, absence.stamp.by, *([absence.removed.by] if absence.removed else [])]
