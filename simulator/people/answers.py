"""Answers: what an app says by an acknowledgement or by a response_url, put where the person sees it."""

from dataclasses import replace

from simulator.ids import BOT_USER
from simulator.inbound.triggers import ResponseUrl
from simulator.messages import Ephemeral, Message, Shown
from simulator.posting import Content, change, post, remove, show
from simulator.shapes import Json
from simulator.web.arguments import Arguments
from simulator.web.content import content_of
from simulator.world import World


def answer_command(world: World, user: str, channel_id: str, body: Json) -> str:
    """Shows the acknowledgement of a command, if it says anything, and returns its words."""
    if not (body.get("text") or body.get("blocks")):
        return ""
    return _say(world, ResponseUrl(user, channel_id, None, world.clock.now()), body).words


def answer_later(world: World, secret: str, body: Json) -> None:
    """One use of a response_url."""
    url = world.response_urls.use(secret)
    if body.get("delete_original"):
        if url.origin:
            _delete(world, url.origin)
    elif body.get("replace_original") and url.origin:
        _replace(world, url.origin, content_of(world, Arguments(body)))
    else:
        _say(world, url, body)


def _say(world: World, url: ResponseUrl, body: Json) -> Shown:
    content = content_of(world, Arguments(body))
    channel = world.workspace.channels[url.channel]
    if body.get("response_type") == "in_channel":
        return post(world, channel, BOT_USER, content, thread_ts=body.get("thread_ts"))
    return show(world, channel, url.user, content)


def _replace(world: World, origin: Shown, content: Content) -> None:
    for index, each in enumerate(world.workspace.ephemerals):
        if isinstance(origin, Ephemeral) and each.ts == origin.ts:
            world.workspace.ephemerals[index] = replace(each, text=content.text, blocks=content.blocks)
            world.changes.notify()
    message = world.workspace.message(origin.channel, origin.ts)
    if isinstance(origin, Message) and message:
        after = replace(message, text=content.text, blocks=content.blocks)
        change(world, world.workspace.channels[origin.channel], message, after)


def _delete(world: World, origin: Shown) -> None:
    ephemerals = world.workspace.ephemerals
    ephemerals[:] = [
        each for each in ephemerals if not (isinstance(origin, Ephemeral) and each.ts == origin.ts)
    ]
    world.changes.notify()
    message = world.workspace.message(origin.channel, origin.ts)
    if isinstance(origin, Message) and message:
        remove(world, world.workspace.channels[origin.channel], message)
