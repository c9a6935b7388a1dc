"""The tables, version by version, and their migration, which several bots may begin at once."""

from bot.storage.errors import StoreDamagedError
from bot.storage.postgres.database import Connection

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
    (
        "ALTER TABLE calls ADD COLUMN written xid8 NOT NULL DEFAULT pg_current_xact_id()",
        "ALTER TABLE weeks ADD COLUMN written xid8 NOT NULL DEFAULT pg_current_xact_id()",
        "CREATE INDEX calls_written ON calls (written)",
        "CREATE INDEX calls_archived ON calls (opened_at) WHERE month IS NOT NULL",
        # By the database, not by the program: a bot of an earlier version may be running beside.
        """CREATE FUNCTION mark_written() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                NEW.written := pg_current_xact_id();
                RETURN NEW;
            END
        $$""",
        "CREATE TRIGGER calls_written BEFORE UPDATE ON calls FOR EACH ROW EXECUTE FUNCTION mark_written()",
        "CREATE TRIGGER weeks_written BEFORE UPDATE ON weeks FOR EACH ROW EXECUTE FUNCTION mark_written()",
    ),
)
"""The statements that make each version out of the one before. A released version is never edited."""

_LOCK = 0x11AA
"""The number of the advisory lock that whoever migrates holds; no other program may use it in this database."""


async def migrate(connection: Connection) -> None:
    """Applies the versions that are missing, in the caller's transaction.

    Raises:
        StoreDamagedError: a newer program has used this database.
    """
    await connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
    await connection.execute("CREATE TABLE IF NOT EXISTS schema_version (version integer PRIMARY KEY)")
    found = await connection.execute("SELECT coalesce(max(version), 0) FROM schema_version")
    ((standing,),) = await found.fetchall()
    if standing > len(VERSIONS):
        raise StoreDamagedError(
            f"the database has the tables of version {standing}, where this program knows {len(VERSIONS)}"
        )
    for version in range(standing + 1, len(VERSIONS) + 1):
        for statement in VERSIONS[version - 1]:
            await connection.execute(statement.encode())
        await connection.execute("INSERT INTO schema_version VALUES (%s)", (version,))
