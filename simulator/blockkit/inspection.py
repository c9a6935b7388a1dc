"""Checks a message's blocks, a view or the options for an external select, and refuses them as Slack does."""

from typing import Any

import orjson

from simulator.blockkit.checker import violations
from simulator.blockkit.coherence import inconsistencies
from simulator.blockkit.limits import MESSAGE_BLOCKS, SUGGESTIONS, VIEW_BYTES, VIEWS
from simulator.json_types import Json
from simulator.slack_error import SlackError

KIND = "invalid_blocks"


def inspect_blocks(blocks: Any) -> tuple[Json, ...]:
    """Returns the blocks of a message; raises SlackError with the violations in `details`."""
    problems = list(violations(MESSAGE_BLOCKS, blocks, "blocks")) or list(inconsistencies(blocks, "blocks"))
    if problems:
        raise SlackError(KIND, *problems)
    return tuple(blocks)


def inspect_view(view: Any, kind: str) -> Json:
    """Returns the view without null values; raises SlackError with the violations. `kind` is `modal` or `home`."""
    if not isinstance(view, dict) or view.get("type") != kind:
        raise SlackError("invalid_arguments", f"view.type: not {kind}", kind=KIND)
    problems = list(violations(VIEWS[kind], view, "view")) or list(
        inconsistencies(view["blocks"], "view.blocks")
    )
    if not problems and any(block["type"] == "input" for block in view["blocks"]):
        problems = ["view.submit: missing, with input blocks"] * (kind == "modal" and not view.get("submit"))
    if problems:
        raise SlackError("invalid_arguments", *problems, kind=KIND)
    if (size := len(orjson.dumps(view))) > VIEW_BYTES:
        raise SlackError("view_too_large", f"view: {size} > {VIEW_BYTES}")
    return {key: value for key, value in view.items() if value is not None}


def inspect_suggestions(answer: Json) -> list[Json]:
    """Returns the options of a block_suggestion response, groups flattened; raises SlackError with the violations."""
    problems = list(violations(SUGGESTIONS, answer, "suggestions"))
    if not problems and ("options" in answer) == ("option_groups" in answer):
        problems = ["suggestions: needs either options or option_groups"]
    if problems:
        raise SlackError(KIND, *problems)
    grouped = [option for group in answer.get("option_groups", ()) for option in group["options"]]
    return [*answer.get("options", ()), *grouped]
