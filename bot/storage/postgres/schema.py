"""The tables, version by version, and their migration, which several bots may begin at once."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.errors import StoreDamagedError

VERSIONS: tuple[tuple[str, ...], ...] = (
    (
        # `json`, not `jsonb`: a document is kept as it was written, and jsonb takes no text with a NUL in it.
        """CREATE TABLE calls (
            id text PRIMARY KEY,
            version integer NOT NULL,
            next_at timestamptz,
            body json NOT NULL,
            origin text NOT NULL UNIQUE,
            is_open boolean NOT NULL,
            month text,
            opened_at timestamptz NOT NULL,
            opened_by text NOT NULL,
            client text NOT NULL,
            cards text[] NOT NULL
        )""",
        "CREATE INDEX calls_next_at ON calls (next_at) WHERE next_at IS NOT NULL",
        "CREATE INDEX calls_running ON calls (id) WHERE month IS NULL",
        "CREATE INDEX calls_client ON calls (client, opened_at)",
        "CREATE INDEX calls_cards ON calls USING gin (cards)",
        """CREATE TABLE weeks (
            id text PRIMARY KEY,
            version integer NOT NULL,
            next_at timestamptz,
            body json NOT NULL
        )""",
        # One row, which a change of the directory locks.
        "CREATE TABLE directory (version integer NOT NULL, body json)",
        "INSERT INTO directory (version) VALUES (0)",
        "CREATE TABLE numbers (year integer PRIMARY KEY, last integer NOT NULL)",
        """CREATE TABLE figures (
            number text PRIMARY KEY,
            shape text NOT NULL,
            body json,
            written xid8 NOT NULL DEFAULT pg_current_xact_id()
        )""",
        "CREATE INDEX figures_written ON figures (written)",
        # Apart from the documents: a row is rewritten whole, and a lease changes more often than what it is of.
        "CREATE TABLE leases (id text PRIMARY KEY, owner text NOT NULL, until timestamptz NOT NULL)",
    ),
    # One row: who is who in Slack, which may be read from there again.
    ("CREATE TABLE roster (body json)", "INSERT INTO roster DEFAULT VALUES"),
)
"""The statements that make each version out of the one before. A released version is never edited."""

_LOCK = 0x11AA
"""The number of the advisory lock that whoever migrates holds; no other program may use it in this database."""


async def migrate(connection: AsyncConnection) -> None:
    """Applies the versions that are missing, in the caller's transaction.

    Raises:
        StoreDamagedError: a newer program has used this database.
    """
    await connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    await connection.execute(
        sa.text("CREATE TABLE IF NOT EXISTS schema_version (version integer PRIMARY KEY)")
    )
    standing = await connection.scalar(sa.text("SELECT coalesce(max(version), 0) FROM schema_version")) or 0
    if standing > len(VERSIONS):
        raise StoreDamagedError(
            f"the database has the tables of version {standing}, where this program knows {len(VERSIONS)}"
        )
    for version in range(standing + 1, len(VERSIONS) + 1):
        for statement in VERSIONS[version - 1]:
            await connection.execute(sa.text(statement))
        await connection.execute(
            sa.text("INSERT INTO schema_version VALUES (:version)"), {"version": version}
        )
