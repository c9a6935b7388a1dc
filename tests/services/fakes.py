"""What stands in for Slack and the clock: people who are known beforehand, a clock that the test moves."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.calls.call import Call
from bot.domain.ports import Document, UserProfile
from tests.support.workspace import TUESDAY_AT_TEN

PARIS = ZoneInfo("Europe/Paris")


class FakeClock:
    """Stands still until the test moves it."""

    def __init__(self, at: datetime = TUESDAY_AT_TEN) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def advance(self, **by: float) -> None:
        self.at += timedelta(**by)

    def set(self, day: date, hour: time) -> None:
        """To a wall-clock time in Paris."""
        self.at = datetime.combine(day, hour, PARIS).astimezone(UTC)


class FakePeople:
    """The people of a workspace by Slack id; `gone` are those whose account is deactivated."""

    def __init__(self, *ids: str) -> None:
        self.people = {
            id: UserProfile(
                id=id,
                name=id[2:].capitalize().replace("Chloe", "Chloé"),
                email=f"{id[2:].lower()}@example.fr",
                zone="Europe/Paris",
            )
            for id in ids
        }
        self.gone: set[str] = set()

    @property
    def profiles(self) -> Mapping[str, UserProfile]:
        return self.people

    async def person(self, id: str) -> UserProfile | None:
        known = self.people.get(id)
        return replace(known, gone=id in self.gone) if known else None

    async def find(self, reference: str) -> str | None:
        if "@" not in reference:
            return reference
        return next((p.id for p in self.people.values() if p.email == reference), None)


class NoAttempts:
    """Begins no attempt: nobody delivers."""

    def begin(self, call: Call, /) -> Call:
        return call


@dataclass
class RecordingNotifier:
    """Keeps the documents that it is told of, in order."""

    documents: list[Document] = field(default_factory=list)

    def notify(self, document: Document, /) -> None:
        self.documents.append(document)
