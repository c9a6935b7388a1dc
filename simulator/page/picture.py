"""Picture: all that the page shows, piece by piece, so that only what changed has to be told."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice

from simulator.control.showing import breach, message, view
from simulator.messages import Ephemeral, Message
from simulator.outside import Mail, Post
from simulator.records import ApiCall
from simulator.shapes import Json
from simulator.views import View
from simulator.workspace import Channel
from simulator.world import World

_CALLS = 100


@dataclass(frozen=True, slots=True)
class Piece:
    """`token` differs whenever what `show` makes would."""

    token: object
    show: Callable[[], Json]


Picture = dict[str, Piece]
"""Keys are a kind and what tells one from another: `message/C0DEV/1764.000001`."""


def picture(world: World) -> Picture:
    return dict(_pieces(world))


def _pieces(world: World) -> Iterator[tuple[str, Piece]]:
    workspace = world.workspace
    for person in workspace.people.values():
        yield f"person/{person.id}", Piece(person, partial(asdict, person))
    for group in workspace.groups.values():
        yield f"group/{group.id}", Piece(group, partial(asdict, group))
    for channel in workspace.channels.values():
        yield from _conversation(channel)
    for each in workspace.ephemerals:
        yield f"ephemeral/{each.ts}", Piece(each, partial(_ephemeral, each))
    yield from _views(world)
    yield from _backstage(world)
    offset = world.clock.offset
    yield "clock", Piece(offset, lambda: {"offset": offset.total_seconds()})


def _conversation(channel: Channel) -> Iterator[tuple[str, Piece]]:
    seen = (channel.name, channel.topic, channel.is_archived, *channel.members)
    yield f"channel/{channel.id}", Piece(seen, partial(_channel, channel))
    for ts, each in channel.messages.items():
        yield f"message/{channel.id}/{ts}", Piece(each, partial(_message, each))


def _views(world: World) -> Iterator[tuple[str, Piece]]:
    for depth, each in enumerate(world.stage.modals()):
        token = (depth, each.hash, *each.errors.items())
        yield f"view/{each.view_id}", Piece(token, partial(_view, each, depth))
    for user, home in world.stage.homes.items():
        yield f"home/{user}", Piece(home.hash, partial(_view, home, 0))


def _backstage(world: World) -> Iterator[tuple[str, Piece]]:
    started = max(0, len(world.calls) - _CALLS)
    for number, call in enumerate(islice(world.calls, started, None), start=started):
        yield f"call/{number}", Piece(call, partial(_call, call, number))
    for number, seen in enumerate(world.breaches):
        yield f"breach/{number}", Piece(seen, partial(breach, seen))
    for number, mail in enumerate(world.outside.mails):
        yield f"mail/{number}", Piece(mail, partial(_mail, mail, number))
    for number, post in enumerate(world.outside.posts):
        yield f"post/{number}", Piece(post, partial(_post, post))
    spell = world.faults.spell
    yield "spell", Piece(spell, lambda: {} if spell is None else spell.told())


def _channel(channel: Channel) -> Json:
    shown = ("id", "name", "kind", "user", "topic", "is_archived", "members")
    return {name: getattr(channel, name) for name in shown}


def _message(shown: Message) -> Json:
    return message(shown) | {"files": list(shown.files)}


def _ephemeral(shown: Ephemeral) -> Json:
    return {
        "ts": shown.ts,
        "channel": shown.channel,
        "thread_ts": shown.thread_ts,
        "user": shown.user,
        "text": shown.text,
        "blocks": list(shown.blocks),
        "whisper": True,
    }


def _view(shown: View, depth: int) -> Json:
    return view(shown) | {"depth": depth}


def _call(seen: ApiCall, number: int) -> Json:
    told = {"number": number, "method": seen.method, "at": seen.at.isoformat(), "faulted": seen.faulted}
    return told | {"ok": bool(seen.answer.get("ok")), "error": str(seen.answer.get("error", ""))}


def _mail(mail: Mail, number: int) -> Json:
    return asdict(mail) | {"number": number, "at": mail.at.isoformat(), "html": bool(mail.html)}


def _post(post: Post) -> Json:
    return asdict(post) | {"at": post.at.isoformat()}
