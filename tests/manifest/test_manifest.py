"""The manifest: valid for Slack, in both modes, with exactly the scopes and events that the code uses."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from typer.testing import CliRunner

from bot.cli.commands import app
from bot.manifest import events, manifest, scopes

SCHEMA = json.loads((Path(__file__).parent / "fixtures" / "manifest.schema.2.0.0.json").read_text("utf-8"))
ADDRESS = "https://lina.example.fr"

made = pytest.mark.parametrize("http", [None, ADDRESS], ids=["socket", "http"])
seen = pytest.mark.parametrize("private", [False, True], ids=["public", "private"])


@made
@seen
def test_slacks_own_schema_accepts_it(http: str | None, private: bool):  # noqa: FBT001 - parametrised
    jsonschema.Draft7Validator(SCHEMA).validate(manifest(http=http, private=private))


def test_the_schema_refuses_what_it_does_not_know():
    spoilt = manifest() | {"typo": True}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft7Validator(SCHEMA).validate(spoilt)


def _addresses(part: Any) -> list[str]:
    if isinstance(part, dict):
        return [found for value in part.values() for found in _addresses(value)]
    if isinstance(part, list):
        return [found for value in part for found in _addresses(value)]
    return [part] if isinstance(part, str) and part.startswith("http") else []


def test_over_http_every_address_is_the_bots():
    addresses = _addresses(manifest(http=f"{ADDRESS}/"))
    assert addresses == [f"{ADDRESS}/slack/events"] * 4
    assert _addresses(manifest()) == []
    assert manifest()["settings"]["socket_mode_enabled"] is True
    assert manifest(http=ADDRESS)["settings"]["socket_mode_enabled"] is False


def test_private_channels_cost_their_scopes_and_events_on_top():
    assert {s for s in scopes() if s.startswith("groups:")} == set()
    assert set(scopes()) < set(scopes(private=True))
    assert {s for s in scopes(private=True) if s not in scopes()} == {
        "groups:history",
        "groups:read",
        "groups:write",
    }
    assert set(events(private=True)) - set(events()) == {"message.groups"}


def test_both_formats_say_the_same():
    run = CliRunner()
    as_yaml = run.invoke(app, ["manifest", "--http", ADDRESS, "--private"])
    as_json = run.invoke(app, ["manifest", "--http", ADDRESS, "--private", "--format", "json"])
    told = yaml.safe_load(as_yaml.output)
    assert told == json.loads(as_json.output) == manifest(http=ADDRESS, private=True)
    assert "«" not in as_yaml.output
    assert "après dix minutes" in as_yaml.output
