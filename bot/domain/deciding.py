"""What the account manager decides about a need, and the word that reminds of it (seed 5.1.3, 5.2.3)."""

from dataclasses import replace
from datetime import datetime

from bot.domain.acts import Act, Choice, Decision, Ending
from bot.domain.call import Call
from bot.domain.notice import What
from bot.domain.notices import cancel
from bot.domain.policy import House
from bot.domain.refusals import AlreadyDecided, DecisionOfAnother, NothingToDecide, TooLateToUndo
from bot.domain.triage import Imputation, phase_of

REMIND_AFTER = 2
"""Working days without an answer."""

_ASKED = (What.DECISION, What.UNDECIDED)


def awaited(call: Call) -> bool:
    """Whether somebody still has to decide; a decision may come after closing."""
    asked = call.imputation is Imputation.TO_QUOTE and call.ending is not Ending.DISCARDED
    return asked and call.decision is None


def ask(call: Call, act: Act, house: House) -> Call:
    """Every «À chiffrer» reaches the account manager, or the service where there is none."""
    lane, to = house.manager_lane(call.account_manager)
    call = call.say(What.DECISION, lane=lane, to=to, due=act.at, by=act.by)
    return _remind(call, act.at, house)


def settled(call: Call, act: Act, house: House) -> Call:
    """As the call ends: a decision that is awaited is asked, once; what was asked before stands again."""
    if not awaited(call):
        return drop(call)
    if not call.newest(What.DECISION):
        return ask(call, act, house)
    return call if call.newest(What.UNDECIDED) else _remind(call, act.at, house)


def drop(call: Call) -> Call:
    """Nothing is to be decided any more: what is not yet said of it is not said."""
    return replace(call, notices=cancel(call.notices, _ASKED))


def decide(call: Call, act: Act, choice: Choice) -> Call:
    """The account manager's decision; it changes the imputation where the project's price was asked."""
    if call.decision:
        if call.decision.choice is choice and call.decision.act.by == act.by:
            return call
        raise AlreadyDecided(call.number, call.decision.act.by)
    if not awaited(call) or choice not in choices(call):
        raise NothingToDecide(call.number)
    after = {Choice.INCLUDED: Imputation.PROJECT, Choice.SUPPLEMENT: Imputation.SUPPLEMENT}
    call = replace(call, decision=Decision(choice, act), imputation=after.get(choice, call.imputation))
    return drop(call).line("decided", act, choice=choice).redrawn()


def undo(call: Call, act: Act, house: House) -> Call:
    """The decision is open again; whoever made it may say so until the day ends.

    Raises:
        DecisionOfAnother: somebody else decided.
        TooLateToUndo: the day is over.
    """
    if call.decision is None:
        return call
    made = call.decision.act
    if made.by != act.by:
        raise DecisionOfAnother(call.number, made.by)
    if made.at.astimezone(house.zone).date() != act.at.astimezone(house.zone).date():
        raise TooLateToUndo(call.number)
    undone = replace(call, decision=None, imputation=Imputation.TO_QUOTE)
    undone = undone.line("undecided", act, choice=call.decision.choice)
    return _remind(undone, act.at, house).redrawn()


def choices(call: Call) -> tuple[Choice, ...]:
    """During the project a need is in its price or not; after it, the client is called back or sent a quote."""
    if phase_of(call.triage) == "during":
        return (Choice.INCLUDED, Choice.SUPPLEMENT)
    return (Choice.CALLED_BACK, Choice.QUOTE_SENT)


def _remind(call: Call, at: datetime, house: House) -> Call:
    lane, to = house.manager_lane(call.account_manager)
    return call.say(What.UNDECIDED, lane=lane, to=to, due=house.working_days_later(at, REMIND_AFTER))
