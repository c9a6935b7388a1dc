"""How documents stand in rows: the JSON, and the columns that it is found by."""

from collections.abc import Mapping
from typing import Any

import orjson

from bot.domain.calls.call import Call
from bot.domain.clients.directory import Directory
from bot.domain.outbox.notices import next_action_at
from bot.domain.ports import D
from bot.storage.documents import CALL, DIRECTORY, Codec, name_of
from bot.storage.errors import DocumentError, StoreDamagedError
from bot.storage.indexing import cards_of

Columns = Mapping[str, Any]
"""A row's values by column; `body` is JSON text."""

EMPTY = Directory(clients={}, version=0)
"""The client directory while nothing is stored."""

WRITE_CALL = """
    UPDATE calls SET version = %(version)s, next_at = %(next_at)s, body = %(body)s::json, is_open = %(is_open)s,
        client = %(client)s, cards = %(cards)s::text[]
    WHERE id = %(id)s AND version = %(expected)s AND (month IS NULL OR NOT %(is_open)s)
    RETURNING id, month IS NULL AS is_running
"""
"""Writes a call if its version is the expected one; an archived call is not replaced by an open one."""

WRITE_WEEK = """
    UPDATE weeks SET version = %(version)s, next_at = %(next_at)s, body = %(body)s::json
    WHERE id = %(id)s AND version = %(expected)s
    RETURNING id
"""

ADD_WEEK = """
    INSERT INTO weeks (id, version, next_at, body)
    VALUES (%(id)s, %(version)s, %(next_at)s, %(body)s::json)
    ON CONFLICT (id) DO NOTHING RETURNING id
"""

CALL_COLUMNS = "id, version, next_at, body, origin, is_open, opened_at, opened_by, client, cards"
CALL_VALUES = """
    %(id)s, %(version)s, %(next_at)s::timestamptz, %(body)s::json, %(origin)s, %(is_open)s, %(opened_at)s,
    %(opened_by)s, %(client)s, %(cards)s::text[]
"""


def document_columns(document: D, codec: Codec[D]) -> Columns:
    """Returns the columns that calls and weeks have in common.

    Raises:
        ValueError: some text is not Unicode, so that no JSON can hold it.
    """
    return {
        "id": document.id,
        "version": document.version,
        "next_at": next_action_at(document.notices),
        "body": codec.text(document),
    }


def call_columns(call: Call) -> Columns:
    """Returns all columns but `month`, which a call has once it is archived. Raises as `document_columns`."""
    return {
        **document_columns(call, CALL),
        "origin": call.origin,
        "is_open": call.is_open,
        "opened_at": call.opened.at,
        "opened_by": call.opened.by,
        "client": call.client.code,
        "cards": [card(channel, ts) for channel, ts in cards_of(call)],
    }


def card(channel: str, ts: str) -> str:
    """Returns how a card's message stands in the column `cards`."""
    return f"{channel}/{ts}"


def decoded(codec: Codec[D], body: bytes) -> D:
    """Returns the document.

    Raises:
        StoreDamagedError: it cannot be understood; the message names it.
    """
    stored = orjson.loads(body)
    try:
        return codec.decode(stored)
    except DocumentError as error:
        raise StoreDamagedError(
            f"the database: {name_of(stored, stored.get('monday', '?'))}: {error}"
        ) from error


def directory_of(body: bytes | None) -> Directory:
    """Decodes the directory; it is empty if nothing is stored yet.

    Raises:
        StoreDamagedError: it cannot be understood.
    """
    try:
        return DIRECTORY.decode(orjson.loads(body)) if body is not None else EMPTY
    except DocumentError as error:
        raise StoreDamagedError(f"the database: the client directory: {error}") from error
