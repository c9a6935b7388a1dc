"""Several bots on one database do what one would: one number, one announcement, every notice said once."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.domain.outbox.notice import DeliveryState, NoticeKind
from simulator import MovableClock, Simulator
from tests.storage.postgres_crew import Crew, stock
from tests.support.workspace import DEV, SERVICE, SUPPORT, TUESDAY_AT_TEN, config, simulated

UNPOSTED = {NoticeKind.TOPIC, NoticeKind.USERGROUP, NoticeKind.STATEMENT_FILE}
CODES = ("acme", "delta", "acme", "delta", "acme", "delta")


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    clock = MovableClock(TUESDAY_AT_TEN)
    async with simulated(clock=clock) as made:
        yield made
        assert made.breaches == []


@pytest.fixture
async def crew(simulator: Simulator, database_url: str) -> AsyncIterator[Crew]:
    await stock(database_url, simulator)
    made = Crew(simulator, database_url, config())
    try:
        yield made
    finally:
        await made.stop()


async def all_is_said_once(crew: Crew) -> None:
    """Whatever is promised for now is said, by one message; nothing else is."""
    await crew.quiet()
    now = crew.simulator.clock.now()
    notices = await crew.notices()
    assert {n.state for n in notices if n.due <= now} <= {DeliveryState.SENT, DeliveryState.CANCELLED}
    said = {str(n.key) for n in notices if n.state is DeliveryState.SENT and n.kind not in UNPOSTED}
    assert crew.posted() == dict.fromkeys(said, 1)


@pytest.mark.parametrize("bots", [2, 3, 5])
async def test_bots_that_start_together_announce_the_week_once(crew: Crew, bots: int):
    await asyncio.gather(*(crew.hire() for _ in range(bots)))
    assert crew.simulator.connections == bots
    await all_is_said_once(crew)
    (announcement,) = crew.simulator.messages(SERVICE)
    assert "semaine" in announcement.words.lower()


@pytest.mark.parametrize("bots", [2, 3, 5])
async def test_calls_opened_through_all_bots_at_once(crew: Crew, bots: int):
    await asyncio.gather(*(crew.hire() for _ in range(bots)))
    people = [crew.simulator.person(f"U0{name}") for name in ("ALICE", "BRUNO", "CHLOE")]
    orders = [f"/lina appel {code} demande {n}" for n, code in enumerate(CODES * 2)]
    said = await asyncio.gather(*(people[n % 3].command(order) for n, order in enumerate(orders)))
    assert said == [""] * len(orders)

    await all_is_said_once(crew)
    cards = [m.words[:9] for m in crew.simulator.messages(SUPPORT) if "demande" in m.words]
    assert sorted(cards) == [f"2026-{n:04d}" for n in range(1, len(orders) + 1)]
    await crew.later(minutes=10)
    await all_is_said_once(crew)
    pings = [message for message in crew.simulator.messages(DEV) if message.buttons]
    assert len(pings) == len(orders)


async def test_a_click_that_one_bot_hears_while_another_speaks(crew: Crew):
    await asyncio.gather(*(crew.hire() for _ in range(2)))
    alice = crew.simulator.person("U0ALICE")
    for n in range(4):  # each heard by the other bot than the last
        await alice.command(f"/lina appel acme demande {n}")
    await all_is_said_once(crew)
    cards = [message for message in crew.simulator.messages(SUPPORT) if message.buttons]
    for card in cards:
        await alice.click(card, "Problème constaté")
    await crew.later(seconds=2)  # the buttons have moved by then
    for card in cards:
        await alice.click(card, "Passer au niveau 2")
    await all_is_said_once(crew)
    shown = [message.words for message in crew.simulator.messages(SUPPORT) if message.buttons]
    assert ["Niveau 2 appelé" in words for words in shown] == [True] * 4


async def test_a_bot_that_is_stopped_leaves_the_rest_to_another(crew: Crew, database_url: str):
    await crew.hire()
    await crew.simulator.person("U0ALICE").command("/lina appel acme imprimante HS")
    await all_is_said_once(crew)
    await crew.stop()
    heir = Crew(crew.simulator, database_url, config())
    await heir.hire()
    await heir.later(minutes=10)
    await all_is_said_once(heir)
    assert len(crew.simulator.messages(DEV)) == 1
    await heir.stop()


async def test_bots_send_one_statement_with_one_workbook(crew: Crew):
    await asyncio.gather(*(crew.hire() for _ in range(3)))
    alice = crew.simulator.person("U0ALICE")
    await alice.command("/lina appel acme imprimante HS")
    await crew.quiet()
    card = next(m for m in crew.simulator.messages(SUPPORT) if "Clore" in m.buttons)
    await alice.click(card, "Clore")
    await alice.wait_view("Compte rendu 2026-0001")
    assert await alice.submit({"Imputation": "Assistance", "Solution": "Réglé."}) == {}
    await crew.quiet()
    await crew.later(days=7)  # the first of December, in the morning
    await all_is_said_once(crew)

    def received() -> tuple[int, int]:
        direct = crew.simulator.direct_messages("U0CAMILLE")
        return sum("Relevé de novembre" in m.words for m in direct), sum(bool(m.files) for m in direct)

    await crew.simulator.until(lambda: received() == (1, 1))
    camille = crew.simulator.person("U0CAMILLE")
    told = next(m for m in crew.simulator.direct_messages("U0CAMILLE") if "Valider" in m.buttons)
    await camille.click(told, "Valider")
    await crew.simulator.until(
        lambda: any("Validé le 01/12/2026" in m.words for m in crew.simulator.direct_messages("U0CAMILLE"))
    )
    await crew.later(minutes=30)
    await all_is_said_once(crew)
    assert received() == (1, 1)
