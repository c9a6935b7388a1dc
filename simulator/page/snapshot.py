"""The snapshot of everything that the page shows, in items, so that only changed items have to be sent."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice

from simulator.admin.state import breach, message, view
from simulator.json_types import Json
from simulator.slack_state.call_log import ApiCall
from simulator.slack_state.messages import Ephemeral, Message
from simulator.slack_state.sinks import Mail, Post
from simulator.slack_state.state import SlackState
from simulator.slack_state.views import View
from simulator.slack_state.workspace import Channel

_CALLS = 100


@dataclass(frozen=True, slots=True)
class SnapshotItem:
    """One item of the page; `token` is another value whenever `show` would return another."""

    token: object
    show: Callable[[], Json]


Snapshot = dict[str, SnapshotItem]
"""Items by kind and id, such as `message/C0DEV/1764.000001`."""


def snapshot(slack: SlackState) -> Snapshot:
    return dict(_items(slack))


def _items(slack: SlackState) -> Iterator[tuple[str, SnapshotItem]]:
    workspace = slack.workspace
    for person in workspace.people.values():
        yield f"person/{person.id}", SnapshotItem(person, partial(asdict, person))
    for group in workspace.groups.values():
        yield f"group/{group.id}", SnapshotItem(group, partial(asdict, group))
    for channel in workspace.channels.values():
        yield from _conversation(channel)
    for each in workspace.ephemerals:
        yield f"ephemeral/{each.ts}", SnapshotItem(each, partial(_ephemeral, each))
    yield from _views(slack)
    yield from _backstage(slack)
    offset = slack.clock.offset
    yield "clock", SnapshotItem(offset, lambda: {"offset": offset.total_seconds()})


def _conversation(channel: Channel) -> Iterator[tuple[str, SnapshotItem]]:
    token = (channel.name, channel.topic, channel.is_archived, *channel.members)
    yield f"channel/{channel.id}", SnapshotItem(token, partial(_channel, channel))
    for ts, each in channel.messages.items():
        yield f"message/{channel.id}/{ts}", SnapshotItem(each, partial(_message, each))


def _views(slack: SlackState) -> Iterator[tuple[str, SnapshotItem]]:
    for depth, each in enumerate(slack.open_views.modals()):
        token = (depth, each.hash, *each.errors.items())
        yield f"view/{each.view_id}", SnapshotItem(token, partial(_view, each, depth))
    for user, home in slack.open_views.homes.items():
        yield f"home/{user}", SnapshotItem(home.hash, partial(_view, home, 0))


def _backstage(slack: SlackState) -> Iterator[tuple[str, SnapshotItem]]:
    started = max(0, len(slack.calls) - _CALLS)
    for number, call in enumerate(islice(slack.calls, started, None), start=started):
        yield f"call/{number}", SnapshotItem(call, partial(_call, call, number))
    for number, each in enumerate(slack.breaches):
        yield f"breach/{number}", SnapshotItem(each, partial(breach, each))
    for number, mail in enumerate(slack.sinks.mails):
        yield f"mail/{number}", SnapshotItem(mail, partial(_mail, mail, number))
    for number, post in enumerate(slack.sinks.posts):
        yield f"post/{number}", SnapshotItem(post, partial(_post, post))
    telephone = slack.telephone
    yield "telephone", SnapshotItem((telephone.url, *telephone.calls.values()), telephone.shown)
    outage = slack.faults.outage
    yield "outage", SnapshotItem(outage, lambda: {} if outage is None else outage.as_json())


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
        "is_ephemeral": True,
    }


def _view(shown: View, depth: int) -> Json:
    return view(shown) | {"depth": depth}


def _call(made: ApiCall, number: int) -> Json:
    summary = {"number": number, "method": made.method, "at": made.at.isoformat(), "faulted": made.faulted}
    return summary | {"ok": bool(made.answer.get("ok")), "error": str(made.answer.get("error", ""))}


def _mail(mail: Mail, number: int) -> Json:
    return asdict(mail) | {"number": number, "at": mail.at.isoformat(), "html": bool(mail.html)}


def _post(post: Post) -> Json:
    return asdict(post) | {"at": post.at.isoformat()}
