"""`lina manifest`: what Slack's app settings take, in either form, by socket or by HTTP, private or not."""

from typing import Any

import orjson
import yaml

from bot.manifest import manifest
from tests.cli.terminal import CHANNELS, Terminal


def printed(terminal: Terminal, *words: str) -> Any:
    done = terminal.lina("manifest", *words)
    assert (done.code, done.err) == (0, "")
    return orjson.loads(done.out) if "json" in words else yaml.safe_load(done.out)


def test_yaml_and_json_say_the_same_and_need_no_configuration(terminal: Terminal):
    (terminal.folder / "lina.toml").unlink()
    assert printed(terminal) == printed(terminal, "--format", "json") == manifest()


def test_by_http_every_address_is_the_bot_s(terminal: Terminal):
    made = printed(terminal, "--http", "https://lina.example.fr/", "--format", "json")
    assert made == manifest(http="https://lina.example.fr")
    settings = made["settings"]
    assert settings["socket_mode_enabled"] is False
    address = "https://lina.example.fr/slack/events"
    assert settings["event_subscriptions"]["request_url"] == address
    assert settings["interactivity"]["request_url"] == address
    assert made["features"]["slash_commands"][0]["url"] == address


def test_private_channels_need_their_own_scopes_and_events(terminal: Terminal):
    public, private = printed(terminal), printed(terminal, "--private")
    scopes = [set(made["oauth_config"]["scopes"]["bot"]) for made in (public, private)]
    assert "groups:history" not in scopes[0]
    assert scopes[0] | {"groups:history"} <= scopes[1]
    assert "message.groups" in private["settings"]["event_subscriptions"]["bot_events"]


def test_a_telephone_changes_nothing_of_it(terminal: Terminal):
    by_http = ("--http", "https://lina.example.fr")
    terminal.write("lina.toml", CHANNELS + "[telephony]\n")
    terminal.env["TELEPHONY_TOKEN"] = "c0ffee" * 6
    with_telephone = [printed(terminal, *words, "--format", "json") for words in ((), by_http)]
    terminal.write("lina.toml", CHANNELS)
    del terminal.env["TELEPHONY_TOKEN"]
    without = [printed(terminal, *words, "--format", "json") for words in ((), by_http)]
    assert with_telephone == without == [manifest(), manifest(http=by_http[1])]
