"""What the account manager decides about a need, and the word that reminds of it (seed 5.1.3, 5.2.3)."""

from dataclasses import replace
from datetime import datetime

from bot.domain.calls.call import Call, CloseReason, Decision, QuoteChoice
from bot.domain.calls.triage import Imputation, phase_of
from bot.domain.outbox.notice import NoticeKind
from bot.domain.outbox.notices import cancel
from bot.domain.policy import Policy
from bot.domain.refusals import AlreadyDecided, DecisionOfAnother, NothingToDecide, TooLateToUndo
from bot.domain.stamp import Stamp

REMIND_AFTER = 2
"""Working days without an answer."""

_ASKED = (NoticeKind.DECISION, NoticeKind.UNDECIDED)


def awaited(call: Call) -> bool:
    """Whether somebody still has to decide; a decision may come after closing."""
    asked = call.imputation is Imputation.TO_QUOTE and call.close_reason is not CloseReason.DISCARDED
    return asked and call.decision is None


def ask(call: Call, stamp: Stamp, policy: Policy) -> Call:
    """Every «À chiffrer» reaches the account manager, or the service where there is none."""
    queue, to = policy.manager_queue(call.account_manager)
    call = call.enqueue(NoticeKind.DECISION, queue=queue, to=to, due=stamp.at, by=stamp.by)
    return _remind(call, stamp.at, policy)


def settled(call: Call, stamp: Stamp, policy: Policy) -> Call:
    """As the call ends: a decision that is awaited is asked, once; what was asked before stands again."""
    if not awaited(call):
        return drop(call)
    if not call.newest(NoticeKind.DECISION):
        return ask(call, stamp, policy)
    return call if call.newest(NoticeKind.UNDECIDED) else _remind(call, stamp.at, policy)


def drop(call: Call) -> Call:
    """Nothing is to be decided any more: what is not yet said of it is not said."""
    return replace(call, notices=cancel(call.notices, _ASKED))


def decide(call: Call, stamp: Stamp, choice: QuoteChoice) -> Call:
    """The account manager's decision; it changes the imputation where the project's price was asked."""
    if call.decision:
        if call.decision.choice is choice and call.decision.stamp.by == stamp.by:
            return call
        raise AlreadyDecided(call.number, call.decision.stamp.by)
    if not awaited(call) or choice not in choices(call):
        raise NothingToDecide(call.number)
    after = {QuoteChoice.INCLUDED: Imputation.PROJECT, QuoteChoice.SUPPLEMENT: Imputation.SUPPLEMENT}
    call = replace(call, decision=Decision(choice, stamp), imputation=after.get(choice, call.imputation))
    return drop(call).thread_line("decided", stamp, choice=choice).refreshed()


def undo(call: Call, stamp: Stamp, policy: Policy) -> Call:
    """The decision is open again; whoever made it may say so until the day ends.

    Raises:
        DecisionOfAnother: somebody else decided.
        TooLateToUndo: the day is over.
    """
    if call.decision is None:
        return call
    made = call.decision.stamp
    if made.by != stamp.by:
        raise DecisionOfAnother(call.number, made.by)
    if made.at.astimezone(policy.zone).date() != stamp.at.astimezone(policy.zone).date():
        raise TooLateToUndo(call.number)
    undone = replace(call, decision=None, imputation=Imputation.TO_QUOTE)
    undone = undone.thread_line("undecided", stamp, choice=call.decision.choice)
    return _remind(undone, stamp.at, policy).refreshed()


def choices(call: Call) -> tuple[QuoteChoice, ...]:
    """During the project a need is in its price or not; after it, the client is called back or sent a quote."""
    if phase_of(call.triage) == "during":
        return (QuoteChoice.INCLUDED, QuoteChoice.SUPPLEMENT)
    return (QuoteChoice.CALLED_BACK, QuoteChoice.QUOTE_SENT)


def _remind(call: Call, at: datetime, policy: Policy) -> Call:
    queue, to = policy.manager_queue(call.account_manager)
    return call.enqueue(
        NoticeKind.UNDECIDED, queue=queue, to=to, due=policy.working_days_later(at, REMIND_AFTER)
    )
