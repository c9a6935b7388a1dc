"""Payloads as Slack sends them, and what somebody could make of them."""

from typing import Any
from urllib.parse import urlencode

import orjson
from hypothesis import strategies as st

Json = Any

_BY = {"team": {"id": "T0LINA"}, "user": {"id": "U0ALICE", "team_id": "T0LINA"}, "trigger_id": "1.2.3"}
_PLACE = {"channel": {"id": "C0SUPPORT"}}
_VIEW = {
    "id": "V0FUZZ",
    "hash": "1.a",
    "type": "modal",
    "private_metadata": "2026-0001",
    "blocks": [{"type": "input", "block_id": "request"}],
}


def _press(action: str, value: str, kind: str = "button") -> Json:
    pressed = {"type": kind, "action_id": action, "block_id": "b", "value": value, "action_ts": "1.2"}
    return {"type": "block_actions", **_BY, **_PLACE, "actions": [pressed]}


def _pick(action: str, value: str) -> Json:
    picked = {"type": "overflow", "action_id": action, "block_id": "b", "selected_option": {"value": value}}
    return {"type": "block_actions", **_BY, **_PLACE, "actions": [picked]}


def _submit(callback: str, **fields: Json) -> Json:
    values = {name: {name: value} for name, value in fields.items()}
    return {
        "type": "view_submission",
        **_BY,
        "view": {**_VIEW, "callback_id": callback, "state": {"values": values}},
    }


def _typed(text: str) -> Json:
    return {"type": "plain_text_input", "value": text}


def _chosen(value: str) -> Json:
    return {"type": "static_select", "selected_option": {"value": value}}


def _event(**event: Json) -> Json:
    return {
        "type": "event_callback",
        "team_id": "T0LINA",
        "event_id": "Ev1",
        "event": {"event_ts": "1.2", **event},
    }


COMMAND = {
    "command": "/lina",
    "text": "appel acme imprimante HS",
    "user_id": "U0ALICE",
    "team_id": "T0LINA",
    "channel_id": "C0SUPPORT",
    "trigger_id": "1.2.3",
}

INTERACTIVE: list[Json] = [
    *(_press(action, "2026-0001") for action in ("call_level2", "take", "hand_back", "announced", "reopen")),
    *(
        _press(action, "2026-0001")
        for action in ("close", "edit", "hold", "refused", "call_team", "new_call")
    ),
    _press("answer:question", "2026-0001 after question"),
    _press("rewind", "2026-0001 1"),
    _press("decide:included", "2026-0001"),
    _pick("menu", "client_file 2026-0001"),
    _pick("menu", "discard 2026-0001"),
    _submit(
        "new_call", client=_chosen("ACME"), request=_typed("imprimante HS"), phone=_typed("06 12 34 56 78")
    ),
    _submit(
        "edit_call",
        client=_chosen("new:Acme <&>"),
        request=_typed("écran noir"),
        contact=_typed("Mme Durand"),
    ),
    _submit(
        "hold", until={"type": "datetimepicker", "selected_date_time": 4102444800}, reason=_typed("teste")
    ),
    _submit("need", need=_typed("un deuxième quai")),
    _submit("report", imputation=_chosen("assistance"), solution=_typed("Réglé."), minutes1=_typed("12")),
    {
        "type": "block_suggestion",
        **_BY,
        "action_id": "client",
        "block_id": "client",
        "value": "acme",
        "view": _VIEW,
    },
    {"type": "shortcut", **_BY, "callback_id": "new_call"},
    {
        "type": "message_action",
        **_BY,
        **_PLACE,
        "callback_id": "open_call",
        "message": {"ts": "1.2", "text": "HS"},
    },
]

EVENTS: list[Json] = [
    _event(type="message", channel="C0SUPPORT", user="U0ALICE", ts="2.1", thread_ts="1.1", text="redémarré"),
    _event(
        type="message", subtype="message_changed", channel="C0SUPPORT", message={"ts": "2.1", "text": "non"}
    ),
    _event(type="message", subtype="message_deleted", channel="C0SUPPORT", deleted_ts="2.1"),
    _event(type="user_change", user={"id": "U0ALICE", "deleted": True}),
    _event(type="member_joined_channel", user="U0ALICE", channel="C0DEV"),
    _event(type="member_left_channel", user="U0ALICE", channel="C0DEV"),
    _event(type="app_home_opened", user="U0ALICE", tab="home", channel="D0ALICE"),
]

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)

HOSTILE = st.sampled_from(
    [
        "<!channel>",
        "<@U0ALICE>",
        "&lt;",
        "\0",
        "\ud800",
        "é" * 4000,
        "{{ 7 * 7 }}",
        "'; DROP TABLE calls; --",
        "2026-0001",
    ]
)


@st.composite
def spoilt(draw: st.DrawFn, payload: Json) -> Json:
    """The payload with a few of its parts taken away or replaced."""
    for _ in range(draw(st.integers(0, 3))):
        payload = _spoil(draw, payload)
    return payload


def _spoil(draw: st.DrawFn, part: Json) -> Json:
    if isinstance(part, dict) and part and draw(st.integers(0, 9)):
        name = draw(st.sampled_from(sorted(part)))
        rest = {key: value for key, value in part.items() if key != name}
        return rest if not draw(st.integers(0, 4)) else rest | {name: _spoil(draw, part[name])}
    if isinstance(part, list) and part and draw(st.integers(0, 9)):
        at = draw(st.integers(0, len(part) - 1))
        return [*part[:at], _spoil(draw, part[at]), *part[at + 1 :]]
    return draw(HOSTILE | st.text() | ANYTHING)


def _form(fields: dict[str, Json]) -> bytes:
    return urlencode({key: str(value) for key, value in fields.items()}, errors="replace").encode()


def _json(payload: Json) -> bytes:
    return orjson.dumps(_sendable(payload))


def _sendable(part: Json) -> Json:
    """Half characters and endless integers cannot be put on the wire."""
    match part:
        case str():
            return part.encode("utf-8", "replace").decode()
        case bool() | float() | None:
            return part
        case int():
            return max(-(2**63), min(part, 2**63 - 1))
        case list():
            return [_sendable(each) for each in part]
        case _:
            return {_sendable(key): _sendable(value) for key, value in part.items()}


FORM, JSON = "application/x-www-form-urlencoded", "application/json"

commands = spoilt(COMMAND).map(lambda p: (_form(p if isinstance(p, dict) else {"text": p}), FORM))
interactive = (
    st.sampled_from(INTERACTIVE).flatmap(spoilt).map(lambda p: (_form({"payload": _json(p).decode()}), FORM))
)
events = st.sampled_from(EVENTS).flatmap(spoilt).map(lambda p: (_json(p), JSON))
noise = st.tuples(
    st.text(max_size=200).map(lambda t: _sendable(t).encode()), st.sampled_from([FORM, JSON, "text/plain"])
)

signed = st.one_of(commands, interactive, interactive, events, noise)
"""(body, content type) of requests that carry a good signature."""
