"""Somebody leaves: their calls are offered to the week's technician, and a swap with them has one side."""

from dataclasses import replace

from bot.app import BotConfig
from tests.stories.office import Office
from tests.stories.rota_office import announced, proposes, told

OFFERED = ("n’est plus de la permanence", "attendent quelqu’un")


def offers(office: Office, name: str) -> list[str]:
    direct = office.simulator.direct_messages(f"U0{name.upper()}")
    return [m.words for m in direct if all(words in m.words for words in OFFERED)]


async def test_the_calls_of_a_closed_account_are_offered_once_and_taken_over(office: Office):
    number = await office.open("acme imprimante HS", by="alice")
    office.simulator.deactivate("U0ALICE")
    offered = await told(office, "bruno", "Alice n'est plus de la permanence", "Tout reprendre")
    assert number in offered.words
    await office.later(hours=3)
    await office.quiet()
    assert len(offers(office, "bruno")) == 1


async def test_who_is_no_member_any_more_leaves_calls_too_and_keeps_nobody_waiting(office: Office):
    number = await office.open("acme imprimante HS", by="alice")
    await office.quiet()
    await office.stop()
    rota = replace(office.plan.rota, members=("U0BRUNO", "U0CHLOE"))
    office.plan = replace(office.plan, rota=rota)
    await office.start()
    offered = await told(office, "bruno", "Alice n'est plus de la permanence", "Tout reprendre")
    assert number in offered.words
    await office.person("bruno").click(offered, "Tout reprendre")
    await office.whispered("bruno", f"1 appel est à vous maintenant : {number}")
    await office.card_shows(number, "Niveau 1 · Bruno")


async def test_a_swap_with_somebody_who_left_is_told_to_the_other(office: Office, what: BotConfig):
    await announced(office, "Semaine 48", "Niveau 1 : Bruno")
    weeks = ("Semaine\u00a049 (du 30/11 au 04/12/2026)", "Semaine\u00a050 (du 07 au 11/12/2026) – Alice")
    assert await proposes(office, "chloe", *weeks) == {}
    asked = await told(office, "alice", "vous propose un échange", "Accepter", "Refuser")
    await office.person("alice").click(asked, "Accepter")
    await office.told("chloe", "Alice accepte l'échange")
    await office.quiet()
    await office.stop()
    office.plan = replace(what, rota=replace(what.rota, members=("U0BRUNO", "U0CHLOE")))
    await office.start()
    await office.told("chloe", "Alice n’est plus de la permanence", "n’a plus qu’un côté")
