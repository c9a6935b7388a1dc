"""A correction that level 1 asks the developers for: asked, taken, reminded of once, delivered (seed 5.1.1)."""

from dataclasses import replace

from bot.domain.calls.call import Call, Correction
from bot.domain.calls.triage import Effect, Leaf, current_step
from bot.domain.outbox.notice import DeliveryState, Notice, NoticeKind, Queue, QueueKind
from bot.domain.outbox.notices import cancel
from bot.domain.policy import Policy
from bot.domain.refusals import CorrectionDelivered, CorrectionTaken, CorrectionWithdrawn, DeliveryWordMissing
from bot.domain.stamp import Stamp

REMIND_AFTER = 2
"""Working days without a developer, after which the developers are reminded."""


def is_open(call: Call) -> bool:
    """Whether a correction is asked for and not delivered; the call itself may be closed."""
    return call.correction is not None and call.correction.delivered is None


def asks_correction(call: Call) -> bool:
    """Whether the triage has ended with asking the developers for a correction."""
    leaf = current_step(call.triage)
    return isinstance(leaf, Leaf) and leaf.effect is Effect.ASK_CORRECTION


def is_settled(call: Call) -> bool:
    """Whether the correction that the triage asks for is delivered: the client is to be called, and the call closed."""
    return asks_correction(call) and call.correction is not None and call.correction.delivered is not None


def ask(call: Call, stamp: Stamp, policy: Policy) -> Call:
    """Asks the developers' channel, and plans the reminder."""
    call = replace(call, correction=Correction(asked=stamp))
    dev, to = Queue(QueueKind.DEV), policy.channels.dev
    call = call.enqueue(NoticeKind.CORRECTION, queue=dev, to=to, due=stamp.at, by=stamp.by)
    later = policy.working_days_later(stamp.at, REMIND_AFTER)
    return call.enqueue(NoticeKind.CORRECTION_REMINDER, queue=dev, to=to, due=later)


def require_open(call: Call) -> Correction:
    """The correction that is awaited.

    Raises:
        CorrectionWithdrawn: it is no longer asked for.
        CorrectionDelivered: it is delivered.
    """
    if call.correction is None:
        raise CorrectionWithdrawn(call.number)
    if call.correction.delivered:
        raise CorrectionDelivered(call.number, call.correction.delivered.by)
    return call.correction


def take(call: Call, stamp: Stamp) -> Call:
    """«Je prends»: a developer corrects it. Unchanged when the same person took it already.

    Raises:
        CorrectionWithdrawn: it is no longer asked for.
        CorrectionDelivered: it is delivered.
        CorrectionTaken: somebody else took it.
    """
    current = require_open(call)
    if current.taken:
        if current.taken.by == stamp.by:
            return call
        raise CorrectionTaken(call.number, current.taken.by)
    call = replace(_reminded_no_more(call), correction=replace(current, taken=stamp))
    return call.thread_line("correction_taken", stamp).refreshed()


def deliver(call: Call, stamp: Stamp, word: str) -> Call:
    """«Livrée»: tells the owner, who calls the client; `word` says what was delivered.

    Unchanged when the same person said so already.

    Raises:
        CorrectionWithdrawn: it is no longer asked for.
        CorrectionDelivered: somebody else delivered it.
        DeliveryWordMissing: nothing says what was delivered.
    """
    if call.correction and call.correction.delivered and call.correction.delivered.by == stamp.by:
        return call
    current = require_open(call)
    if not word.strip():
        raise DeliveryWordMissing
    delivered = replace(current, taken=current.taken or stamp, delivered=stamp, word=word.strip())
    call = replace(_reminded_no_more(call), correction=delivered)
    owner = call.owner if call.owner != stamp.by else None
    return call.thread_line("correction_delivered", stamp, word=word.strip(), owner=owner).refreshed()


def withdraw(call: Call, stamp: Stamp) -> Call:
    """Takes the request back: cancels what is not posted yet, and says so under what is; a delivered one stays."""
    if call.correction and call.correction.delivered:
        return call
    asked = call.newest(NoticeKind.CORRECTION)
    call = replace(
        call,
        correction=None,
        notices=cancel(call.notices, (NoticeKind.CORRECTION, NoticeKind.CORRECTION_REMINDER)),
    )
    if asked is None or asked.state is DeliveryState.DUE or _withdrawn_since(call, asked):
        return call
    return call.enqueue(
        NoticeKind.WITHDRAWN, queue=Queue(QueueKind.DEV), to=asked.to, due=stamp.at, by=stamp.by
    )


def _reminded_no_more(call: Call) -> Call:
    return replace(call, notices=cancel(call.notices, (NoticeKind.CORRECTION_REMINDER,)))


def _withdrawn_since(call: Call, asked: Notice) -> bool:
    withdrawn = call.newest(NoticeKind.WITHDRAWN)
    return withdrawn is not None and call.notices.index(withdrawn) > call.notices.index(asked)
