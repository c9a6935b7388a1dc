"""A channel that refuses the bot, a message that somebody deleted, and what is written in either thread."""

import pytest

from simulator import Message
from tests.stories.office import Office
from tests.support.workspace import DEV, SUPPORT, plain


def direct(office: Office, name: str, number: str) -> list[str]:
    return [
        plain(m.words) for m in office.simulator.direct_messages(f"U0{name.upper()}") if number in m.words
    ]


async def called(office: Office) -> tuple[str, Message]:
    """A call at level 2, and its ping."""
    number = await office.open()
    await office.later(minutes=10)
    return number, await office.seen(DEV, number)


@pytest.mark.parametrize("how", ["archived", "left"])
async def test_where_dev_refuses_who_opened_the_call_and_the_lead_hear_why_and_what_mends_it(
    office: Office, how: str
):
    number = await office.open()
    dev = office.simulator.workspace.channels[DEV]
    if how == "archived":
        office.simulator.archive(DEV)
    else:
        dev.members.remove("U0BOT")
    await office.later(minutes=10)
    cause, mend = {
        "archived": ("ce canal est archivé", "désarchivez"),
        "left": ("LINA n'est pas membre de ce canal", "/invite @LINA"),
    }[how]
    for name in ("alice", "anthony"):
        told = await office.told(name, number, cause, mend)
        assert "niveau 2" in told.words
    await office.later(minutes=30)
    assert [len(direct(office, name, number)) for name in ("alice", "anthony")] == [1, 1]
    assert not any("Personne n'a pris" in words for words in direct(office, "anthony", number))

    dev.is_archived = False
    if "U0BOT" not in dev.members:
        dev.members.append("U0BOT")
    await office.later(minutes=1)
    ping = await office.seen(DEV, number)
    assert ping.buttons == ["Je prends", "Clore"]


async def test_where_support_refuses_the_card_it_is_said_too(office: Office):
    office.simulator.archive(SUPPORT)
    await office.person("alice").command("/lina appel acme imprimante HS", "C0LINA")
    for name in ("alice", "anthony"):
        await office.told(name, "2026-0001", "la fiche", "ce canal est archivé")


async def test_a_deleted_ping_is_posted_anew_and_calls_nobody_twice(office: Office):
    number, ping = await called(office)
    await office.delete(ping)
    await office.later(seconds=1)
    again = await office.seen(DEV, number)
    assert again.ts != ping.ts
    assert "prévu à" not in plain(again.words)
    await office.later(minutes=5)
    assert len(await office.replies(again, 1)) == 1
    await office.delete(again)
    third = await office.seen(DEV, number, "Sans solution")
    await office.person("david").click(third, "Je prends")
    await office.card_shows(number, "David")
    await office.later(minutes=30)
    assert not direct(office, "anthony", number)


async def test_a_deleted_card_is_posted_anew(office: Office):
    number = await office.open()
    card = office.card(number)
    await office.delete(card)
    again = await office.simulator.until(
        lambda: c if (c := office.find(SUPPORT, number)) and c.ts != card.ts else None
    )
    assert "Clore" in again.buttons


async def test_a_closed_call_s_deleted_card_stays_deleted(office: Office):
    number = await office.open()
    await office.form("alice", number, "Clore", "Compte rendu")
    await office.person("alice").submit({"Imputation": "Assistance", "Solution": "Réglé."})
    await office.card_shows(number, "Clos")
    await office.quiet()
    await office.delete(office.card(number))
    await office.person("bruno").write(SUPPORT, "Bonjour")
    await office.quiet()
    assert office.find(SUPPORT, number) is None


async def test_what_is_written_under_the_ping_is_proposed_as_the_solution(office: Office):
    number, ping = await called(office)
    await office.person("david").write(DEV, "Pilote à réinstaller", ping.ts)
    await office.person("alice").write(SUPPORT, "Le client attend", office.card(number).ts)
    form = await office.form("alice", number, "Clore", "Compte rendu")
    assert form.values["Solution"] == "Pilote à réinstaller\nLe client attend"
