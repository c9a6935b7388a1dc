"""The bench, as small as can be: every program is really started, and no figure is judged."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from bot.bench.bench import Bench
from bot.bench.report import as_json
from bot.bench.results import FOLDER
from bot.bench.sizes import Sizes
from bot.bench.subjects import NotMeasuredError, Program, Subject

TINY = Sizes(
    starts=1,
    rounds=1,
    people=((1, 1), (2, 1)),
    closed=(2, 4),
    closed_in_database=(),
    one_client=3,
    open=(1, 2),
    steady=(4, 0.2),
    escalations=2,
    escalation_seconds=0.5,
    rearmed=2,
    rings=2,
)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Without a database."""
    return Bench(tmp_path, None, TINY, lambda _: None, ExitStack())


def measured(bench: Bench) -> set[tuple[str, str]]:
    return {(figure.what, figure.subject) for figure in bench.results.figures if figure.value > 0}


async def test_the_answers_of_the_bot_stand_beside_those_of_bare_bolt(bench: Bench):
    await bench.answers()
    found = measured(bench)
    for subject in ("bare Bolt", "bare Bolt, process_before_response", FOLDER):
        for what in ("acknowledgement p50", "acknowledgement p99", "command to card p50"):
            assert (f"{what}, 1 person", subject) in found
            assert (f"{what}, 2 people", subject) in found
    goals = {figure.goal for figure in bench.results.figures if figure.subject == FOLDER}
    assert goals >= {0.7, 1.3, 1.5}
    bare = [figure for figure in bench.results.figures if figure.subject == "bare Bolt"]
    assert [(figure.base, figure.goal) for figure in bare] == [(None, None)] * len(bare)


async def test_a_bot_that_keeps_its_connections_is_measured_far_from_slack(bench: Bench):
    await bench.from_afar()
    assert not any("far away" in note for note in bench.results.notes)
    figures = {figure.subject: figure for figure in bench.results.figures}
    assert figures.keys() == {"bare Bolt", FOLDER}
    # A new connection there and back, TLS there and back, and the request's way there, on a line of 50 ms.
    assert figures["bare Bolt"].value > 240
    assert figures[FOLDER].value > 45


async def test_stores_with_history_open_calls_and_escalations_are_measured(bench: Bench):
    await bench.growth()
    await bench.escalations()
    found = measured(bench)
    assert ("acknowledgement p50 with 4 closed calls", FOLDER) in found
    assert any("claimed late by, p99" in what for what, _ in found)
    assert [(point.store, point.closed_calls) for point in bench.results.growth] == [(FOLDER, 2), (FOLDER, 4)]
    written = as_json(bench.results, quick=True)
    assert {"format", "measured_at", "quick", "machine", "versions", "figures", "growth", "notes"} == set(
        written
    )
    assert set(written["figures"][0]) >= {
        "what",
        "subject",
        "value",
        "unit",
        "base",
        "ratio",
        "goal",
        "reached",
    }
    assert written["machine"]["processors"] >= 1
    assert any("PostgreSQL was not measured" in note for note in written["notes"])


async def test_many_calls_in_a_row_are_compared_with_the_first(bench: Bench):
    await bench.steady()
    last, longest = bench.results.figures
    assert (last.against, last.goal, longest.goal) == ("the first tenth", 1.5, 3000)


async def test_the_answer_to_a_telephone_exchange_has_its_goal(bench: Bench):
    await bench.telephone()
    assert [(figure.what, figure.goal, figure.base) for figure in bench.results.figures] == [
        ("answer to the telephone exchange, p50", 50, None),
        ("answer to the telephone exchange, p99", 50, None),
        ("event of the telephone to its message, p50", None, None),
    ]
    assert len(measured(bench)) == 3


async def test_a_program_that_does_not_start_is_named_with_its_log(tmp_path: Path):
    broken = Program(name="broken", arguments=("-c", "raise SystemExit('no way')"))
    with pytest.raises(NotMeasuredError, match=r"broken does not start:\n.*no way"):
        async with Subject(broken, tmp_path):
            raise AssertionError
