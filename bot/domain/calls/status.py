"""What people read as the state of a call: its `State`, and what a plan or a decision makes of it (surface 4)."""

from datetime import datetime

from bot.domain.calls import correction
from bot.domain.calls.call import Call, State

TO_CLOSE = "to_close"
"""The account manager has decided, or the correction is delivered: the call is to be closed."""

HELD = "held"
"""The client is expected to call back."""


def status_of(call: Call, now: datetime) -> str:
    """The identifier of the state in `templates/labels.toml`; `now` is aware."""
    if call.state in {State.CLOSED, State.TO_CALL_BACK}:
        return call.state
    if call.held(now):
        return HELD
    decided = call.decision is not None and call.state in {State.HANDED, State.LEVEL2}
    corrected = call.state is State.HANDED and correction.is_settled(call)
    return TO_CLOSE if decided or corrected else call.state
