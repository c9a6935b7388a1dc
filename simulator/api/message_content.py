"""Decodes and checks the text, blocks and metadata of a message that the app sends."""

from typing import Any

from simulator.api.arguments import Arguments
from simulator.blockkit.inspection import inspect_blocks
from simulator.json_types import Json
from simulator.slack_error import SlackError
from simulator.slack_state.block_elements import with_ids
from simulator.slack_state.posting import MessageContent
from simulator.slack_state.state import SlackState

_TEXT_MOST = 40_000


def content_of(slack: SlackState, arguments: Arguments) -> MessageContent:
    """The message's content; raises SlackError without text and blocks, and for invalid blocks or metadata."""
    text = arguments.text("text") or ""
    blocks = blocks_of(slack, arguments) or ()
    if not text.strip() and not blocks:
        raise SlackError("no_text")
    return MessageContent(text[:_TEXT_MOST], blocks, metadata_of(arguments))


def blocks_of(slack: SlackState, arguments: Arguments) -> tuple[Json, ...] | None:
    """The checked blocks, with ids; None when the call has none. Raises SlackError for invalid blocks."""
    if arguments.raw.get("attachments"):
        raise SlackError("invalid_attachments", "attachments are not simulated")
    blocks = arguments.json("blocks", malformed="invalid_blocks_format")
    if blocks is None:
        return None
    checked = inspect_blocks(blocks)
    missing = slack.unsupported_blocks & {block["type"] for block in checked}
    if missing:
        raise SlackError(
            "invalid_blocks", f"blocks: unsupported {', '.join(missing)}", kind="unsupported_block"
        )
    return tuple(with_ids(checked, slack.ids.new))


def metadata_of(arguments: Arguments) -> Json | None:
    """The metadata, None when the call has none; https://docs.slack.dev/messaging/message-metadata."""
    metadata = arguments.json("metadata", malformed="invalid_metadata_format")
    if metadata and not _is_metadata(metadata):
        raise SlackError("invalid_metadata_format", "metadata is an event_type and an event_payload")
    return metadata or None


def _is_metadata(metadata: Any) -> bool:
    return (
        isinstance(metadata, dict)
        and set(metadata) == {"event_type", "event_payload"}
        and isinstance(metadata["event_type"], str)
        and isinstance(metadata["event_payload"], dict)
    )
