"""The statement's workbook follows its messages: promised by the write that records the last of them as sent."""

from datetime import datetime

from bot.domain.outbox.notice import Notice, NoticeKind, Queue
from bot.domain.rota.week import Week


def with_file(week: Week, sent: Notice, now: datetime) -> Week:
    """The week once this notice was sent; unchanged where it is no last page of a statement that shows something."""
    pages = sent.facts.get("pages")
    if sent.kind is not NoticeKind.STATEMENT or not pages or sent.facts.get("page") != pages:
        return week
    facts = {name: sent.facts.get(name) for name in ("month", "manager")}
    known = (
        n.kind is NoticeKind.STATEMENT_FILE and facts.items() <= dict(n.facts).items() for n in week.notices
    )
    if any(known):
        return week
    return week.enqueue(NoticeKind.STATEMENT_FILE, queue=Queue.file(sent.to), to=sent.to, due=now, **facts)
