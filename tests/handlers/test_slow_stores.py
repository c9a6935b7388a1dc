"""A store that is slow: acknowledged within Slack's three seconds, and the outcome is told later."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from slack_bolt.async_app import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.refusals import PhoneInvalid, StoreRefused
from bot.rendering.renderer import Renderer
from handlers.listeners import Listeners
from handlers.replies import NOTHING, Reply
from tests.delivery.virtual_time import now, run
from tests.handlers.listener_bench import ALICE, PRESS, ListenerBench, SlowHandler, form, named

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


async def test_what_is_slow_is_done_once(hasty: ListenerBench):
    hasty.handler = slow = SlowHandler(HERE)
    assert await hasty.simulator.person(ALICE).command("/lina appel acme HS") == SAVING
    slow.open.set()
    await hasty.simulator.until(lambda: hasty.followed)
    assert "Voilà." in hasty.words()
    assert (len(hasty.bodies), hasty.followed) == (1, 1)


def test_the_real_bot_acknowledges_half_a_second_before_slack_gives_up():
    async def story() -> tuple[float, list[dict[str, Any]]]:
        said: list[dict[str, Any]] = []

        async def ack(**words: Any) -> None:
            said.append(words)

        async def never(_body: Mapping[str, Any]) -> Reply:
            await asyncio.sleep(3600)
            return NOTHING

        listeners = Listeners(Renderer(), named)
        body = {"user_id": ALICE, "command": "/lina"}
        await listeners.command(never)(ack, body, AsyncWebClient(), AsyncBoltContext())
        acknowledged = now()
        await listeners.finish(0)
        return acknowledged, said

    seconds, said = run(story())
    assert seconds == pytest.approx(2.5)
    assert len(said) == 1
    assert SAVING in str(said)


async def test_what_is_quick_does_not_say_that_it_waits(bench: ListenerBench):
    assert SAVING not in await bench.simulator.person(ALICE).command("/lina")
