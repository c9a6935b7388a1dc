"""What is written in a call's threads while the bot is down is the call's once it is back."""

from dataclasses import replace

from simulator import Fault, FaultKind, PersonFixture
from tests.stories.office import Office
from tests.support.workspace import DEV, SUPPORT

GUEST = PersonFixture("U0GUEST", "Gaston", is_restricted=True)


async def solution(office: Office, number: str, *lines: str) -> None:
    """Once «Clore» proposes these lines."""
    assert office.lina
    await office.lina.jobs.notes_read()
    form = await office.form("alice", number, "Clore", "Compte rendu")
    assert form.values["Solution"] == "\n".join(lines)
    await office.person("alice").close()


async def test_notes_of_a_stopped_bots_time_are_kept_when_it_is_back(office: Office):
    number = await office.open()
    await office.later(minutes=10)
    ping = await office.seen(DEV, number)
    thread = office.card(number).ts
    await office.person("bruno").write(SUPPORT, "Câble vérifié", thread)
    await office.quiet()
    await office.stop()
    office.simulator.put_person(GUEST)
    office.simulator.join(SUPPORT, GUEST.id)
    await office.person("bruno").write(SUPPORT, "Pilote <https://x.example|réinstallé>", thread)
    await office.person("david").write(DEV, "Vu avec l’éditeur", ping.ts)
    await office.simulator.person(GUEST.id).write(SUPPORT, "Moi je sais", thread)
    await office.start()
    lines = ("Câble vérifié", "Pilote réinstallé (https://x.example)", "Vu avec l’éditeur")
    assert office.lina
    await office.lina.jobs.notes_read()
    form = await office.form("alice", number, "Clore", "Compte rendu")
    said = str(form.values["Solution"]).split("\n")
    assert [line.split(" ")[0] for line in said] == [line.split(" ")[0] for line in lines]


async def test_a_note_of_somebody_whom_slack_had_not_described_is_kept_once_it_does(office: Office):
    office.plan = replace(office.plan, profile_timeout=0.3)
    await office.stop()
    await office.start()
    number = await office.open()
    hugo = PersonFixture("U0HUGO", "Hugo")
    office.simulator.workspace.people[hugo.id] = hugo
    office.simulator.workspace.channels[SUPPORT].members.append(hugo.id)
    slow = Fault(kind=FaultKind.SERVER_ERROR, method="users.info", times=100)
    office.simulator.faults.add(slow)
    await office.simulator.person(hugo.id).write(SUPPORT, "Câble vérifié", office.card(number).ts)
    office.simulator.faults.clear()
    assert office.lina
    await office.lina.jobs.roster_refreshed()
    await office.later(seconds=11)
    await solution(office, number, "Câble vérifié")


async def test_a_thread_that_slack_does_not_show_is_read_a_minute_later(office: Office):
    number = await office.open()
    await office.quiet()
    await office.stop()
    await office.person("bruno").write(SUPPORT, "Câble vérifié", office.card(number).ts)
    office.simulator.faults.add(Fault(kind=FaultKind.SERVER_ERROR, method="conversations.replies", times=1))
    await office.start()
    assert office.lina
    await office.simulator.until(lambda: not office.simulator.faults.take("conversations.replies", SUPPORT))
    await office.later(minutes=1, seconds=1)
    await solution(office, number, "Câble vérifié")
