"""What is written in a call's thread while the bot is down is read when it is back."""

from simulator import Fault, FaultKind
from tests.stories.office import Office
from tests.support.workspace import SUPPORT


async def test_notes_written_corrected_and_deleted_meanwhile(office: Office):
    number = await office.open()
    card, alice, bruno = office.card(number), office.person("alice"), office.person("bruno")
    kept = await alice.write(SUPPORT, "bac vide", card.ts)
    gone = await bruno.write(SUPPORT, "rien vu", card.ts)
    await office.quiet()
    await office.stop()
    await alice.edit(kept, "bac 2 vide")
    await bruno.delete(gone)
    await bruno.write(SUPPORT, "rouleau changé", card.ts)
    await office.start()
    await solution_is(office, number, "bac 2 vide\nrouleau changé")


async def test_a_thread_that_slack_does_not_tell_is_left_as_it_is(office: Office):
    number = await office.open()
    await office.person("alice").write(SUPPORT, "bac vide", office.card(number).ts)
    await office.quiet()
    await office.stop()
    office.simulator.faults.add(Fault(kind=FaultKind.SERVER_ERROR, method="conversations.replies", times=9))
    await office.start()
    await office.quiet()
    await solution_is(office, number, "bac vide")


async def solution_is(office: Office, number: str, expected: str) -> None:
    """What the form proposes, once the threads were read."""
    assert office.lina
    await office.lina.jobs.notes_read()
    form = await office.form("alice", number, "Clore", "Compte rendu")
    assert form.values["Solution"] == expected
