"""`python -m tests.torture --rounds 500`: tells after each batch what was lost and what was said twice."""

import argparse
import asyncio
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from tests.storage.postgres_server import schema, server
from tests.torture.installations import Database, Folder, Installation
from tests.torture.outcome import Outcome
from tests.torture.rack import Rack, racked

BATCH = 50
"""Rounds on one store before it is counted and a new one begun."""


@contextmanager
def installation_of(folder: Path, url: str | None, seed: int) -> Iterator[Installation]:
    """A fresh store: a schema of the database, or a folder where there is none."""
    if url is None:
        yield Folder(folder / "data")
        return
    with schema(url, f"torture_{seed}") as address:
        yield Database(address)


async def torture(rounds: int, seed: int, url: str | None, kept: Path) -> list[Outcome]:
    outcomes = []
    for done in range(0, rounds, BATCH):
        with tempfile.TemporaryDirectory(prefix="lina-torture-") as name:
            folder = Path(name)
            with installation_of(folder, url, seed + done) as installation:
                async with racked(installation, folder, seed + done) as rack:
                    outcome = await rack.run(min(BATCH, rounds - done))
                    if outcome.lost or outcome.doubled:
                        keep(rack, seed + done, kept)
        tell(f"seed {seed + done}: {outcome}")
        for line in (*outcome.lost, *outcome.doubled):
            tell(f"  {line}")
        outcomes.append(outcome)
    return outcomes


def keep(rack: Rack, seed: int, folder: Path) -> None:
    """The bots' logs and what Slack was asked, for a person to read."""
    folder.mkdir(parents=True, exist_ok=True)
    for n, victim in enumerate(rack.victims):
        (folder / f"{seed}-bot{n}.log").write_text(victim.log())
    asked = (
        f"{c.at.isoformat()} {c.method} {c.faulted} {c.arguments} {c.answer}" for c in rack.simulator.calls
    )
    (folder / f"{seed}-slack.log").write_text("\n".join(asked))


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(prog="torture")
    parser.add_argument("--rounds", type=int, default=500)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--store", choices=["tiny", "postgres"], default="tiny")
    parser.add_argument(
        "--kept", type=Path, default=Path("data/torture"), help="where logs of failed batches go"
    )
    given = parser.parse_args()
    with server() if given.store == "postgres" else nullcontext() as url:
        outcomes = asyncio.run(torture(given.rounds, given.seed, url, given.kept))
    lost, doubled = sum(len(o.lost) for o in outcomes), sum(len(o.doubled) for o in outcomes)
    tell(f"{sum(o.rounds for o in outcomes)} rounds, lost {lost}, doubled {doubled}")
    raise SystemExit(bool(lost or doubled))


if __name__ == "__main__":
    main()
