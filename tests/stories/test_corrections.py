"""A correction that level 1 asks the developers for, until the client is called."""

from datetime import UTC, datetime

from simulator import Message
from tests.stories.office import Office
from tests.support.workspace import DEV, SERVICE, SUPPORT, plain


async def asked(office: Office, client: str = "carton") -> tuple[str, Message]:
    number = await office.open(f"{client} l’étiquette sort à l’envers")
    for answer in ("Bug", "Correction demandée"):
        await office.click("alice", number, answer)
    return number, await office.seen(DEV, "Correction demandée", number)


async def shows(office: Office, message: Message, buttons: list[str], *words: str) -> Message:
    drawn = await office.offers_in_place(message, buttons)
    await office.simulator.until(
        lambda: (
            all(plain(w) in plain(m.words) for w in words)
            if (m := next(m for m in office.simulator.messages(DEV) if m.ts == message.ts))
            else None
        )
    )
    return drawn


async def test_it_is_taken_and_delivered_and_its_owner_calls_the_client(office: Office):
    number, message = await asked(office)
    emma = office.person("emma")
    await emma.click(await shows(office, message, ["Je prends", "Livrée"]), "Je prends")
    await office.line(number, "Emma", "prend la correction")
    message = await shows(office, message, ["Livrée"], "Prise par *Emma*")
    await emma.click(message, "Livrée")
    form = await emma.wait_view("Correction livrée")
    assert form.labels == ["Ce qui est livré"]
    assert await emma.submit({"Ce qui est livré": "corrigé en 5.2"}) == {}
    line = await office.line(
        number, "Emma", "a livré la correction : corrigé en 5.2", "@Alice, rappelez le client"
    )
    assert "<@U0ALICE>" in str(line.blocks)
    await office.card_shows(number, "À clore")
    await shows(office, message, [], "*Livrée* par *Emma*", "corrigé en 5.2")


async def test_the_second_of_two_developers_is_told_who_was_first(office: Office):
    number, message = await asked(office)
    await office.person("emma").click(message, "Je prends")
    await shows(office, message, ["Livrée"])
    await office.person("david").click_stale(message, "Je prends")
    await office.whispered("david", number, "déjà prise par")


async def test_not_taken_for_two_working_days_it_is_reminded_of_once(office: Office):
    number, message = await asked(office)
    await office.later(days=1, hours=23)
    await office.quiet()
    assert not office.simulator.messages(DEV, message.ts)
    await office.later(hours=2)
    (reminder,) = await office.replies(message, 1)
    assert number in reminder.words
    assert "@devs" in reminder.words
    assert reminder.broadcast
    await office.later(days=9)
    await office.quiet()
    assert len(office.simulator.messages(DEV, message.ts)) == 1


async def test_taken_it_is_not_reminded_of(office: Office):
    _, message = await asked(office)
    await office.person("emma").click(message, "Je prends")
    await shows(office, message, ["Livrée"])
    await office.later(days=9)
    await office.quiet()
    assert not office.simulator.messages(DEV, message.ts)


async def test_what_is_open_stands_in_the_weekly_announcement_though_the_call_is_closed(office: Office):
    number, _ = await asked(office)
    await office.form("alice", number, "Clore", "Compte rendu")
    assert await office.person("alice").submit({"Solution": "Contourné."}) == {}
    await office.card_shows(number, "Clos")
    office.clock.move_to(datetime(2026, 11, 30, 7, 30, tzinfo=UTC))
    await office.later(seconds=1)
    await office.seen(SERVICE, "Semaine 49", "Corrections en attente", number, "personne ne l'a prise")


async def test_withdrawn_it_offers_nothing_and_reminds_nobody(office: Office):
    number, message = await asked(office)
    await office.click("alice", number, "Étape précédente")
    await shows(office, message, [], "Demande retirée")
    await office.later(days=5)
    await office.quiet()
    lines = [m.words for m in office.simulator.messages(DEV, message.ts)]
    assert not [words for words in lines if "attend depuis" in words]
    assert office.find(SUPPORT, number)
