"""Documents of schema 1 as documents of schema 2.

Schema 2 has other names for fields and delivery states, and writes a notice's queue and key as arrays. Documents
that are not well formed pass through, for the decoding that follows names what is wrong with them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

JsonObject = Mapping[str, Any]
Names = Mapping[str, str]

_KEY_PARTS = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class _Renaming:
    """How one kind of object changes.

    Attributes:
        names: new names of fields by their old ones; other fields keep their names.
        parts: how the objects in a field, alone or in an array, change; by the field's new name.
        values: new values by old ones, by the field's new name.
        finish: what remains to be done to the object.
    """

    names: Names = field(default_factory=dict)
    parts: Mapping[str, "_Renaming"] = field(default_factory=dict)
    values: Mapping[str, Names] = field(default_factory=dict)
    finish: Callable[[dict[str, Any]], None] = lambda _: None

    def __call__(self, stored: JsonObject) -> dict[str, Any]:
        renamed = {self.names.get(name, name): value for name, value in stored.items()}
        for name, part in self.parts.items():
            if name in renamed:
                renamed[name] = part.inside(renamed[name])
        for name, values in self.values.items():
            value = renamed.get(name)
            if isinstance(value, str):
                renamed[name] = values.get(value, value)
        self.finish(renamed)
        return renamed

    def inside(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self.inside(item) for item in value]
        return self(value) if isinstance(value, Mapping) else value


def split_queue_and_key(notice: dict[str, Any]) -> None:
    """`dm:U0ALICE` becomes `["dm", "U0ALICE"]`, and `2026-0042/1/card/1` becomes `["2026-0042", 1, "card", 1]`."""
    queue, key = notice.get("queue"), notice.get("key")
    if isinstance(queue, str):
        kind, _, recipient = queue.partition(":")
        notice["queue"] = [kind, recipient]
    if isinstance(key, str) and key.count("/") >= _KEY_PARTS - 1:
        document, cycle, kind, n = key.rsplit("/", _KEY_PARTS - 1)
        notice["key"] = [document, _number(cycle), kind, _number(n)]


def _number(text: str) -> int | str:
    return int(text) if text.removeprefix("-").isdecimal() else text


_STAMPED = _Renaming(names={"act": "stamp"})

_NOTICE = _Renaming(
    names={
        "what": "kind",
        "lane": "queue",
        "since": "claimed_at",
        "not_before": "retry_at",
        "late": "delay_reason",
        "face": "revision",
        "shown": "posted_revision",
        "look_again": "duplicate_check_at",
    },
    values={"state": {"doubtful": "unconfirmed", "failed": "rejected"}},
    finish=split_queue_and_key,
)

_REPORT = _Renaming(names={"act": "stamp", "visit": "cycle"}, parts={"invoicing": _STAMPED})

call: Callable[[JsonObject], JsonObject] = _Renaming(
    names={"visit": "cycle", "hold": "callback", "ending": "close_reason"},
    parts={
        "invoicing": _STAMPED,
        "decision": _STAMPED,
        "callback": _STAMPED,
        "reports": _REPORT,
        "notices": _NOTICE,
    },
)

week: Callable[[JsonObject], JsonObject] = _Renaming(
    names={"why": "reason", "looks": "last_viewed"},
    parts={
        "changes": _Renaming(names={"why": "reason"}),
        "absences": _STAMPED,
        "notices": _NOTICE,
    },
)


def backup_line(line: JsonObject) -> JsonObject:
    """A backup's record without its document."""
    renamed = {{"retired": "archived"}.get(name, name): value for name, value in line.items()}
    return {**renamed, "kind": {"floor": "reserved_numbers"}.get(line["kind"], line["kind"])}
