"""The manifest against the code: every listener, event and method called has its entry, and none is for nothing."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.manifest import events, manifest
from bot.manifest.scopes import OF_EVENTS, OF_METHODS
from handlers.register import register
from simulator import API_METHODS
from tests.manifest.bolt_listeners import BoltListeners, anything

ROOT = Path(__file__).parents[2]
OF_THE_LIBRARY = {
    name.replace("_", ".")
    for name in vars(AsyncWebClient)
    if "_" in name.strip("_") and not name.startswith("_")
}
"""The Web API's methods, as slack_sdk names its own: `chat.postMessage` for `chat_postMessage`."""

NOT_OURS = {"apps.connections.open"}
"""Called by Bolt's Socket Mode client."""


def _listeners() -> dict[str, list[object]]:
    listeners = BoltListeners()
    register(listeners.as_bolt(), *anything(register, beside=1), client=AsyncWebClient())
    return listeners.registered


def test_the_command_is_the_one_that_is_listened_to():
    declared = manifest()["features"]["slash_commands"]
    assert [c["command"] for c in declared] == _listeners()["command"]


def test_the_shortcuts_are_those_that_are_listened_to():
    declared = {(s["type"], s["callback_id"]) for s in manifest()["features"]["shortcuts"]}
    listeners = _listeners()
    assert declared == {
        *(("global", name) for name in listeners["global_shortcut"]),
        *(("message", name) for name in listeners["message_shortcut"]),
    }


def test_the_events_are_those_that_are_listened_to():
    # Slack's subscription says in which kind of channel a message was written; the event itself is a message.
    declared = {name.partition(".")[0] for name in events(private=True)}
    assert declared == set(_listeners()["event"])
    assert set(events(private=True)) == set(OF_EVENTS)


def test_the_methods_are_those_that_are_called():
    called = {method for path in _sources() for method in _methods(ast.parse(path.read_text("utf-8")))}
    assert called | NOT_OURS == set(OF_METHODS)


def test_the_simulator_has_every_method_that_is_called():
    assert set(OF_METHODS) <= API_METHODS


def _sources() -> Iterator[Path]:
    for package in ("bot", "handlers"):
        for path in (ROOT / package).rglob("*.py"):
            if path.parent.name != "manifest":
                yield path


def _methods(tree: ast.AST) -> Iterator[str]:
    """What is called through slack_sdk: by its own name, `client.chat_update(…)`, or by Slack's, "users.info"."""
    for node in ast.walk(tree):
        name: Any = None
        if isinstance(node, ast.Attribute):
            name = node.attr.replace("_", ".") if "_" in node.attr else None
        elif isinstance(node, ast.Constant):
            name = node.value
        if isinstance(name, str) and name in OF_THE_LIBRARY:
            yield name
