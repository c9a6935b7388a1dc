"""A store that is slow: acknowledged within Slack's three seconds, and the outcome is told later."""

import re
import time

import pytest

from bot.domain.refusals import PhoneInvalid, StoreRefused
from bot.rendering.renderer import Renderer
from handlers.replies import NOTHING, Reply
from tests.handlers.listener_bench import ALICE, PRESS, ListenerBench, SlowHandler, form

HERE = Reply(message=Renderer().message("text", text="Voilà."))
SAVING = "Enregistrement en cours…"
FAILED = RuntimeError("a bug")


async def test_a_slow_command_says_that_it_is_being_saved_and_then_how_it_went(hasty: ListenerBench):
    hasty.handler = slow = SlowHandler(HERE)
    assert await hasty.simulator.person(ALICE).command("/lina appel acme HS") == SAVING
    before = hasty.words()
    slow.open.set()
    await hasty.simulator.until(lambda: [*before, "Voilà."] == hasty.words())


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (StoreRefused(), "rien n’a été enregistré"),
        (PhoneInvalid("abc"), "Ce numéro de téléphone n’est pas valable."),
        (FAILED, "Une erreur est survenue"),
    ],
)
async def test_a_slow_command_that_ends_badly_says_so(hasty: ListenerBench, error: Exception, sentence: str):
    hasty.handler = slow = SlowHandler(error=error)
    assert await hasty.simulator.person(ALICE).command("/lina appel acme HS") == SAVING
    slow.open.set()
    await hasty.simulator.until(lambda: any(sentence in word for word in hasty.words()))


async def test_a_slow_button_says_nothing_until_it_knows(hasty: ListenerBench):
    hasty.handler = slow = SlowHandler(error=StoreRefused())
    await hasty.simulator.person(ALICE).click(await hasty.message(), PRESS)
    assert hasty.words() == []
    slow.open.set()
    await hasty.simulator.until(lambda: any("rien n’a été enregistré" in word for word in hasty.words()))


@pytest.mark.parametrize(
    ("reply", "error", "sentence"),
    [
        (NOTHING, None, "C’est enregistré."),
        (HERE, None, "Voilà."),
        (NOTHING, StoreRefused(), "rien n’a été enregistré"),
        (NOTHING, PhoneInvalid("abc"), "Ce numéro de téléphone n’est pas valable."),
        (NOTHING, FAILED, "Une erreur est survenue"),
    ],
)
async def test_a_slow_form_says_that_it_is_being_saved_and_then_how_it_went(
    hasty: ListenerBench, reply: Reply, error: Exception | None, sentence: str
):
    alice = hasty.simulator.person(ALICE)
    await hasty.opens(form())
    hasty.handler = slow = SlowHandler(reply, error)
    assert await alice.submit({"Demande": "imprimante HS"}) == {}
    assert alice.view
    assert SAVING in alice.view.words
    slow.open.set()
    await hasty.simulator.until(lambda: alice.view is not None and sentence in alice.view.words)
    assert len(hasty.bodies) == 1


async def test_a_slow_form_that_leads_to_another_shows_it(hasty: ListenerBench):
    alice = hasty.simulator.person(ALICE)
    await hasty.opens(form())
    following = form() | {"title": {"type": "plain_text", "text": "La suite"}}
    hasty.handler = slow = SlowHandler(Reply(form=following))
    await alice.submit()
    slow.open.set()
    await alice.wait_view("La suite")


async def test_a_slow_shortcut_says_in_a_small_form_how_it_went(hasty: ListenerBench):
    alice = hasty.simulator.person(ALICE)
    hasty.handler = slow = SlowHandler(error=StoreRefused())
    await alice.shortcut("new_call")
    assert alice.view is None
    slow.open.set()
    view = await hasty.simulator.until(lambda: alice.view)
    assert "rien n’a été enregistré" in view.words


async def test_what_is_slow_is_acknowledged_in_time_and_done_once(bench: ListenerBench):
    """With the ack_timeout of the real bot: Slack gives three seconds."""
    bench.handler = slow = SlowHandler(HERE)
    began = time.monotonic()
    assert await bench.simulator.person(ALICE).command("/lina appel acme HS") == SAVING
    assert 2 < time.monotonic() - began < 3
    slow.open.set()
    await bench.simulator.until(lambda: bench.followed)
    assert "Voilà." in bench.words()
    assert (len(bench.bodies), bench.followed) == (1, 1)


async def test_what_is_quick_does_not_say_that_it_waits(hasty: ListenerBench):
    assert not re.search(SAVING, await hasty.simulator.person(ALICE).command("/lina"))
