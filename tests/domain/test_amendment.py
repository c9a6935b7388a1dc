"""«Corriger l'appel»: what it changes, what it refuses, and who gets the new version."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.calls import amendment, closing
from bot.domain.calls.amendment import AmendCall
from bot.domain.calls.call import Call
from bot.domain.calls.redaction import redacted
from bot.domain.calls.triage import Imputation
from bot.domain.outbox.notice import DeliveryState, NoticeKind, Queue, QueueKind
from bot.domain.policy import Reporting
from bot.domain.refusals import (
    AmendmentReasonMissing,
    ImputationMissing,
    Minutes1Invalid,
    Minutes2Invalid,
    NotClosed,
    NothingAmended,
    Refusal,
)
from bot.domain.stamp import Stamp
from tests.rendering.sample_calls import CALLS, FULL, closed, repair, stamp, taken, to_quote, waiting
from tests.rendering.sample_policy import CAMILLE, POLICY

LATER = stamp(CAMILLE, 60 * 24 * 40)
FORM = AmendCall(imputation=Imputation.WARRANTY, minutes1=20, minutes2=5, reason=" Geste commercial ")


def amended(call: Call | None = None, form: AmendCall = FORM, by: Stamp = LATER) -> Call:
    return amendment.amend(call or closed(), by, form, POLICY)


def test_it_is_a_new_version_that_says_why_and_nothing_else_changes():
    before = closed(taken(waiting(repair())), form=FULL)
    call = amended(before)
    first, second = call.reports
    assert first == before.reports[0]
    assert (second.version, second.imputation, second.minutes1, second.minutes2) == (
        2,
        Imputation.WARRANTY,
        20,
        5,
    )
    assert second.amendment
    assert (second.amendment.reason, second.amendment.stamp) == ("Geste commercial", LATER)
    same = {"version", "imputation", "minutes1", "minutes2", "amendment"}
    assert all(
        getattr(first, name) == getattr(second, name)
        for name in first.__dataclass_fields__
        if name not in same
    )
    assert (call.imputation, call.closed, call.state) == (Imputation.WARRANTY, before.closed, before.state)


def test_it_goes_to_the_same_recipients_and_into_the_thread():
    policy = replace(POLICY, reporting=Reporting(mail="service@example.fr", gdp=True))
    before = closing.close(taken(waiting(repair())), stamp(minutes=12), FULL, policy)
    call = amendment.amend(before, LATER, FORM, policy)
    queues = [n.queue for n in call.notices if n.kind is NoticeKind.REPORT and n.facts["version"] == 2]
    assert queues == [n.queue for n in before.notices if n.kind is NoticeKind.REPORT]
    assert {queue.kind for queue in queues} == {
        QueueKind.DIRECT_MESSAGE,
        QueueKind.SERVICE,
        QueueKind.DEV,
        QueueKind.MAIL,
        QueueKind.GDP,
    }
    assert call.notices[-1].due == LATER.at
    assert any(n.facts.get("event") == "amended" for n in call.notices)


def test_never_to_the_client():
    before = CALLS["helped by another"]()
    assert sum(n.kind is NoticeKind.CLIENT_REPORT for n in before.notices) == 1
    assert sum(n.kind is NoticeKind.CLIENT_REPORT for n in amended(before).notices) == 1


def test_the_same_form_twice_acts_once():
    once = amended()
    assert amended(once, by=replace(LATER, at=LATER.at + timedelta(seconds=5))) is once


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"imputation": None}, ImputationMissing),
        ({"minutes1": -1}, Minutes1Invalid),
        ({"minutes1": 1441}, Minutes1Invalid),
        ({"minutes2": 1441}, Minutes2Invalid),
        ({"reason": "  "}, AmendmentReasonMissing),
        ({"imputation": Imputation.PROJECT, "minutes1": 12, "minutes2": 0}, NothingAmended),
    ],
)
def test_what_is_wrong_in_the_form_is_refused(change: dict[str, object], refusal: type[Refusal]):
    with pytest.raises(refusal):
        amended(form=replace(FORM, **change))  # type: ignore[arg-type]  # names of fields


@pytest.mark.parametrize("state", ["opened", "reopened", "discarded"])
def test_there_has_to_be_a_compte_rendu(state: str):
    with pytest.raises(NotClosed):
        amended(CALLS[state]())


def test_what_was_asked_is_not_asked_any_more():
    quoted = replace(FULL, imputation=Imputation.TO_QUOTE)
    call = closed(to_quote(), form=quoted)
    states = {n.state for n in amended(call).notices if n.kind is NoticeKind.UNDECIDED}
    assert states == {DeliveryState.CANCELLED}


def test_another_person_keeps_what_fits():
    call = CALLS["helped by another"]()
    report = amended(call, replace(FORM, minutes1=10, minutes2=20)).reports[-1]
    assert report.other
    assert (report.booked1, report.booked2) == (10, 20)
    assert (report.minutes2, report.other.minutes) == (0, 20)
    assert amended(call, replace(FORM, minutes2=0)).reports[-1].other is None


def test_queues_are_compared_as_values():
    assert Queue.file("U0CAMILLE") == Queue.parse("file:U0CAMILLE")


def test_a_purge_forgets_the_reason_and_the_clients_address():
    forgotten = redacted(amended(CALLS["helped by another"]()))
    written = repr(forgotten)
    assert "Geste commercial" not in written
    assert "contact@acme.example" not in written
    assert forgotten.reports[-1].amendment
    assert forgotten.reports[-1].amendment.stamp == LATER
    assert redacted(forgotten) is forgotten
