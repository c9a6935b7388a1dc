"""The first line of a thread, and the recipes in the ping, with whatever is known of the calls that they name."""

from dataclasses import replace

from bot.domain.calls.call import Call, ClientRef
from bot.domain.calls.precedents import Precedents, tell, use_recipe
from bot.domain.calls.redaction import redacted
from bot.domain.outbox.notice import NoticeKind
from bot.rendering.renderer import Renderer, SlackMessage
from bot.services.view_models import CallView, RelatedCall
from tests.rendering.sample_calls import FULL, closed, opened, stamp, waiting
from tests.rendering.sample_policy import LINK
from tests.rendering.sample_views import notice_view, shown, tokens
from tests.rendering.test_render_every_state import passes

OTHER = "2026-0007"


def past(**fields: object) -> Call:
    """A closed call with a recipe."""
    call = closed(form=FULL)
    return replace(call, number=OTHER, **fields)  # type: ignore[arg-type]  # names of fields


def line(renderer: Renderer, precedents: Precedents, *related: Call) -> SlackMessage:
    return renderer.notice(naming(notice_view(tell(opened(), precedents), NoticeKind.PRECEDENTS), *related))


def naming(view: CallView, *related: Call) -> CallView:
    return replace(view, related={call.number: RelatedCall(call=call, link=LINK) for call in related})


def test_the_recurrence_alone(renderer: Renderer) -> None:
    message = line(renderer, Precedents(count=3, recent=[OTHER, "2026-0006"], alike=True))
    passes(message)
    assert shown(message) == f"*3e appel en 30 jours, même sujet* : {OTHER}, 2026-0006"
    many = line(renderer, Precedents(count=9, recent=[OTHER, "2026-0006"]))
    assert shown(many) == f"*9e appel en 30 jours* : {OTHER}, 2026-0006…"


def test_a_close_call_with_its_recipe(renderer: Renderer) -> None:
    message = line(renderer, Precedents(close=[OTHER]), past())
    passes(message)
    assert "Spouleur redémarré\n*Niveau 1 saura faire :* Redémarrer le spouleur" in shown(message)
    assert f"<{LINK}|{OTHER}>" in tokens(message)
    buttons = [e for b in message.blocks if b["type"] == "actions" for e in b["elements"]]
    assert [(b["text"]["text"], b["action_id"], b["value"]) for b in buttons] == [
        ("Cela a servi", "recipe_used", f"2026-0042 {OTHER}")
    ]


def test_a_recipe_of_use_has_no_button_any_more(renderer: Renderer) -> None:
    call = use_recipe(tell(opened(), Precedents(close=[OTHER])), stamp(minutes=2), OTHER)
    message = renderer.notice(naming(notice_view(call, NoticeKind.PRECEDENTS), past()))
    passes(message)
    assert "Cela a servi, dit Alice Martin." in shown(message)
    assert all(block["type"] != "actions" for block in message.blocks)


def test_a_purged_text_is_shown_nowhere(renderer: Renderer) -> None:
    for related in ((), (redacted(past()),)):
        message = line(renderer, Precedents(close=[OTHER]), *related)
        passes(message)
        assert "n'est plus gardé" in shown(message)
        assert "Redémarrer" not in shown(message)


def test_hostile_texts_mention_nobody(renderer: Renderer) -> None:
    hostile = "<!channel> & *gras* <@U0BRUNO>"
    call = past(request=hostile, client=ClientRef("X", hostile))
    report = replace(call.reports[-1], solution=hostile, recipe=hostile)
    call = replace(call, reports=(report,))
    message = line(renderer, Precedents(close=[OTHER], open=[OTHER]), call)
    passes(message)
    assert tokens(message) == {f"<{LINK}|{OTHER}>"}
    ping = naming(notice_view(tell(waiting(), Precedents(close=[OTHER])), NoticeKind.LEVEL2), call)
    assert "<!channel>" not in str(renderer.notice(ping).blocks)


def test_the_ping_shows_the_recipes(renderer: Renderer) -> None:
    call = tell(waiting(), Precedents(close=[OTHER]))
    message = renderer.notice(naming(notice_view(call, NoticeKind.LEVEL2), past()))
    passes(message)
    assert f"*Niveau 1 saura faire* (<{LINK}|{OTHER}>) : Redémarrer le spouleur" in shown(message)


def test_the_closed_ping_shows_the_recipe_that_was_left(renderer: Renderer) -> None:
    message = renderer.notice(notice_view(closed(waiting(), form=FULL), NoticeKind.LEVEL2))
    passes(message)
    assert "*Niveau 1 saura faire :* Redémarrer le spouleur" in shown(message)
    without = renderer.notice(notice_view(closed(waiting()), NoticeKind.LEVEL2))
    assert "Niveau 1 saura faire" not in shown(without)
