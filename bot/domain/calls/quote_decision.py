"""The account manager's decision about a need: asked, reminded of, made, undone (seed 5.1.3, 5.2.3)."""

from dataclasses import replace
from datetime import datetime

from bot.domain.calls import reports
from bot.domain.calls.call import Call, CloseReason, Decision, QuoteChoice
from bot.domain.calls.triage import Imputation, phase_of
from bot.domain.outbox.notice import NoticeKind
from bot.domain.outbox.notices import cancel
from bot.domain.policy import Policy
from bot.domain.refusals import AlreadyDecided, DecisionOfAnother, NothingToDecide, TooLateToUndo
from bot.domain.stamp import Stamp

REMIND_AFTER = 2
"""Working days without a decision, after which the account manager is reminded."""

_REQUEST_KINDS = (NoticeKind.DECISION, NoticeKind.UNDECIDED)


def awaited(call: Call) -> bool:
    """Whether the decision is still to be made; it may be made after the call is closed."""
    to_decide = call.imputation is Imputation.TO_QUOTE and call.close_reason is not CloseReason.DISCARDED
    return to_decide and call.decision is None


def ask(call: Call, stamp: Stamp, policy: Policy) -> Call:
    """Asks the account manager, or the service channel where there is none, and plans the reminder."""
    queue, to = policy.manager_queue(call.account_manager)
    call = call.enqueue(NoticeKind.DECISION, queue=queue, to=to, due=stamp.at, by=stamp.by)
    return _remind(call, stamp.at, policy)


def ensure_asked(call: Call, stamp: Stamp, policy: Policy) -> Call:
    """As the call is closed or reopened: asks for a decision that is awaited, once; cancels the request otherwise."""
    if not awaited(call):
        return cancel_request(call)
    if not call.newest(NoticeKind.DECISION):
        return ask(call, stamp, policy)
    return call if call.newest(NoticeKind.UNDECIDED) else _remind(call, stamp.at, policy)


def cancel_request(call: Call) -> Call:
    """Cancels the request and the reminder, as far as they are not posted yet."""
    return replace(call, notices=cancel(call.notices, _REQUEST_KINDS))


def decide(call: Call, stamp: Stamp, choice: QuoteChoice, policy: Policy) -> Call:
    """Records the decision; during a project it also sets the imputation. Unchanged when the same person decided so.

    The owner of an open call is told to close it; where the compte rendu has gone, a new version goes there too.

    Raises:
        AlreadyDecided: there is a decision.
        NothingToDecide: none is awaited, or this is not one of the call's choices.
    """
    if call.decision:
        if call.decision.choice is choice and call.decision.stamp.by == stamp.by:
            return call
        raise AlreadyDecided(call.number, call.decision.stamp.by)
    if not awaited(call) or choice not in choices(call):
        raise NothingToDecide(call.number)
    after = {QuoteChoice.INCLUDED: Imputation.PROJECT, QuoteChoice.SUPPLEMENT: Imputation.SUPPLEMENT}
    call = replace(call, decision=Decision(choice, stamp), imputation=after.get(choice, call.imputation))
    owner = call.owner if call.is_open and call.owner != stamp.by else None
    call = cancel_request(call).thread_line("decided", stamp, choice=choice, owner=owner)
    return _revised(call, stamp, policy).refreshed()


def undo(call: Call, stamp: Stamp, policy: Policy) -> Call:
    """Takes the decision back, by who made it and on the same day; unchanged where there is none.

    Raises:
        DecisionOfAnother: somebody else decided.
        TooLateToUndo: it was made on another day.
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
    return _revised(_remind(undone, stamp.at, policy), stamp, policy).refreshed()


def choices(call: Call) -> tuple[QuoteChoice, ...]:
    """What can be decided: during the project, whether its price includes the need; after it, how the client hears."""
    if phase_of(call.triage) == "during":
        return (QuoteChoice.INCLUDED, QuoteChoice.SUPPLEMENT)
    return (QuoteChoice.CALLED_BACK, QuoteChoice.QUOTE_SENT)


def _revised(call: Call, stamp: Stamp, policy: Policy) -> Call:
    if call.is_open or not call.reports or call.imputation is None:
        return call
    revised = replace(call.reports[-1], imputation=call.imputation, decision=call.decision)
    return reports.revise(call, revised, stamp, policy)


def _remind(call: Call, at: datetime, policy: Policy) -> Call:
    queue, to = policy.manager_queue(call.account_manager)
    return call.enqueue(
        NoticeKind.UNDECIDED, queue=queue, to=to, due=policy.working_days_later(at, REMIND_AFTER)
    )
