"""To whom a compte rendu goes, and which other way is left to a person who cannot be reached (surface 7)."""

from dataclasses import replace
from datetime import datetime

from bot.domain.calls.call import Call, Report
from bot.domain.outbox.notice import DeliveryState, Notice, NoticeKind, Queue, QueueKind, ToolReceipt
from bot.domain.outbox.notices import change
from bot.domain.policy import Policy, ReportChannel
from bot.domain.stamp import Stamp

_QUEUES = {ReportChannel.SLACK: QueueKind.DIRECT_MESSAGE, ReportChannel.MAIL: QueueKind.MAIL}


def promise(call: Call, stamp: Stamp, policy: Policy) -> Call:
    """Promises the newest compte rendu to each of its recipients, once, each in a queue of its own."""
    manager, reporting = call.account_manager or policy.account_manager, policy.reporting
    recipients: dict[Queue, str] = {}
    if manager:
        recipients |= {Queue(_QUEUES[channel], manager): manager for channel in reporting.channels}
    recipients[Queue(QueueKind.SERVICE)] = policy.channels.service
    if call.reports[-1].inform_dev:
        recipients[Queue(QueueKind.DEV)] = policy.channels.dev
    if reporting.mail:
        recipients[Queue.mail(reporting.mail)] = reporting.mail
    if reporting.gdp:
        recipients[Queue(QueueKind.GDP)] = "gdp"
    for queue, to in recipients.items():
        call = call.enqueue(NoticeKind.REPORT, queue=queue, to=to, due=stamp.at, version=len(call.reports))
    return call


def promise_to_client(call: Call, stamp: Stamp, address: str) -> Call:
    """Promises the client a mail with what the client may read of the newest compte rendu."""
    facts = {"version": len(call.reports)}
    return call.enqueue(
        NoticeKind.CLIENT_REPORT, queue=Queue.mail(address), to=address, due=stamp.at, **facts
    )


def revise(call: Call, report: Report, stamp: Stamp, policy: Policy) -> Call:
    """Adds a version of the compte rendu, which replaces the last one, and promises it to the same recipients."""
    newest = replace(report, version=len(call.reports) + 1)
    return promise(replace(call, reports=(*call.reports, newest)), stamp, policy)


def receipt_of(call: Call) -> ToolReceipt | None:
    """What the project-management tool calls the newest compte rendu that it took; None where it did not say."""
    return next((n.receipt for n in reversed(call.notices) if n.receipt), None)


def instead(call: Call, notice: Notice, now: datetime, error: str, policy: Policy) -> Call:
    """Sends what a person cannot get there another way, once: a compte rendu by mail, all else to the service."""
    call = replace(call, notices=change(call.notices, notice.key, state=DeliveryState.REJECTED, error=error))
    others = [n for n in call.notices if _same_report(n, notice)]
    if any(n.state is not DeliveryState.REJECTED for n in others):
        return call
    mailed = any(n.queue.kind is QueueKind.MAIL for n in (notice, *others))
    if notice.kind is NoticeKind.REPORT and policy.reporting.mail and not mailed:
        return call.enqueue(
            NoticeKind.REPORT, queue=Queue.mail(notice.to), to=notice.to, due=now, **notice.facts
        )
    facts = {**notice.facts, "instead_of": notice.to}
    return call.enqueue(
        notice.kind, queue=Queue(QueueKind.SERVICE), to=policy.channels.service, due=now, **facts
    )


def for_a_person(notice: Notice, policy: Policy) -> bool:
    """Whether the notice is for a person; a channel, the service's own mailbox and a tool can be mended instead."""
    return notice.queue.kind in _QUEUES.values() and notice.to != policy.reporting.mail


def _same_report(other: Notice, notice: Notice) -> bool:
    """Whether both are the same compte rendu to the same person, by different ways."""
    same = other.kind is NoticeKind.REPORT is notice.kind and other.facts.get("version") == notice.facts.get(
        "version"
    )
    return same and other.key != notice.key and other.to == notice.to
