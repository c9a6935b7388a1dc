"""To whom a compte rendu goes, and which way is left when one is refused (surface 7)."""

from dataclasses import replace
from datetime import datetime

from bot.domain.calls.call import Call
from bot.domain.outbox.notice import DeliveryState, Notice, NoticeKind
from bot.domain.outbox.notices import change, queue_kind
from bot.domain.policy import Policy, ReportChannel
from bot.domain.stamp import Stamp

_LANES = {ReportChannel.SLACK: "dm", ReportChannel.MAIL: "mail"}


def promise(call: Call, stamp: Stamp, policy: Policy, *, inform_dev: bool) -> Call:
    """The newest compte rendu, to each who gets it, once, each in a lane of its own."""
    manager, reporting = call.account_manager or policy.account_manager, policy.reporting
    recipients: dict[str, str] = {}
    if manager:
        recipients |= {f"{_LANES[way]}:{manager}": manager for way in reporting.channels}
    recipients["service"] = policy.channels.service
    if inform_dev:
        recipients["dev"] = policy.channels.dev
    if reporting.mail:
        recipients[f"mail:{reporting.mail}"] = reporting.mail
    if reporting.gdp:
        recipients["gdp"] = "gdp"
    for queue, to in recipients.items():
        call = call.enqueue(NoticeKind.REPORT, queue=queue, to=to, due=stamp.at, version=len(call.reports))
    return call


def instead(call: Call, notice: Notice, now: datetime, error: str, policy: Policy) -> Call:
    """What was for a person and is refused there: a compte rendu goes by mail, all else to the service, once."""
    call = replace(call, notices=change(call.notices, notice.key, state=DeliveryState.REJECTED, error=error))
    others = [n for n in call.notices if _same_word(n, notice)]
    if any(n.state is not DeliveryState.REJECTED for n in others):
        return call
    mailed = any(queue_kind(n.queue) == "mail" for n in (notice, *others))
    if notice.kind is NoticeKind.REPORT and policy.reporting.mail and not mailed:
        return call.enqueue(
            NoticeKind.REPORT, queue=f"mail:{notice.to}", to=notice.to, due=now, **notice.facts
        )
    facts = {**notice.facts, "instead_of": notice.to}
    return call.enqueue(notice.kind, queue="service", to=policy.channels.service, due=now, **facts)


def for_a_person(notice: Notice, policy: Policy) -> bool:
    """Rather than for a channel, the service's own mailbox or a tool, which somebody can mend."""
    return queue_kind(notice.queue) in _LANES.values() and notice.to != policy.reporting.mail


def _same_word(other: Notice, notice: Notice) -> bool:
    """The same compte rendu, by another way, to the same person."""
    same = other.kind is NoticeKind.REPORT is notice.kind and other.facts.get("version") == notice.facts.get(
        "version"
    )
    return same and other.key != notice.key and other.to == notice.to
