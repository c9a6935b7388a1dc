"""To whom a compte rendu goes, and by which way once one is refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calls import closing
from bot.domain.calls.call import Call, ClientRef
from bot.domain.calls.closing import CloseCall
from bot.domain.calls.opening import NewCall, open_call
from bot.domain.calls.triage import Imputation
from bot.domain.outbox.notice import DeliveryState, NoticeKind
from bot.domain.policy import Channels, Policy, ReportChannel, Reporting
from bot.domain.stamp import Stamp
from tests.domain.factories import MakeCall, MakeStamp
from tests.support import deliveries

Closed = Callable[..., Call]

BOX = "service@example.fr"
FARID = "U0FARID"
SOLVED = CloseCall(imputation=Imputation.ASSISTANCE, solution="Câble rebranché.")


def reporting_by(policy: Policy, *by: ReportChannel, mail: str | None = BOX, gdp: bool = False) -> Policy:
    return replace(policy, reporting=Reporting(by=by, mail=mail, gdp=gdp))


def queues(call: Call) -> list[str]:
    return [str(n.queue) for n in call.notices if n.kind is NoticeKind.REPORT]


@pytest.mark.parametrize(
    ("by", "mail", "gdp", "expected"),
    [
        ((), None, False, ["dm:U0FARID", "service"]),
        ((), BOX, False, ["dm:U0FARID", "service", f"mail:{BOX}"]),
        (
            (ReportChannel.SLACK, ReportChannel.MAIL),
            BOX,
            True,
            ["dm:U0FARID", "mail:U0FARID", "service", f"mail:{BOX}", "gdp"],
        ),
        ((ReportChannel.MAIL,), BOX, False, ["mail:U0FARID", "service", f"mail:{BOX}"]),
        ((ReportChannel.MAIL,), None, True, ["dm:U0FARID", "service", "gdp"]),
    ],
)
def test_recipients(  # noqa: PLR0917  # a table's columns, then fixtures
    by: tuple[ReportChannel, ...],
    mail: str | None,
    gdp: bool,  # noqa: FBT001  # a table's column
    expected: list[str],
    opened: MakeCall,
    stamp: MakeStamp,
    policy: Policy,
):
    call = closing.close(opened(), stamp(5), SOLVED, reporting_by(policy, *by, mail=mail, gdp=gdp))
    assert queues(call) == expected


def test_an_account_manager_who_reads_the_services_mailbox_gets_one_mail(
    opened: MakeCall, stamp: MakeStamp, policy: Policy
):
    call = closing.close(
        opened(account_manager=BOX), stamp(5), SOLVED, reporting_by(policy, ReportChannel.MAIL)
    )
    assert queues(call) == [f"mail:{BOX}", "service"]


def refused(call: Call, queue: str, stamp: MakeStamp, policy: Policy) -> Call:
    key = next(
        n.key
        for n in call.notices
        if n.kind is NoticeKind.REPORT and str(n.queue) == queue and n.state is not DeliveryState.REJECTED
    )
    return deliveries.rejected(call, key, stamp(9).at, "user_disabled", policy)


def test_by_direct_message_then_by_mail_then_to_the_service_once(
    opened: MakeCall, stamp: MakeStamp, policy: Policy
):
    policy = reporting_by(policy, ReportChannel.SLACK)
    call = closing.close(opened(), stamp(5), SOLVED, policy)
    call = refused(call, "dm:U0FARID", stamp, policy)
    assert queues(call)[-1] == "mail:U0FARID"
    call = refused(call, "mail:U0FARID", stamp, policy)
    last = call.notices[-1]
    assert (str(last.queue), last.facts) == ("service", {"version": 1, "instead_of": FARID})


def test_who_gets_both_is_answered_for_when_both_are_refused(
    opened: MakeCall, stamp: MakeStamp, policy: Policy
):
    policy = reporting_by(policy, ReportChannel.SLACK, ReportChannel.MAIL)
    call = closing.close(opened(), stamp(5), SOLVED, policy)
    before = len(queues(call))
    for first, second in (("dm:U0FARID", "mail:U0FARID"), ("mail:U0FARID", "dm:U0FARID")):
        once = refused(call, first, stamp, policy)
        assert len(queues(once)) == before
        assert queues(refused(once, second, stamp, policy))[before:] == ["service"]


def test_without_mail_the_service_answers_at_once(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    call = refused(closing.close(opened(), stamp(5), SOLVED, policy), "dm:U0FARID", stamp, policy)
    assert queues(call)[-1] == "service"


def test_the_houses_own_mailbox_and_the_tool_are_tried_again(
    opened: MakeCall, stamp: MakeStamp, policy: Policy
):
    policy = reporting_by(policy, gdp=True)
    call = closing.close(opened(), stamp(5), SOLVED, policy)
    for queue in (f"mail:{BOX}", "gdp"):
        again = refused(call, queue, stamp, policy)
        assert queues(again) == queues(call)
        notice = next(n for n in again.notices if str(n.queue) == queue)
        assert notice.state is DeliveryState.DUE
        assert notice.ready_at > stamp(9).at


@given(st.data())
def test_however_often_it_is_refused_the_service_hears_it_once_a_version(data: st.DataObject):
    """Whatever the ways, the order of the refusals, and the versions."""
    ways = data.draw(st.lists(st.sampled_from(ReportChannel), unique=True))
    policy, call, stamp = _closed(tuple(ways), data.draw(st.sampled_from([None, BOX])))
    for _ in range(data.draw(st.integers(0, 8))):
        due = [n.key for n in call.notices if n.kind is NoticeKind.REPORT and n.state is DeliveryState.DUE]
        if due:
            key = data.draw(st.sampled_from(due))
            call = deliveries.rejected(call, key, stamp.at, "no", policy)
    instead = [n for n in call.notices if "instead_of" in n.facts]
    assert len(instead) <= 1
    reached = [n for n in call.notices if n.to == FARID and n.state is not DeliveryState.REJECTED]
    assert bool(reached) != bool(instead)


def _closed(by: tuple[ReportChannel, ...], mail: str | None) -> tuple[Policy, Call, Stamp]:
    policy = Policy(
        channels=Channels("C1", "C2", "C3"),
        zone=ZoneInfo("Europe/Paris"),
        account_manager=FARID,
        reporting=Reporting(by=by, mail=mail),
    )
    stamp = Stamp(datetime(2026, 11, 24, 11, 0, tzinfo=UTC), "U0ALICE")
    draft = NewCall(origin="o", stamp=stamp, client=ClientRef("A", "Acme"), request="HS")
    return policy, closing.close(open_call(draft, "2026-0001", policy), stamp, SOLVED, policy), stamp
