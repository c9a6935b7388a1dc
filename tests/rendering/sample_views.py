"""View models of the sample calls, and readers of what is rendered from them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.domain.calls.call import Call
from bot.domain.outbox.notice import Notice, NoticeKind
from bot.domain.rota.announcements import announce
from bot.domain.rota.week import Week
from bot.rendering.renderer import Renderer, SlackMessage
from bot.services.view_models import CallView, LastWeek, WeekView
from tests.rendering.sample_policy import ACME, ALICE, BRUNO, CAMILLE, DENIS, LINK, NOON, POLICY
from tests.support.workspace import plain

NAMES = {ALICE: "Alice Martin", BRUNO: "Bruno Petit", CAMILLE: "Camille Roy", DENIS: "Denis Faure"}
_TOKEN = re.compile(r"<[^<>]*>")


def view(call: Call, notice: Notice | None = None, minutes: float = 6) -> CallView:
    """Of a known client, `minutes` after the call came in."""
    return CallView(
        call=call,
        client=ACME,
        policy=POLICY,
        now=NOON + timedelta(minutes=minutes),
        minutes_left=210,
        link=LINK,
        slack_ids={"camille.roy@example.fr": CAMILLE},
        names=NAMES,
        notice=notice,
    )


def notice_view(call: Call, kind: NoticeKind, **facts: Any) -> CallView:
    """Of the newest notice of this kind."""
    notice = next(notice for notice in reversed(call.notices) if notice.kind is kind)
    return view(call, replace(notice, **facts))


def card(renderer: Renderer, call: Call, **view_fields: object) -> SlackMessage:
    return renderer.notice(replace(notice_view(call, NoticeKind.CARD), **view_fields))  # type: ignore[arg-type]  # names of fields


def week_view(monday: date = date(2026, 11, 23), person: str | None = ALICE, *calls: Call) -> WeekView:
    week = Week(monday=monday, turn=ALICE, person=person, members=(ALICE, BRUNO))
    week = announce(week, NOON, POLICY, None)
    return WeekView(
        week=week,
        policy=POLICY,
        now=NOON,
        follows=BRUNO,
        open_calls=tuple(view(call) for call in calls),
        last_week=LastWeek(closed=12, solved_at_level1=9),
        names=NAMES,
        notice=week.notices[0],
    )


def texts(drawn: Any) -> Iterator[str]:
    """Every text in blocks or a view, wherever it stands."""
    if isinstance(drawn, list):
        for part in drawn:
            yield from texts(part)
    elif isinstance(drawn, dict):
        for key, part in drawn.items():
            if key == "text" and isinstance(part, str):
                yield part
            else:
                yield from texts(part)


def shown(message: SlackMessage) -> str:
    """All that the message shows, with plain spaces and apostrophes."""
    return plain("\n".join(texts(message.blocks)))


def tokens(message: SlackMessage) -> set[str]:
    """What Slack would make a mention, a link or a date of."""
    found = [message.text, *(text["text"] for text in _mrkdwn(message.blocks))]
    return {token for text in found for token in _TOKEN.findall(text)}


def buttons(message: SlackMessage) -> dict[str, list[str]]:
    """The labels of the buttons, by block."""
    rows = [block for block in message.blocks if block["type"] == "actions"]
    beside = [block["accessory"] for block in message.blocks if "accessory" in block]
    found = {"beside": [plain(e["text"]["text"]) for e in beside]} if beside else {}
    return found | {
        row["block_id"]: [plain(e["text"]["text"]) for e in row["elements"] if e["type"] == "button"]
        for row in rows
    }


def _mrkdwn(drawn: Any) -> Iterator[dict[str, Any]]:
    if isinstance(drawn, list):
        for part in drawn:
            yield from _mrkdwn(part)
    elif isinstance(drawn, dict):
        if drawn.get("type") == "mrkdwn":
            yield drawn
        for part in drawn.values():
            yield from _mrkdwn(part)
