"""To whom a compte rendu goes, and by which way once one is refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import closing, saying
from bot.domain.acts import Act, Caller
from bot.domain.call import Call
from bot.domain.closing import Closing
from bot.domain.notice import Progress, What
from bot.domain.opening import Draft, open_call
from bot.domain.policy import Channels, House, Reporting, Way
from bot.domain.triage import Imputation

Opened = Callable[..., Call]
Acts = Callable[..., Act]
Closed = Callable[..., Call]

BOX = "service@example.fr"
FARID = "U0FARID"
SOLVED = Closing(imputation=Imputation.ASSISTANCE, solution="Câble rebranché.")


def reporting_by(house: House, *by: Way, mail: str | None = BOX, gdp: bool = False) -> House:
    return replace(house, reporting=Reporting(by=by, mail=mail, gdp=gdp))


def lanes(call: Call) -> list[str]:
    return [n.lane for n in call.notices if n.what is What.REPORT]


@pytest.mark.parametrize(
    ("by", "mail", "gdp", "expected"),
    [
        ((), None, False, ["dm:U0FARID", "service"]),
        ((), BOX, False, ["dm:U0FARID", "service", f"mail:{BOX}"]),
        ((Way.SLACK, Way.MAIL), BOX, True, ["dm:U0FARID", "mail:U0FARID", "service", f"mail:{BOX}", "gdp"]),
        ((Way.MAIL,), BOX, False, ["mail:U0FARID", "service", f"mail:{BOX}"]),
        ((Way.MAIL,), None, True, ["dm:U0FARID", "service", "gdp"]),
    ],
)
def test_recipients(  # noqa: PLR0917  # a table's columns, then fixtures
    by: tuple[Way, ...],
    mail: str | None,
    gdp: bool,  # noqa: FBT001  # a table's column
    expected: list[str],
    opened: Opened,
    act: Acts,
    house: House,
):
    call = closing.close(opened(), act(5), SOLVED, reporting_by(house, *by, mail=mail, gdp=gdp))
    assert lanes(call) == expected


def test_an_account_manager_who_reads_the_services_mailbox_gets_one_mail(
    opened: Opened, act: Acts, house: House
):
    call = closing.close(opened(account_manager=BOX), act(5), SOLVED, reporting_by(house, Way.MAIL))
    assert lanes(call) == [f"mail:{BOX}", "service"]


def refused(call: Call, lane: str, act: Acts, house: House) -> Call:
    key = next(
        n.key
        for n in call.notices
        if n.what is What.REPORT and n.lane == lane and n.state is not Progress.FAILED
    )
    return saying.refused(call, key, act(9).at, "user_disabled", house)


def test_by_direct_message_then_by_mail_then_to_the_service_once(opened: Opened, act: Acts, house: House):
    house = reporting_by(house, Way.SLACK)
    call = closing.close(opened(), act(5), SOLVED, house)
    call = refused(call, "dm:U0FARID", act, house)
    assert lanes(call)[-1] == "mail:U0FARID"
    call = refused(call, "mail:U0FARID", act, house)
    last = call.notices[-1]
    assert (last.lane, last.facts) == ("service", {"version": 1, "instead_of": FARID})


def test_who_gets_both_is_answered_for_when_both_are_refused(opened: Opened, act: Acts, house: House):
    house = reporting_by(house, Way.SLACK, Way.MAIL)
    call = closing.close(opened(), act(5), SOLVED, house)
    before = len(lanes(call))
    for first, second in (("dm:U0FARID", "mail:U0FARID"), ("mail:U0FARID", "dm:U0FARID")):
        once = refused(call, first, act, house)
        assert len(lanes(once)) == before
        assert lanes(refused(once, second, act, house))[before:] == ["service"]


def test_without_mail_the_service_answers_at_once(opened: Opened, act: Acts, house: House):
    call = refused(closing.close(opened(), act(5), SOLVED, house), "dm:U0FARID", act, house)
    assert lanes(call)[-1] == "service"


def test_the_houses_own_mailbox_and_the_tool_are_tried_again(opened: Opened, act: Acts, house: House):
    house = reporting_by(house, gdp=True)
    call = closing.close(opened(), act(5), SOLVED, house)
    for lane in (f"mail:{BOX}", "gdp"):
        again = refused(call, lane, act, house)
        assert lanes(again) == lanes(call)
        notice = next(n for n in again.notices if n.lane == lane)
        assert notice.state is Progress.DUE
        assert notice.ready_at > act(9).at


@given(st.data())
def test_however_often_it_is_refused_the_service_hears_it_once_a_version(data: st.DataObject):
    """Whatever the ways, the order of the refusals, and the versions."""
    ways = data.draw(st.lists(st.sampled_from(Way), unique=True))
    house, call, act = _closed(tuple(ways), data.draw(st.sampled_from([None, BOX])))
    for _ in range(data.draw(st.integers(0, 8))):
        due = [n.key for n in call.notices if n.what is What.REPORT and n.state is Progress.DUE]
        if due:
            key = data.draw(st.sampled_from(due))
            call = saying.refused(call, key, act.at, "no", house)
    instead = [n for n in call.notices if "instead_of" in n.facts]
    assert len(instead) <= 1
    reached = [n for n in call.notices if n.to == FARID and n.state is not Progress.FAILED]
    assert bool(reached) != bool(instead)


def _closed(by: tuple[Way, ...], mail: str | None) -> tuple[House, Call, Act]:
    house = House(
        channels=Channels("C1", "C2", "C3"),
        zone=ZoneInfo("Europe/Paris"),
        account_manager=FARID,
        reporting=Reporting(by=by, mail=mail),
    )
    act = Act(datetime(2026, 11, 24, 11, 0, tzinfo=UTC), "U0ALICE")
    draft = Draft(origin="o", act=act, client=Caller("A", "Acme"), request="HS")
    return house, closing.close(open_call(draft, "2026-0001", house), act, SOLVED, house), act
