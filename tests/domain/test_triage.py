"""The triage tree has no dead end, and every answer can be undone."""

from collections.abc import Iterator

import pytest

from bot.domain.calls import triage, triage_flow
from bot.domain.calls.call import Call, State
from bot.domain.calls.triage import TREE, DirectoryFacts, Imputation, Leaf
from bot.domain.calls.triage_flow import TriageChoice
from bot.domain.outbox.notice import DeliveryState, NoticeKind
from bot.domain.policy import Policy
from bot.domain.refusals import AlreadyAnswered, NeedMissing, NothingToUndo
from tests.domain.factories import MakeCall, MakeStamp

Path = tuple[tuple[str, str], ...]

NOBODY_KNOWS = DirectoryFacts()


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


def walk(call: Call, path: Path, stamp: MakeStamp, policy: Policy) -> Call:
    for minute, (node, answer) in enumerate(path, start=1):
        need = "un quai de plus" if triage.asks_for_need(node, answer) else None
        call = triage_flow.answer(call, stamp(minute), TriageChoice(node, answer, need), NOBODY_KNOWS, policy)
    return call


def test_every_leaf_books_what_the_seed_says():
    assert {" ".join(f"{n}.{a}" for n, a in path) for path in EVERY_PATH} == LEAVES.keys()


@pytest.mark.parametrize("path", EVERY_PATH, ids=lambda p: p[-1][1])
def test_every_path_ends_on_its_imputation(path: Path, opened: MakeCall, stamp: MakeStamp, policy: Policy):
    call = walk(opened(None, None), path, stamp, policy)
    assert call.imputation is LEAVES[" ".join(f"{n}.{a}" for n, a in path)]


@pytest.mark.parametrize("path", EVERY_PATH, ids=lambda p: p[-1][1])
def test_every_answer_can_be_undone_down_to_the_first_question(
    path: Path, opened: MakeCall, stamp: MakeStamp, policy: Policy
):
    call = walk(opened(None, None), path, stamp, policy)
    for left in reversed(range(len(path))):
        call = triage_flow.rewind(call, stamp(20), len(call.triage), policy)
        assert len(call.triage) == left
    assert call.imputation is None
    assert call.need is None
    assert call.state is State.LEVEL1
    with pytest.raises(NothingToUndo):
        triage_flow.rewind(call, stamp(21), 0, policy)


@pytest.mark.parametrize("path", EVERY_PATH, ids=lambda p: p[-1][1])
def test_what_is_not_level_1s_to_solve_ends_the_deadline(
    path: Path, opened: MakeCall, stamp: MakeStamp, policy: Policy
):
    call = walk(opened(None, None), path, stamp, policy)
    ping = call.notices[1]
    assert ping.kind is NoticeKind.LEVEL2
    handed = call.imputation is Imputation.TO_QUOTE or path[-1] == ("during_bug", "correction")
    assert (call.state is State.HANDED) is handed
    assert (ping.state is DeliveryState.CANCELLED) is handed


def test_the_directory_answers_what_it_knows(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    call = opened("after", "contract")
    assert [a.node for a in call.triage] == ["phase"]
    known = DirectoryFacts("after", "contract")
    call = triage_flow.answer(call, stamp(1), TriageChoice("after", "question"), known, policy)
    assert call.imputation is Imputation.ASSISTANCE
    undone = triage_flow.rewind(call, stamp(2), len(call.triage), policy)
    assert [a.node for a in undone.triage] == ["phase"]


def test_an_evolution_needs_its_need(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    with pytest.raises(NeedMissing):
        triage_flow.answer(opened(), stamp(1), TriageChoice("after", "evolution", "  "), NOBODY_KNOWS, policy)


def test_a_second_persons_answer_is_refused_and_the_same_persons_is_silent(
    opened: MakeCall, stamp: MakeStamp, policy: Policy
):
    given = TriageChoice("after", "problem")
    call = triage_flow.answer(opened(), stamp(1), given, NOBODY_KNOWS, policy)
    assert triage_flow.answer(call, stamp(2), given, NOBODY_KNOWS, policy) is call
    with pytest.raises(AlreadyAnswered) as refused:
        triage_flow.answer(call, stamp(2, "U0BRUNO"), TriageChoice("after", "question"), NOBODY_KNOWS, policy)
    assert refused.value.by == "U0ALICE"


def test_two_clicks_on_the_step_back_undo_one_answer(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    call = walk(opened(None, None), (("phase", "after"), ("after", "problem")), stamp, policy)
    once = triage_flow.rewind(call, stamp(5), 2, policy)
    assert triage_flow.rewind(once, stamp(5), 2, policy) is once


def test_successive_clicks_of_one_person_share_a_line(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    call = walk(opened(None, None), (("phase", "after"), ("after", "problem")), stamp, policy)
    lines = [n for n in call.notices if n.kind is NoticeKind.TRIAGE]
    assert [line.facts["path"] for line in lines] == ["phase.after after.problem"]
    given = TriageChoice("after_problem", "known")
    call = triage_flow.answer(call, stamp(3, "U0BRUNO"), given, NOBODY_KNOWS, policy)
    assert [n.facts["by"] for n in call.notices if n.kind is NoticeKind.TRIAGE] == ["U0ALICE", "U0BRUNO"]


def test_an_unsaid_correction_is_taken_back_silently_a_said_one_by_a_word(
    opened: MakeCall, stamp: MakeStamp, policy: Policy
):
    path = (("phase", "during"), ("during", "bug"), ("during_bug", "correction"))
    call = walk(opened(None, None), path, stamp, policy)
    undone = triage_flow.rewind(call, stamp(5), 3, policy)
    states = {n.kind: n.state for n in undone.notices}
    assert states[NoticeKind.CORRECTION] is DeliveryState.CANCELLED
    assert NoticeKind.WITHDRAWN not in states


def test_the_deadline_comes_back_with_the_step_back_at_once_if_past(
    opened: MakeCall, stamp: MakeStamp, policy: Policy
):
    call = walk(opened(), (("after", "evolution"),), stamp, policy)
    soon = triage_flow.rewind(call, stamp(5), 2, policy).newest(NoticeKind.LEVEL2)
    delay_reason = triage_flow.rewind(call, stamp(30), 2, policy).newest(NoticeKind.LEVEL2)
    assert soon
    assert delay_reason
    assert soon.due == stamp(10).at
    assert delay_reason.due == stamp(30).at
