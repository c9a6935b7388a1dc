"""The stores under `fixtures/schema1`, put where a test may open them; and documents taken back to schema 1."""

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson
import psycopg
from psycopg import sql

from bot.storage.postgres.schema import VERSIONS

FIXTURES = Path(__file__).parent / "fixtures" / "schema1"
BACKUP = FIXTURES / "store.backup"

STATES = {"unconfirmed": "doubtful", "rejected": "failed"}


def put_folder(folder: Path) -> None:
    shutil.copytree(FIXTURES / "folder", folder)


def put_database(url: str) -> None:
    """Makes the tables as the program of schema 1 did, and fills them."""
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE schema_version (version integer PRIMARY KEY)")
        connection.execute("INSERT INTO schema_version VALUES (1)")
        for statement in VERSIONS[0]:
            connection.execute(statement.encode())
        connection.execute("DELETE FROM directory")
        for line in (FIXTURES / "database.jsonl").read_bytes().splitlines():
            stored = orjson.loads(line)
            table = sql.Identifier(stored["table"])
            columns = sql.SQL(", ").join(map(sql.Identifier, stored["row"]))
            insert = sql.SQL(
                "INSERT INTO {0} ({1}) SELECT {1} FROM json_populate_record(NULL::{0}, %s::json)"
            )
            connection.execute(insert.format(table, columns), [orjson.dumps(stored["row"]).decode()])


def stored_documents() -> list[dict[str, Any]]:
    """All documents of the backup, as they stand there."""
    lines = BACKUP.read_bytes().splitlines()[1:-1]
    return [orjson.loads(line)["document"] for line in lines]


def leaves(value: Any) -> Counter[object]:
    """All that is neither an object nor an array, as schema 1 writes it, and how often it is there."""
    return Counter(_leaves(value))


def _leaves(value: Any) -> Iterator[object]:
    match value:
        case dict():
            for name in value:
                match name:
                    case "schema":
                        pass
                    case "key" | "lane" if isinstance(value[name], str):
                        yield value[name]
                    case "key":
                        yield "/".join(map(str, value[name]))
                    case "queue":
                        kind, recipient = value[name]
                        yield f"{kind}:{recipient}" if recipient else kind
                    case _:
                        yield from _leaves(value[name])
        case list():
            for item in value:
                yield from _leaves(item)
        case str():
            yield STATES.get(value, value)
        case _:
            yield value


def call_of_schema1(call: Mapping[str, Any]) -> dict[str, Any]:
    """Of a call of schema 2."""
    old = _named(call, cycle="visit", callback="hold", close_reason="ending")
    for name in ("invoicing", "decision", "hold"):
        old[name] = _acted(old[name])
    old["reports"] = [
        _named(_acted(report), cycle="visit") | {"invoicing": _acted(report["invoicing"])}
        for report in old["reports"]
    ]
    return {**old, "notices": _notices(old["notices"]), "schema": 1}


def week_of_schema1(week: Mapping[str, Any]) -> dict[str, Any]:
    """Of a week of schema 2."""
    old = _named(week, reason="why", last_viewed="looks")
    changes = [_named(change, reason="why") for change in old["changes"]]
    absences = [_acted(absence) for absence in old["absences"]]
    return {**old, "changes": changes, "absences": absences, "notices": _notices(old["notices"]), "schema": 1}


def _notices(notices: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for notice in notices:
        old = _named(
            notice,
            kind="what",
            queue="lane",
            claimed_at="since",
            retry_at="not_before",
            delay_reason="late",
            revision="face",
            posted_revision="shown",
            duplicate_check_at="look_again",
        )
        kind, recipient = old["lane"]
        split = {
            "lane": f"{kind}:{recipient}" if recipient else kind,
            "key": "/".join(map(str, old["key"])),
            "state": STATES.get(old["state"], old["state"]),
        }
        found.append({**old, **split})
    return found


def _acted(stamped: Mapping[str, Any] | None) -> Any:
    return _named(stamped, stamp="act") if stamped else stamped


def _named(fields: Mapping[str, Any], **names: str) -> dict[str, Any]:
    return {names.get(name, name): value for name, value in fields.items()}
