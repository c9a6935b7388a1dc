"""What stories of the rota look at: weeks shown, topic, group, direct messages; and offices that open on any day."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app import BotConfig
from simulator import Message, MovableClock
from tests.stories.office import Office
from tests.support.workspace import SERVICE, SUPPORT, plain, simulated

PARIS = ZoneInfo("Europe/Paris")

WEEK_48 = "Semaine\u00a048 (du 23 au 27/11/2026)"
WEEK_49 = "Semaine\u00a049 (du 30/11 au 04/12/2026)"
WEEK_50 = "Semaine\u00a050 (du 07 au 11/12/2026)"


def local(moment: str) -> datetime:
    """`2026-11-30 08:30` on the wall clock in Paris."""
    return datetime.fromisoformat(moment).replace(tzinfo=PARIS)


@asynccontextmanager
async def opened(folder: Path, what: BotConfig, moment: str) -> AsyncIterator[Office]:
    """An office with a running bot, from that moment on."""
    clock = MovableClock(local(moment))
    async with simulated(clock=clock) as simulator:
        office = Office(simulator, folder, what)
        await office.start()
        try:
            yield office
        finally:
            await office.stop()
        assert simulator.breaches == []


async def at(office: Office, moment: str) -> None:
    """The clock is moved to that moment of the wall clock; the bot looks at it."""
    await office.later(seconds=(local(moment) - office.clock.now()).total_seconds())


async def weeks(office: Office, name: str) -> list[str]:
    """The weeks that `/lina rota` shows."""
    said = plain(await office.person(name).command("/lina rota"))
    return [line.replace("*", "") for line in said.splitlines() if line.startswith("*Semaine")]


def answer(office: Office, name: str) -> Message:
    """The newest answer to that person alone."""
    return office.simulator.ephemerals(f"U0{name.upper()}")[-1]  # type: ignore[return-value]  # pressed alike


async def opens(office: Office, name: str, form: str) -> None:
    """Opens a form from `/lina rota`."""
    person = office.person(name)
    await person.command("/lina rota")
    await person.click(answer(office, name), form)
    await person.wait_view(form)


async def proposes(
    office: Office, name: str, mine: str, theirs: str, word: str | None = None
) -> dict[str, str]:
    await opens(office, name, "Proposer un échange")
    return await office.person(name).submit({"Ma semaine": mine, "Contre la semaine": theirs, "Un mot": word})


async def declares(office: Office, name: str, person: str, start: str, until: str) -> dict[str, str]:
    await opens(office, name, "Déclarer une absence")
    return await office.person(name).submit({"Personne": person, "Du": start, "Au": until})


async def told(office: Office, name: str, word: str, *buttons: str) -> Message:
    """The newest direct message that holds this word, once it has just these buttons."""

    def found() -> Message | None:
        direct = office.simulator.direct_messages(f"U0{name.upper()}")
        kept = [m for m in direct if word in plain(m.words).replace("*", "") and m.buttons == list(buttons)]
        return kept[-1] if kept else None

    return await office.simulator.until(found)


async def topic_says(office: Office, *words: str) -> None:
    await office.simulator.until(lambda: all(word in topic(office) for word in words))


def topic(office: Office) -> str:
    return plain(office.simulator.workspace.channels[SUPPORT].topic)


async def group_is(office: Office, *people: str) -> None:
    await office.simulator.until(lambda: office.simulator.workspace.groups["S0N1"].users == people)


def announcements(office: Office) -> list[str]:
    """What was announced in the service, week by week."""
    said = [plain(message.words).replace("*", "") for message in office.simulator.messages(SERVICE)]
    return [words for words in said if words.startswith("Semaine") and "Niveau 1 :" in words]


async def announced(office: Office, *words: str) -> str:
    """The newest announcement, once it holds all these words."""

    def found() -> str | None:
        said = announcements(office)
        return said[-1] if said and all(word in said[-1] for word in words) else None

    return await office.simulator.until(found)
