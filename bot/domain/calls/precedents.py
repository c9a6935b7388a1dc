"""What came before a call: the thread's first line, and the recipes of level 2 that were of use.

A line is enqueued only where there is something to say; it names other calls by their number, and their texts are read
when it is shown, so that a text that was purged is shown nowhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.calls.call import Call, RecipeUse
from bot.domain.outbox.notice import NoticeKind, Queue, QueueKind
from bot.domain.outbox.notices import request_update
from bot.domain.stamp import Stamp

RECENT = timedelta(days=30)
"""How far back a client's calls make a recurrence."""

_RECURRENT = 3
"""So many calls of one client are a recurrence, whatever they are about; fewer, where the last two are alike."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Precedents:
    """What came before a call; calls by their number.

    Attributes:
        count: how many calls the client has had in 30 days, this one and open ones included.
        recent: the latest of the others, latest first.
        alike: whether the latest of them is about the same subject.
        open: the client's other open calls, oldest first.
        close: at most three closed calls really close to it, recipes first.
    """

    count: int = 1
    recent: Sequence[str] = ()
    alike: bool = False
    open: Sequence[str] = ()
    close: Sequence[str] = ()

    @property
    def recurrent(self) -> bool:
        """Whether the recent calls are worth a word."""
        return self.alike or self.count >= _RECURRENT


def tell(call: Call, precedents: Precedents) -> Call:
    """Enqueues the first line of the call's thread; unchanged where there is nothing to say, or no call to help."""
    told = any(notice.kind is NoticeKind.PRECEDENTS for notice in call.notices)
    if told or not call.is_open or not (precedents.recurrent or precedents.open or precedents.close):
        return call
    recent = precedents.recent if precedents.recurrent else ()
    card = call.notices[0]
    with_line = call.enqueue(
        NoticeKind.PRECEDENTS,
        queue=Queue(QueueKind.THREAD),
        to=card.to,
        due=call.opened.at,
        count=precedents.count,
        alike=precedents.alike,
        recent=" ".join(recent),
        open=" ".join(precedents.open),
        close=" ".join(precedents.close),
    )
    # Before the lines that were enqueued meanwhile.
    *others, line = with_line.notices
    return replace(with_line, notices=(others[0], line, *others[1:]))


def mentioned(call: Call) -> tuple[str, ...]:
    """The numbers of the calls that the first line names, without repetition."""
    facts = [n.facts for n in call.notices if n.kind is NoticeKind.PRECEDENTS]
    names = [str(some[key] or "") for some in facts for key in ("recent", "open", "close")]
    return tuple(dict.fromkeys(number for some in names for number in some.split()))


def close_numbers(call: Call) -> tuple[str, ...]:
    """The numbers of the closed calls that are really close to it, as its first line says."""
    facts = [n.facts for n in call.notices if n.kind is NoticeKind.PRECEDENTS]
    return tuple(str(facts[0]["close"] or "").split()) if facts else ()


def use_recipe(call: Call, stamp: Stamp, number: str) -> Call:
    """«Cela a servi»: records which call's recipe was of use; unchanged where that is known."""
    if call.recipe_use and call.recipe_use.number == number:
        return call
    used = replace(call, recipe_use=RecipeUse(number, stamp))
    used = used.thread_line("recipe_used", stamp, recipe=number)
    return replace(used, notices=request_update(used.notices, (NoticeKind.PRECEDENTS,)))
