"""A reply, a refusal, an error of the program: how each of Slack's surfaces is answered."""

import re

import pytest
from structlog.testing import capture_logs

from bot.domain.refusals import AlreadyTaken, PhoneInvalid, Refusal, RequestMissing, StoreRefused, TooBusy
from bot.rendering.renderer import Renderer
from handlers.payloads import MalformedError
from handlers.replies import Reply, SlackContext
from tests.handlers.switchboard import ALICE, ASK, PRESS, SUPPORT, Switchboard, form, raising, replying

HERE = Reply(message=Renderer().message("text", words="Voilà."))
FORM = Reply(form=form())
TAKEN = AlreadyTaken("2026-0001", ALICE)
SORRY = re.compile(r"Une erreur est survenue.*référence ([0-9a-f]{8})", re.DOTALL)

BUGS = [RuntimeError("a bug"), MalformedError("not Slack's"), KeyError("number"), TimeoutError()]


def reference(words: str) -> str:
    """The one that an apology gives."""
    found = SORRY.search(words.replace("`", ""))
    assert found, words
    return found[1]


async def shown(board: Switchboard) -> str:
    """The first thing that only Alice is shown."""
    return await board.simulator.until(lambda: board.words()[0] if board.words() else None)


async def test_a_command_is_answered_in_its_acknowledgement(board: Switchboard):
    board.act = replying(HERE)
    assert await board.simulator.person(ALICE).command("/lina aide") == "Voilà."


async def test_a_command_without_an_answer_says_nothing(board: Switchboard):
    assert await board.simulator.person(ALICE).command("/lina aide") == ""


async def test_a_command_opens_its_form(board: Switchboard):
    board.act = replying(FORM)
    assert await board.simulator.person(ALICE).command("/lina appel") == ""
    await board.simulator.person(ALICE).wait_view("Essai")


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        (TAKEN, "L’appel 2026-0001 est déjà pris par @Alice."),
        (PhoneInvalid("abc"), "Ce numéro de téléphone n’est pas valable."),
        (StoreRefused(), "rien n’a été enregistré"),
        (TooBusy(), "rien n’a été enregistré"),
    ],
)
async def test_a_command_that_is_refused_says_why(board: Switchboard, refusal: Refusal, sentence: str):
    board.act = raising(refusal)
    assert sentence in await board.simulator.person(ALICE).command("/lina voir 2026-0001")


@pytest.mark.parametrize("bug", BUGS, ids=lambda e: type(e).__name__)
async def test_a_command_that_fails_gives_a_reference_that_is_in_the_log(board: Switchboard, bug: Exception):
    board.act = raising(bug)
    with capture_logs() as logs:
        said = await board.simulator.person(ALICE).command("/lina voir 2026-0001")
    (failed,) = [slack for slack in logs if slack["event"] == "listener failed"]
    assert failed["reference"] == reference(said)
    assert failed["log_level"] == "error"
    assert failed["exc_info"]


async def test_a_button_is_acknowledged_with_nothing_and_answered_by_a_word(board: Switchboard):
    board.act = replying(HERE)
    pressed = await board.message()
    await board.simulator.person(ALICE).click(pressed, PRESS)
    assert await shown(board) == "Voilà."
    assert board.simulator.messages(SUPPORT) == [pressed]


async def test_a_button_that_only_acts_says_nothing(board: Switchboard):
    await board.simulator.person(ALICE).click(await board.message(), PRESS)
    await board.simulator.until(lambda: board.followed)
    assert board.words() == []


@pytest.mark.parametrize("label", [PRESS, ASK])
async def test_a_button_opens_its_form(board: Switchboard, label: str):
    board.act = replying(FORM)
    await board.simulator.person(ALICE).click(await board.message(), label)
    await board.simulator.person(ALICE).wait_view("Essai")


@pytest.mark.parametrize("label", [PRESS, ASK])
async def test_a_button_that_is_refused_says_why_to_that_person_alone(board: Switchboard, label: str):
    board.act = raising(TAKEN)
    await board.simulator.person(ALICE).click(await board.message(), label)
    assert await shown(board) == "L’appel 2026-0001 est déjà pris par @Alice."
    assert board.simulator.ephemerals("U0BRUNO") == []


@pytest.mark.parametrize("label", [PRESS, ASK])
async def test_a_button_that_fails_gives_a_reference_that_is_in_the_log(board: Switchboard, label: str):
    board.act = raising(RuntimeError("a bug"))
    with capture_logs() as logs:
        await board.simulator.person(ALICE).click(await board.message(), label)
        said = await shown(board)
    (failed,) = [slack for slack in logs if slack["event"] == "listener failed"]
    assert failed["reference"] == reference(said)


async def test_a_form_that_is_taken_closes(board: Switchboard):
    await board.opens(form())
    assert await board.simulator.person(ALICE).submit({"Demande": "imprimante HS"}) == {}
    assert board.simulator.person(ALICE).view is None


async def test_a_form_gives_way_to_the_one_that_follows(board: Switchboard):
    await board.opens(form())
    board.act = replying(Reply(form=form(inputs=False)))
    await board.simulator.person(ALICE).submit()
    view = board.simulator.person(ALICE).view
    assert view
    assert view.labels == []


async def test_a_form_that_has_something_to_say_says_it_in_its_place(board: Switchboard):
    await board.opens(form())
    board.act = replying(HERE)
    assert await board.simulator.person(ALICE).submit() == {}
    view = board.simulator.person(ALICE).view
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
    board: Switchboard, refusal: Refusal, label: str, sentence: str
):
    await board.opens(form())
    board.act = raising(refusal)
    typed = {"Demande": "imprimante HS", "Téléphone": "abc"}
    assert await board.simulator.person(ALICE).submit(typed) == {label: sentence}
    view = board.simulator.person(ALICE).view
    assert view
    assert view.values == typed


async def test_a_form_without_fields_that_is_refused_says_why_in_its_place(board: Switchboard):
    await board.opens(form(inputs=False))
    board.act = raising(TAKEN)
    assert await board.simulator.person(ALICE).submit() == {}
    view = board.simulator.person(ALICE).view
    assert view
    assert "L’appel 2026-0001 est déjà pris par @Alice." in view.words


@pytest.mark.parametrize("inputs", [True, False])
async def test_a_form_that_fails_gives_a_reference_that_is_in_the_log(board: Switchboard, *, inputs: bool):
    await board.opens(form(inputs=inputs))
    board.act = raising(RuntimeError("a bug"))
    with capture_logs() as logs:
        errors = await board.simulator.person(ALICE).submit()
    view = board.simulator.person(ALICE).view
    assert view
    (failed,) = [slack for slack in logs if slack["event"] == "listener failed"]
    assert failed["reference"] == reference(errors["Demande"] if inputs else view.words)


async def test_a_shortcut_opens_its_form(board: Switchboard):
    board.act = replying(FORM)
    await board.simulator.person(ALICE).shortcut("new_call")
    await board.simulator.person(ALICE).wait_view("Essai")


@pytest.mark.parametrize("error", [TAKEN, RuntimeError("a bug")], ids=["refused", "failed"])
async def test_a_shortcut_that_is_refused_or_fails_says_it_in_a_small_form(
    board: Switchboard, error: Exception
):
    alice = board.simulator.person(ALICE)
    pressed = await board.message()
    for press in (alice.shortcut("new_call"), alice.message_shortcut("open_call", pressed)):
        board.act = raising(error)
        await press
        view = await board.simulator.until(lambda: alice.view)
        assert "déjà pris" in view.words or reference(view.words)
        await alice.close()


async def test_an_event_that_fails_is_in_the_log_and_nobody_hears_of_it(board: Switchboard):
    board.parse = raising(RuntimeError("a bug"))
    with capture_logs() as logs:
        await board.simulator.person(ALICE).write(SUPPORT, "Bonjour")
        await board.simulator.until(lambda: [x for x in logs if x["event"] == "listener failed"])
    assert board.words() == []
    assert len(board.simulator.messages(SUPPORT)) == 1


async def test_what_follows_an_act_comes_after_the_answer_and_before_what_is_told_later(board: Switchboard):
    order: list[str] = []

    async def later(slack: SlackContext) -> None:
        order.append(f"later, after {board.followed}")
        await slack.tell_in(SUPPORT, Renderer().message("text", words="Plus tard."))

    board.act = replying(Reply(message=HERE.message, later=later))
    assert await board.simulator.person(ALICE).command("/lina") == "Voilà."
    await board.simulator.until(lambda: "Plus tard." in board.words())
    assert order == ["later, after 1"]


async def test_a_slack_that_refuses_the_form_is_apologised_for(board: Switchboard):
    broken = form() | {"title": {"type": "plain_text", "text": "Un titre bien trop long pour Slack"}}
    board.act = replying(Reply(form=broken))
    with capture_logs() as logs:
        await board.simulator.person(ALICE).click(await board.message(), PRESS)
        said = await shown(board)
    (failed,) = [x for x in logs if x["log_level"] == "error"]
    assert failed["reference"] == reference(said)
    board.simulator.breaches.clear()  # the broken form was meant


async def test_the_lazy_half_does_nothing_where_the_first_left_no_order(board: Switchboard):
    """Bolt runs it even when the acknowledging half has failed."""
    board.act = replying(HERE)
    (follow,) = board.listeners.command(board.act)["lazy"]
    before = len(board.simulator.calls)
    await follow({"user_id": ALICE}, board.client, {})
    await follow({"user_id": ALICE}, board.client, {"order": "nobody's"})
    assert len(board.simulator.calls) == before
    assert (board.words(), board.followed, board.bodies) == ([], 0, [])
