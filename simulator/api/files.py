"""files.*: an upload in three steps: files.getUploadURLExternal, the bytes, files.completeUploadExternal."""

from simulator.api.arguments import Arguments
from simulator.api.message_content import blocks_of
from simulator.api.visibility import writable
from simulator.json_types import Json
from simulator.slack_error import SlackError
from simulator.slack_state.ids import BOT_USER
from simulator.slack_state.posting import MessageContent, post
from simulator.slack_state.state import SlackState


def get_upload_url(slack: SlackState, arguments: Arguments) -> Json:
    length = arguments.number("length", 0)
    if length <= 0:
        raise SlackError("invalid_arguments", "length: must be more than 0")
    file_id = slack.ids.new("F")
    slack.workspace.files[file_id] = {"id": file_id, "name": arguments.needed("filename"), "length": length}
    return {"upload_url": f"{slack.url}upload/{file_id}", "file_id": file_id}


def receive(slack: SlackState, file_id: str, content: bytes) -> None:
    """Takes the bytes of an upload; raises SlackError unless they are as many as were announced."""
    file = slack.workspace.files.get(file_id)
    if file is None:
        raise SlackError("file_not_found")
    if len(content) != file["length"]:
        raise SlackError("invalid_length", f"{len(content)} bytes, not {file['length']}")
    file["content"] = content


def complete_upload(slack: SlackState, arguments: Arguments) -> Json:
    """Shares the files in one message of the bot; without a channel they are not shared."""
    asked = arguments.json("files", malformed="invalid_arguments") or []
    files = tuple(_completed(slack, each) for each in asked)
    if not files:
        raise SlackError("invalid_arguments", "missing required field: files")
    if channel_id := arguments.text("channel_id") or arguments.text("channels"):
        channel = writable(slack, channel_id)
        content = MessageContent(
            arguments.text("initial_comment") or "", blocks_of(slack, arguments) or (), files=files
        )
        post(slack, channel, BOT_USER, content, thread_ts=arguments.text("thread_ts"))
    return {"files": list(files)}


def _completed(slack: SlackState, asked: Json) -> Json:
    file = slack.workspace.files.get(asked.get("id", ""))
    if file is None or "content" not in file:
        raise SlackError("file_not_found", f"files: {asked.get('id')} was not uploaded")
    return {
        "id": file["id"],
        "name": file["name"],
        "title": asked.get("title") or file["name"],
        "size": file["length"],
    }
