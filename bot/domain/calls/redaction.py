"""Redaction of an old call: who called and what was written go, its figures stay."""

from dataclasses import replace
from datetime import datetime

from bot.domain.calls.call import Call, Report
from bot.domain.outbox.notice import Notice, NoticeKind, Queue
from bot.domain.outbox.notices import next_action_at

_WRITTEN = frozenset({"reason", "word"})
"""The facts of a notice that a person wrote."""


def may_be_redacted(call: Call, before: datetime) -> bool:
    """Whether the call was closed before that instant and has no notice left to deliver, which would need its text."""
    return call.closed is not None and call.closed.at < before and next_action_at(call.notices) is None


def redacted(call: Call) -> Call:
    """The call without contact, phone and free text; the same object where there is none."""
    after = replace(
        call,
        contact=None,
        phone=None,
        request="",
        need=None,
        callback=replace(call.callback, reason="") if call.callback else None,
        correction=replace(call.correction, word=None) if call.correction else None,
        earlier_callbacks=tuple(replace(each, reason="") for each in call.earlier_callbacks),
        notes=(),
        reports=tuple(map(_report, call.reports)),
        notices=tuple(map(_notice, call.notices)),
    )
    return call if after == call else after


def _report(report: Report) -> Report:
    return replace(
        report,
        contact=None,
        request="",
        need=None,
        diagnosis=None,
        solution="",
        follow_up=None,
        recipe=None,
        amendment=replace(report.amendment, reason="") if report.amendment else None,
    )


def _notice(notice: Notice) -> Notice:
    facts = {name: value for name, value in notice.facts.items() if name not in _WRITTEN}
    if notice.kind is NoticeKind.CLIENT_REPORT:
        notice = replace(notice, queue=Queue.mail(""), to="")
    return replace(notice, facts=facts, error=None)
