"""Opening, correcting, annotating, and asking the project's technicians."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.domain.calls import closing, opening
from bot.domain.calls.call import Call, ClientRef, Note
from bot.domain.calls.opening import CallEdit, NewCall
from bot.domain.calls.triage import DirectoryFacts
from bot.domain.outbox.notice import NoticeKind
from bot.domain.policy import Policy
from bot.domain.refusals import AlreadyClosed, NoTechnicians, RequestMissing
from tests.domain.factories import MakeCall, MakeStamp

ACME = ClientRef("ACME", "Acme Industrie")
SAME = CallEdit(
    client=ACME,
    request="imprimante HS",
    contact=None,
    phone=None,
    account_manager="U0FARID",
    facts=DirectoryFacts(),
)


def lines(call: Call) -> list[Mapping[str, object]]:
    return [n.facts for n in call.notices if n.kind is NoticeKind.LINE]


def test_the_call_is_written_with_its_card_and_its_deadline(opened: MakeCall, stamp: MakeStamp):
    call = opened()
    assert [(str(n.key), str(n.queue), n.to, n.due) for n in call.notices] == [
        ("2026-0001/1/card/1", "card", "C0SUPPORT", stamp().at),
        ("2026-0001/1/level2/1", "dev", "C0DEV", stamp(10).at),
    ]
    assert (call.owner, call.level1, call.deadline) == ("U0ALICE", "U0ALICE", stamp(10).at)
    assert opening.time_left(call, stamp(4).at) == 360
    assert opening.time_left(call, stamp(11).at) == 0


def test_a_provisional_client_is_completed_by_the_installation_s_account_manager(
    stamp: MakeStamp, policy: Policy
):
    draft = NewCall(origin="o", stamp=stamp(), client=ACME, request="HS", provisional=True)
    asked = opening.open_call(draft, "2026-0001", policy).newest(NoticeKind.COMPLETE)
    assert asked
    assert str(asked.queue) == "dm:U0CAMILLE"
    nobody = replace(policy, account_manager=None)
    asked = opening.open_call(draft, "2026-0001", nobody).newest(NoticeKind.COMPLETE)
    assert asked
    assert (str(asked.queue), asked.to) == ("service", "C0LINA")


def test_a_call_without_a_request_is_refused(stamp: MakeStamp, policy: Policy):
    with pytest.raises(RequestMissing):
        opening.open_call(NewCall(origin="o", stamp=stamp(), client=ACME, request=" \n"), "2026-0001", policy)


def test_an_edit_that_changes_nothing_is_no_change(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    call = opened()
    assert opening.edit(call, stamp(1), SAME, policy) is call


def test_an_edit_names_what_it_changed(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    changed = replace(SAME, contact="M. Vidal", request="écran noir")
    call = opening.edit(opened(), stamp(1), changed, policy)
    assert (call.contact, call.request) == ("M. Vidal", "écran noir")
    assert lines(call) == [{"event": "edited", "by": "U0ALICE", "fields": "request contact"}]
    with pytest.raises(RequestMissing):
        opening.edit(call, stamp(2), replace(SAME, request=" "), policy)


def test_another_client_starts_the_triage_over(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    other = replace(
        SAME,
        client=ClientRef("BOIS", "Boiseries"),
        facts=DirectoryFacts(phase="during"),
        account_manager="U0CAMILLE",
    )
    call = opening.edit(opened("after"), stamp(1), other, policy)
    assert [(a.node, a.answer) for a in call.triage] == [("phase", "during")]
    assert call.account_manager == "U0CAMILLE"


def test_notes_are_kept_in_order_corrected_and_forgotten(opened: MakeCall):
    first, second = Note("2.0", "U0ALICE", "vu"), Note("1.0", "U0BRUNO", "redémarré")
    call = opening.add_note(opening.add_note(opened(), first), second)
    assert call.notes == (second, first)
    assert opening.add_note(call, first) is call
    corrected = opening.add_note(call, Note("2.0", "U0ALICE", "revu"))
    assert [n.text for n in corrected.notes] == ["redémarré", "revu"]
    assert opening.remove_note(corrected, "1.0").notes == (Note("2.0", "U0ALICE", "revu"),)
    assert opening.remove_note(corrected, "9.0") is corrected


def test_a_closed_call_takes_no_more_notes_and_is_not_edited(
    opened: MakeCall, stamp: MakeStamp, policy: Policy
):
    call = closing.discard(opened(), stamp(1))
    assert opening.add_note(call, Note("2.0", "U0ALICE", "vu")) is call
    with pytest.raises(AlreadyClosed):
        opening.edit(call, stamp(2), replace(SAME, contact="X"), policy)


def test_the_technicians_are_called_once_a_minute_by_one_person(opened: MakeCall, stamp: MakeStamp):
    call = opening.call_team(opened(), stamp(1), ("U0CHLOE", "U0BRUNO"))
    assert lines(call) == [{"event": "team", "by": "U0ALICE", "technicians": "U0CHLOE U0BRUNO"}]
    assert opening.call_team(call, stamp(1.5), ("U0CHLOE",)) is call
    assert len(lines(opening.call_team(call, stamp(5), ("U0CHLOE",)))) == 2
    with pytest.raises(NoTechnicians):
        opening.call_team(call, stamp(1), ())


def test_who_asks_for_help_is_not_told_of_it(opened: MakeCall, stamp: MakeStamp):
    call = opening.call_team(opened(), stamp(1), ("U0ALICE", "U0BRUNO"))
    assert lines(call) == [{"event": "team", "by": "U0ALICE", "technicians": "U0BRUNO"}]
    with pytest.raises(NoTechnicians):
        opening.call_team(opened(), stamp(1), ("U0ALICE",))
