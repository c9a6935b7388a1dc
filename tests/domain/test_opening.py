"""Opening, correcting, annotating, and asking the project's technicians."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.domain import closing, opening
from bot.domain.acts import Act, Caller, Note
from bot.domain.call import Call
from bot.domain.notice import What
from bot.domain.opening import Draft, Edit
from bot.domain.policy import House
from bot.domain.refusals import AlreadyClosed, NoTechnicians, RequestMissing
from bot.domain.triage import Known

Opened = Callable[..., Call]
Acts = Callable[..., Act]

ACME = Caller("ACME", "Acme Industrie")
SAME = Edit(
    client=ACME, request="imprimante HS", contact=None, phone=None, account_manager="U0FARID", known=Known()
)


def lines(call: Call) -> list[object]:
    return [n.facts for n in call.notices if n.what is What.LINE]


def test_the_call_is_written_with_its_card_and_its_deadline(opened: Opened, act: Acts):
    call = opened()
    assert [(n.key, n.lane, n.to, n.due) for n in call.notices] == [
        ("2026-0001/1/card/1", "card", "C0SUPPORT", act().at),
        ("2026-0001/1/level2/1", "dev", "C0DEV", act(10).at),
    ]
    assert (call.owner, call.level1, call.deadline) == ("U0ALICE", "U0ALICE", act(10).at)
    assert opening.time_left(call, act(4).at) == 360
    assert opening.time_left(call, act(11).at) == 0


def test_a_provisional_client_is_to_be_completed_by_the_houses_account_manager(act: Acts, house: House):
    draft = Draft(origin="o", act=act(), client=ACME, request="HS", provisional=True)
    asked = opening.open_call(draft, "2026-0001", house).newest(What.COMPLETE)
    assert asked
    assert asked.lane == "dm:U0CAMILLE"
    nobody = replace(house, account_manager=None)
    asked = opening.open_call(draft, "2026-0001", nobody).newest(What.COMPLETE)
    assert asked
    assert (asked.lane, asked.to) == ("service", "C0LINA")


def test_a_call_without_a_demand_is_refused(act: Acts, house: House):
    with pytest.raises(RequestMissing):
        opening.open_call(Draft(origin="o", act=act(), client=ACME, request=" \n"), "2026-0001", house)


def test_an_edit_that_changes_nothing_is_no_change(opened: Opened, act: Acts, house: House):
    call = opened()
    assert opening.edit(call, act(1), SAME, house) is call


def test_an_edit_names_what_it_changed(opened: Opened, act: Acts, house: House):
    changed = replace(SAME, contact="M. Vidal", request="écran noir")
    call = opening.edit(opened(), act(1), changed, house)
    assert (call.contact, call.request) == ("M. Vidal", "écran noir")
    assert lines(call) == [{"event": "edited", "by": "U0ALICE", "fields": "request contact"}]
    with pytest.raises(RequestMissing):
        opening.edit(call, act(2), replace(SAME, request=" "), house)


def test_another_client_starts_the_triage_over(opened: Opened, act: Acts, house: House):
    other = replace(
        SAME, client=Caller("BOIS", "Boiseries"), known=Known(phase="during"), account_manager="U0CAMILLE"
    )
    call = opening.edit(opened("after"), act(1), other, house)
    assert [(a.node, a.answer) for a in call.triage] == [("phase", "during")]
    assert call.account_manager == "U0CAMILLE"


def test_notes_are_kept_in_order_corrected_and_forgotten(opened: Opened):
    first, second = Note("2.0", "U0ALICE", "vu"), Note("1.0", "U0BRUNO", "redémarré")
    call = opening.note(opening.note(opened(), first), second)
    assert call.notes == (second, first)
    assert opening.note(call, first) is call
    corrected = opening.note(call, Note("2.0", "U0ALICE", "revu"))
    assert [n.text for n in corrected.notes] == ["redémarré", "revu"]
    assert opening.forget_note(corrected, "1.0").notes == (Note("2.0", "U0ALICE", "revu"),)
    assert opening.forget_note(corrected, "9.0") is corrected


def test_a_closed_call_takes_no_more_notes_and_is_not_edited(opened: Opened, act: Acts, house: House):
    call = closing.discard(opened(), act(1))
    assert opening.note(call, Note("2.0", "U0ALICE", "vu")) is call
    with pytest.raises(AlreadyClosed):
        opening.edit(call, act(2), replace(SAME, contact="X"), house)


def test_the_technicians_are_called_once_a_minute_by_one_person(opened: Opened, act: Acts):
    call = opening.call_team(opened(), act(1), ("U0CHLOE", "U0BRUNO"))
    assert lines(call) == [{"event": "team", "by": "U0ALICE", "technicians": "U0CHLOE U0BRUNO"}]
    assert opening.call_team(call, act(1.5), ("U0CHLOE",)) is call
    assert len(lines(opening.call_team(call, act(5), ("U0CHLOE",)))) == 2
    with pytest.raises(NoTechnicians):
        opening.call_team(call, act(1), ())
