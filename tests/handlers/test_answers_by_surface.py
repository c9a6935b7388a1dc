"""A reply, a refusal, an error of the program: how each of Slack's surfaces is answered."""

import asyncio
import re

import pytest
from slack_bolt.async_app import AsyncBoltContext
from structlog.testing import capture_logs

from bot.domain.refusals import AlreadyTaken, PhoneInvalid, Refusal, RequestMissing, StoreRefused, TooBusy
from bot.rendering.renderer import Renderer
from handlers.payloads import MalformedError
from handlers.replies import Reply, SlackContext
from tests.handlers.listener_bench import ALICE, ASK, PRESS, SUPPORT, ListenerBench, form, raising, replying

HERE = Reply(message=Renderer().message("text", text="Voilà."))
FORM = Reply(form=form())
TAKEN = AlreadyTaken("2026-0001", ALICE)
SORRY = re.compile(r"Une erreur est survenue.*référence ([0-9a-f]{8})", re.DOTALL)

BUGS = [RuntimeError("a bug"), MalformedError("not Slack's"), KeyError("number"), TimeoutError()]


def reference(words: str) -> str:
    """The one that an apology gives."""
    found = SORRY.search(words.replace("`", ""))
    assert found, words
    return found[1]


async def shown(bench: ListenerBench) -> str:
    """The first thing that only Alice is shown."""
    return await bench.simulator.until(lambda: bench.words()[0] if bench.words() else None)


async def test_a_command_is_answered_in_its_acknowledgement(bench: ListenerBench):
    bench.handler = replying(HERE)
    assert await bench.simulator.person(ALICE).command("/lina aide") == "Voilà."


async def test_a_command_without_an_answer_says_nothing(bench: ListenerBench):
    assert await bench.simulator.person(ALICE).command("/lina aide") == ""


async def test_a_command_opens_its_form(bench: ListenerBench):
    bench.handler = replying(FORM)
    assert await bench.simulator.person(ALICE).command("/lina appel") == ""
    await bench.simulator.person(ALICE).wait_view("Essai")


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        (TAKEN, "L’appel 2026-0001 est déjà pris par @Alice."),
        (PhoneInvalid("abc"), "Ce numéro de téléphone n’est pas valable."),
        (StoreRefused(), "rien n’a été enregistré"),
        (TooBusy(), "rien n’a été enregistré"),
    ],
)
async def test_a_command_that_is_refused_says_why(bench: ListenerBench, refusal: Refusal, sentence: str):
    bench.handler = raising(refusal)
    assert sentence in await bench.simulator.person(ALICE).command("/lina voir 2026-0001")


@pytest.mark.parametrize("bug", BUGS, ids=lambda e: type(e).__name__)
async def test_a_command_that_fails_gives_a_reference_that_is_in_the_log(
    bench: ListenerBench, bug: Exception
):
    bench.handler = raising(bug)
    with capture_logs() as logs:
        said = await bench.simulator.person(ALICE).command("/lina voir 2026-0001")
    (failed,) = [line for line in logs if line["event"] == "listener failed"]
    assert failed["reference"] == reference(said)
    assert failed["log_level"] == "error"
    assert failed["exc_info"]


async def test_a_button_is_acknowledged_with_nothing_and_answered_by_a_word(bench: ListenerBench):
    bench.handler = replying(HERE)
    pressed = await bench.message()
    await bench.simulator.person(ALICE).click(pressed, PRESS)
    assert await shown(bench) == "Voilà."
    assert bench.simulator.messages(SUPPORT) == [pressed]


async def test_a_button_that_only_acts_says_nothing(bench: ListenerBench):
    await bench.simulator.person(ALICE).click(await bench.message(), PRESS)
    await bench.simulator.until(lambda: bench.followed)
    assert bench.words() == []


@pytest.mark.parametrize("label", [PRESS, ASK])
async def test_a_button_opens_its_form(bench: ListenerBench, label: str):
    bench.handler = replying(FORM)
    await bench.simulator.person(ALICE).click(await bench.message(), label)
    await bench.simulator.person(ALICE).wait_view("Essai")


@pytest.mark.parametrize("label", [PRESS, ASK])
async def test_a_button_that_is_refused_says_why_to_that_person_alone(bench: ListenerBench, label: str):
    bench.handler = raising(TAKEN)
    await bench.simulator.person(ALICE).click(await bench.message(), label)
    assert await shown(bench) == "L’appel 2026-0001 est déjà pris par @Alice."
    assert bench.simulator.ephemerals("U0BRUNO") == []


@pytest.mark.parametrize("label", [PRESS, ASK])
async def test_a_button_that_fails_gives_a_reference_that_is_in_the_log(bench: ListenerBench, label: str):
    bench.handler = raising(RuntimeError("a bug"))
    with capture_logs() as logs:
        await bench.simulator.person(ALICE).click(await bench.message(), label)
        said = await shown(bench)
    (failed,) = [line for line in logs if line["event"] == "listener failed"]
    assert failed["reference"] == reference(said)


async def test_a_form_that_is_taken_closes(bench: ListenerBench):
    await bench.opens(form())
    assert await bench.simulator.person(ALICE).submit({"Demande": "imprimante HS"}) == {}
    assert bench.simulator.person(ALICE).view is None


async def test_a_form_gives_way_to_the_one_that_follows(bench: ListenerBench):
    await bench.opens(form())
    bench.handler = replying(Reply(form=form(inputs=False)))
    await bench.simulator.person(ALICE).submit()
    view = bench.simulator.person(ALICE).view
    assert view
    assert view.labels == []


async def test_a_form_that_has_something_to_say_says_it_in_its_place(bench: ListenerBench):
    await bench.opens(form())
    bench.handler = replying(HERE)
    assert await bench.simulator.person(ALICE).submit() == {}
    view = bench.simulator.person(ALICE).view
    assert view
    assert "Voilà." in view.words
    assert view.submit is None


@pytest.mark.parametrize(
    ("refusal", "label", "sentence"),
    [
        (RequestMissing(), "Demande", "Indiquez la demande du client."),
        (PhoneInvalid("abc"), "Téléphone", "Ce numéro de téléphone n’est pas valable."),
        # One that concerns no field stands under the first, in plain text: what was typed is kept.
        (TAKEN, "Demande", "L’appel 2026-0001 est déjà pris par @Alice."),
    ],
)
async def test_a_form_that_is_refused_says_why_under_a_field_and_keeps_what_was_typed(
    bench: ListenerBench, refusal: Refusal, label: str, sentence: str
):
    await bench.opens(form())
    bench.handler = raising(refusal)
    typed = {"Demande": "imprimante HS", "Téléphone": "abc"}
    assert await bench.simulator.person(ALICE).submit(typed) == {label: sentence}
    view = bench.simulator.person(ALICE).view
    assert view
    assert view.values == typed


async def test_a_form_without_fields_that_is_refused_says_why_in_its_place(bench: ListenerBench):
    await bench.opens(form(inputs=False))
    bench.handler = raising(TAKEN)
    assert await bench.simulator.person(ALICE).submit() == {}
    view = bench.simulator.person(ALICE).view
    assert view
    assert "L’appel 2026-0001 est déjà pris par @Alice." in view.words


@pytest.mark.parametrize("inputs", [True, False])
async def test_a_form_that_fails_gives_a_reference_that_is_in_the_log(bench: ListenerBench, *, inputs: bool):
    await bench.opens(form(inputs=inputs))
    bench.handler = raising(RuntimeError("a bug"))
    with capture_logs() as logs:
        errors = await bench.simulator.person(ALICE).submit()
    view = bench.simulator.person(ALICE).view
    assert view
    (failed,) = [line for line in logs if line["event"] == "listener failed"]
    assert failed["reference"] == reference(errors["Demande"] if inputs else view.words)


async def test_a_shortcut_opens_its_form(bench: ListenerBench):
    bench.handler = replying(FORM)
    await bench.simulator.person(ALICE).shortcut("new_call")
    await bench.simulator.person(ALICE).wait_view("Essai")


@pytest.mark.parametrize("error", [TAKEN, RuntimeError("a bug")], ids=["refused", "failed"])
async def test_a_shortcut_that_is_refused_or_fails_says_it_in_a_small_form(
    bench: ListenerBench, error: Exception
):
    alice = bench.simulator.person(ALICE)
    pressed = await bench.message()
    for press in (alice.shortcut("new_call"), alice.message_shortcut("open_call", pressed)):
        bench.handler = raising(error)
        await press
        view = await bench.simulator.until(lambda: alice.view)
        assert "déjà pris" in view.words or reference(view.words)
        await alice.close()


async def test_an_event_that_fails_is_in_the_log_and_nobody_hears_of_it(bench: ListenerBench):
    bench.event_handler = raising(RuntimeError("a bug"))
    with capture_logs() as logs:
        await bench.simulator.person(ALICE).write(SUPPORT, "Bonjour")
        await bench.simulator.until(lambda: [line for line in logs if line["event"] == "listener failed"])
    assert bench.words() == []
    assert len(bench.simulator.messages(SUPPORT)) == 1


async def test_what_follows_an_act_comes_after_the_answer_and_before_what_is_told_later(bench: ListenerBench):
    order: list[str] = []

    async def later(slack: SlackContext) -> None:
        order.append(f"later, after {bench.followed}")
        await slack.post_ephemeral(SUPPORT, Renderer().message("text", text="Plus tard."))

    bench.handler = replying(Reply(message=HERE.message, after_ack=later))
    assert await bench.simulator.person(ALICE).command("/lina") == "Voilà."
    await bench.simulator.until(lambda: "Plus tard." in bench.words())
    assert order == ["later, after 1"]


async def test_a_slack_that_refuses_the_form_is_apologised_for(bench: ListenerBench):
    broken = form() | {"title": {"type": "plain_text", "text": "Un titre bien trop long pour Slack"}}
    bench.handler = replying(Reply(form=broken))
    with capture_logs() as logs:
        await bench.simulator.person(ALICE).click(await bench.message(), PRESS)
        said = await shown(bench)
    (failed,) = [line for line in logs if line["log_level"] == "error"]
    assert failed["reference"] == reference(said)
    bench.simulator.breaches.clear()  # the broken form was meant


async def test_nothing_more_is_said_where_the_acknowledgement_could_not_be(bench: ListenerBench):
    async def cut(**_words: object) -> None:
        raise ConnectionResetError

    listen = bench.listeners.command(replying(HERE))
    before = len(bench.simulator.calls)
    with pytest.raises(ConnectionResetError):
        await listen(cut, {"user_id": ALICE}, bench.client, AsyncBoltContext())
    await bench.listeners.finish(10)
    assert len(bench.simulator.calls) == before
    assert (bench.words(), bench.followed) == ([], 0)


async def test_what_is_still_said_at_the_end_has_a_moment_and_is_then_ended(bench: ListenerBench):
    begun, ended = asyncio.Event(), asyncio.Event()

    async def forever(_slack: SlackContext) -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    bench.handler = replying(Reply(after_ack=forever))
    await bench.simulator.person(ALICE).command("/lina")
    await begun.wait()
    await bench.listeners.finish(0.05)
    assert ended.is_set()
    await bench.listeners.finish(0.05)
