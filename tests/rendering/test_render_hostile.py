import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calls import callbacks
from bot.domain.calls.call import Call, ClientRef, Note
from bot.rendering.options import client_option, client_options
from bot.rendering.renderer import Renderer, SlackMessage
from bot.services.view_models import CallView, ClientView, OtherCall, Suggestion
from simulator import inspect_blocks, inspect_suggestions
from tests.rendering.sample_calls import CALLS, FULL, closed, opened, to_quote, waiting
from tests.rendering.sample_policy import ACME, ALICE, LINK, NOON, POLICY
from tests.rendering.sample_views import texts, tokens, view, week_view

HOSTILE = {
    "a ping of all": "<!channel> <!everyone> <!here> @channel",
    "a mention": "<@U0EVIL> <!subteam^S0EVIL|@dev>",
    "a link": "<https://evil.example|Accès distant>",
    "escapes": "R&D &amp; &lt;!channel&gt; <<!channel>>",
    "quotes": "\"double\" 'simple' l’apostrophe \\ \\n \\u0000",
    "json": '"}]}\n{"type": "divider"}\n{"notification": "x"}',
    "many lines": "un\r\ndeux\n\n\ntrois\u2028quatre\u2029cinq\x85six\x0bsept\x0chuit",
    "right to left": "\u202eمرحبا\u202c שלום",
    "nothing printable": "\x00\x01\x1b[31m\x7f",
    "half a character": "a\ud800b\udfff",
    "jinja": "{{ call.number }} {% for x in y %} {# z #}",
    "format": "{0} {name} %s %(x)s",
    "very long": "&<>" * 4000,
    "a long word": "x" * 10_000,
    "many long lines": ("ligne " * 30 + "\n") * 60,
    "emoji": "👩‍🔧" * 1500 + ":bomb:",
    "markdown": "*gras* _italique_ ~barré~ `code` ```bloc``` > cité",
}


def stuffed(text: str) -> list[Call]:
    """Calls with the text wherever a person may write."""
    client = replace(ACME, name=text)
    call = opened(request=f"demande {text}", client=client, contact=text)
    call = replace(call, notes=(Note("1.1", ALICE, text),))
    held = callbacks.hold(call, call.opened, NOON.replace(hour=18), f"motif {text}")
    form = replace(FULL, solution=f"fait {text}", diagnosis=text, follow_up=text, recipe=text)
    done = closed(waiting(replace(to_quote(f"besoin {text}"), notes=call.notes, state=call.state)), form=form)
    named = [replace(c, client=ClientRef("ACME", text)) for c in (held, waiting(call), done)]
    return [*named, replace(done, reports=(replace(done.reports[0], client=ClientRef("ACME", text)),))]


def whole(call: Call, text: str) -> CallView:
    client = replace(ACME, name=text, remote_access=text, lina_version=text)
    return replace(view(call), client=client, names={ALICE: text})


def drawn(renderer: Renderer, call: Call, text: str) -> list[SlackMessage]:
    seen = whole(call, text)
    messages = [renderer.notice(replace(seen, notice=notice)) for notice in call.notices]
    return [
        *messages,
        renderer.message("call", view=seen),
        renderer.message("calls", views=[seen], total=1),
        renderer.message(
            "opened", call=call, existing=False, link=None, others=[OtherCall("2026-0040", LINK, text)]
        ),
    ]


def sendable(message: SlackMessage) -> None:
    assert not any("\0" in text for text in (message.text, *texts(message.blocks)))
    json.dumps([message.text, message.blocks], ensure_ascii=False).encode()


def harmless(renderer: Renderer, text: str) -> None:
    """Slack takes all of it, and it holds no mention, link or date that a plain text would not have brought."""
    for call, plain in zip(stuffed(text), stuffed("x"), strict=True):
        for message, expected in zip(drawn(renderer, call, text), drawn(renderer, plain, "x"), strict=True):
            inspect_blocks(message.blocks)
            assert tokens(message) <= tokens(expected)
            sendable(message)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_what_people_write_neither_pings_nor_breaks_anything(renderer: Renderer, text: str) -> None:
    harmless(renderer, text)


@given(text=st.text(st.characters(exclude_categories=()), min_size=1, max_size=60))
def test_no_text_at_all_pings_or_breaks_anything(text: str) -> None:
    harmless(RENDERER, text)


RENDERER = Renderer()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_nor_in_the_answers_to_commands(renderer: Renderer, text: str) -> None:
    client = replace(ACME, name=text, remote_access=text, lina_version=text, account_manager=text)
    known = ClientView(
        client=client, policy=POLICY, today=NOON.date(), minutes_left=None, calls=(whole(opened(text), text),)
    )
    for message in (
        renderer.message("client", view=known),
        renderer.message("unknown", typed=text, suggestion=Suggestion(f"appel {text}", opens=True)),
        renderer.message("text", text=text),
    ):
        inspect_blocks(message.blocks)
        assert not any("EVIL" in token or "evil" in token or "<!" in token for token in tokens(message))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_nor_among_the_clients_that_a_field_offers(text: str) -> None:
    offered = client_options([replace(ACME, name=text)], text + "!")
    inspect_suggestions({"options": [*offered, client_option(replace(ACME, name=text))]})


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_nor_in_the_topic(renderer: Renderer, text: str) -> None:
    topic = renderer.topic(replace(week_view(), names={ALICE: text}))
    assert len(topic) <= 250
    assert "<" not in topic
    assert "\n" not in topic


@pytest.mark.parametrize("make", CALLS.values(), ids=CALLS)
def test_only_people_and_groups_of_the_house_are_mentioned(
    renderer: Renderer, make: Callable[[], Call]
) -> None:
    call = make()
    for notice in call.notices:
        pings = {token for token in tokens(renderer.notice(view(call, notice))) if token.startswith("<!")}
        said = {token for token in pings if not token.startswith("<!date^")}
        assert said <= ({"<!subteam^S0DEV>", "<!here>"} if str(notice.queue) == "dev" else set())
