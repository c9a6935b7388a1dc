"""The triage tree has no dead end, and every answer can be undone."""

from collections.abc import Callable, Iterator

import pytest

from bot.domain import sorting, triage
from bot.domain.acts import Act
from bot.domain.call import Call, State
from bot.domain.notice import Progress, What
from bot.domain.policy import House
from bot.domain.refusals import AlreadyAnswered, NeedMissing, NothingToUndo
from bot.domain.sorting import Given
from bot.domain.triage import TREE, Imputation, Known, Leaf

Opened = Callable[..., Call]
Acts = Callable[..., Act]
Path = tuple[tuple[str, str], ...]

NOBODY_KNOWS = Known()


def paths(node: str = triage.ROOT) -> Iterator[Path]:
    for answer, step in TREE[node].items():
        here = ((node, answer),)
        if isinstance(step, Leaf):
            yield here
        else:
            yield from (here + rest for rest in paths(step))


EVERY_PATH = list(paths())

LEAVES = {
    "phase.during during.bug during_bug.fixed": Imputation.PROJECT,
    "phase.during during.bug during_bug.correction": Imputation.PROJECT,
    "phase.during during.help during_help.advice": Imputation.PROJECT,
    "phase.during during.help during_help.training": Imputation.TO_QUOTE,
    "phase.during during.evolution": Imputation.TO_QUOTE,
    "phase.after after.problem after_problem.known": Imputation.WARRANTY,
    "phase.after after.problem after_problem.client_error": Imputation.REPAIR,
    "phase.after after.problem after_problem.other_cause": Imputation.REPAIR,
    "phase.after after.question contract.contract": Imputation.ASSISTANCE,
    "phase.after after.question contract.no_contract": Imputation.REPAIR,
    "phase.after after.evolution": Imputation.TO_QUOTE,
}


def walk(call: Call, path: Path, act: Acts, house: House) -> Call:
    for minute, (node, answer) in enumerate(path, start=1):
        need = "un quai de plus" if triage.needs_need(node, answer) else None
        call = sorting.answer(call, act(minute), Given(node, answer, need), NOBODY_KNOWS, house)
    return call


def test_every_leaf_books_what_the_seed_says():
    assert {" ".join(f"{n}.{a}" for n, a in path) for path in EVERY_PATH} == LEAVES.keys()


@pytest.mark.parametrize("path", EVERY_PATH, ids=lambda p: p[-1][1])
def test_every_path_ends_on_its_imputation(path: Path, opened: Opened, act: Acts, house: House):
    call = walk(opened(None, None), path, act, house)
    assert call.imputation is LEAVES[" ".join(f"{n}.{a}" for n, a in path)]


@pytest.mark.parametrize("path", EVERY_PATH, ids=lambda p: p[-1][1])
def test_every_answer_can_be_undone_down_to_the_first_question(
    path: Path, opened: Opened, act: Acts, house: House
):
    call = walk(opened(None, None), path, act, house)
    for left in reversed(range(len(path))):
        call = sorting.rewind(call, act(20), len(call.triage), house)
        assert len(call.triage) == left
    assert call.imputation is None
    assert call.need is None
    assert call.state is State.LEVEL1
    with pytest.raises(NothingToUndo):
        sorting.rewind(call, act(21), 0, house)


@pytest.mark.parametrize("path", EVERY_PATH, ids=lambda p: p[-1][1])
def test_what_is_not_level_1s_to_solve_ends_the_deadline(path: Path, opened: Opened, act: Acts, house: House):
    call = walk(opened(None, None), path, act, house)
    ping = call.notices[1]
    assert ping.what is What.LEVEL2
    handed = call.imputation is Imputation.TO_QUOTE or path[-1] == ("during_bug", "correction")
    assert (call.state is State.HANDED) is handed
    assert (ping.state is Progress.CANCELLED) is handed


def test_the_directory_answers_what_it_knows(opened: Opened, act: Acts, house: House):
    call = opened("after", "contract")
    assert [a.node for a in call.triage] == ["phase"]
    known = Known("after", "contract")
    call = sorting.answer(call, act(1), Given("after", "question"), known, house)
    assert call.imputation is Imputation.ASSISTANCE
    undone = sorting.rewind(call, act(2), len(call.triage), house)
    assert [a.node for a in undone.triage] == ["phase"]


def test_an_evolution_needs_its_need(opened: Opened, act: Acts, house: House):
    with pytest.raises(NeedMissing):
        sorting.answer(opened(), act(1), Given("after", "evolution", "  "), NOBODY_KNOWS, house)


def test_a_second_persons_answer_is_refused_and_the_same_persons_is_silent(
    opened: Opened, act: Acts, house: House
):
    given = Given("after", "problem")
    call = sorting.answer(opened(), act(1), given, NOBODY_KNOWS, house)
    assert sorting.answer(call, act(2), given, NOBODY_KNOWS, house) is call
    with pytest.raises(AlreadyAnswered) as refused:
        sorting.answer(call, act(2, "U0BRUNO"), Given("after", "question"), NOBODY_KNOWS, house)
    assert refused.value.by == "U0ALICE"


def test_two_clicks_on_the_step_back_undo_one_answer(opened: Opened, act: Acts, house: House):
    call = walk(opened(None, None), (("phase", "after"), ("after", "problem")), act, house)
    once = sorting.rewind(call, act(5), 2, house)
    assert sorting.rewind(once, act(5), 2, house) is once


def test_successive_clicks_of_one_person_share_a_line(opened: Opened, act: Acts, house: House):
    call = walk(opened(None, None), (("phase", "after"), ("after", "problem")), act, house)
    lines = [n for n in call.notices if n.what is What.TRIAGE]
    assert [line.facts["path"] for line in lines] == ["phase.after after.problem"]
    given = Given("after_problem", "known")
    call = sorting.answer(call, act(3, "U0BRUNO"), given, NOBODY_KNOWS, house)
    assert [n.facts["by"] for n in call.notices if n.what is What.TRIAGE] == ["U0ALICE", "U0BRUNO"]


def test_an_unsaid_correction_is_taken_back_silently_a_said_one_by_a_word(
    opened: Opened, act: Acts, house: House
):
    path = (("phase", "during"), ("during", "bug"), ("during_bug", "correction"))
    call = walk(opened(None, None), path, act, house)
    undone = sorting.rewind(call, act(5), 3, house)
    states = {n.what: n.state for n in undone.notices}
    assert states[What.CORRECTION] is Progress.CANCELLED
    assert What.WITHDRAWN not in states


def test_the_deadline_comes_back_with_the_step_back_at_once_if_past(opened: Opened, act: Acts, house: House):
    call = walk(opened(), (("after", "evolution"),), act, house)
    soon = sorting.rewind(call, act(5), 2, house).newest(What.LEVEL2)
    late = sorting.rewind(call, act(30), 2, house).newest(What.LEVEL2)
    assert soon
    assert late
    assert soon.due == act(10).at
    assert late.due == act(30).at
