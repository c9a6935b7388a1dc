"""files.*: an upload in its three steps, address, bytes, completion."""

from simulator.ids import BOT_USER
from simulator.posting import Content, post
from simulator.refusal import Refusal
from simulator.shapes import Json
from simulator.web.arguments import Arguments
from simulator.web.content import blocks_of
from simulator.web.reach import writable
from simulator.world import World


def get_upload_url(world: World, arguments: Arguments) -> Json:
    length = arguments.number("length", 0)
    if length <= 0:
        raise Refusal("invalid_arguments", "length: must be more than 0")
    file_id = world.ids.new("F")
    world.workspace.files[file_id] = {"id": file_id, "name": arguments.needed("filename"), "length": length}
    return {"upload_url": f"{world.url}upload/{file_id}", "file_id": file_id}


def receive(world: World, file_id: str, content: bytes) -> None:
    """The second step: the bytes, as many as were announced."""
    file = world.workspace.files.get(file_id)
    if file is None:
        raise Refusal("file_not_found")
    if len(content) != file["length"]:
        raise Refusal("invalid_length", f"{len(content)} bytes, not {file['length']}")
    file["content"] = content


def complete_upload(world: World, arguments: Arguments) -> Json:
    """Shares the files as one message of the bot; without a channel they stay its own."""
    asked = arguments.json("files", malformed="invalid_arguments") or []
    files = tuple(_completed(world, each) for each in asked)
    if not files:
        raise Refusal("invalid_arguments", "missing required field: files")
    if channel_id := arguments.text("channel_id") or arguments.text("channels"):
        channel = writable(world, channel_id)
        content = Content(
            arguments.text("initial_comment") or "", blocks_of(world, arguments) or (), files=files
        )
        post(world, channel, BOT_USER, content, thread_ts=arguments.text("thread_ts"))
    return {"files": list(files)}


def _completed(world: World, asked: Json) -> Json:
    file = world.workspace.files.get(asked.get("id", ""))
    if file is None or "content" not in file:
        raise Refusal("file_not_found", f"files: {asked.get('id')} was not uploaded")
    return {
        "id": file["id"],
        "name": file["name"],
        "title": asked.get("title") or file["name"],
        "size": file["length"],
    }
