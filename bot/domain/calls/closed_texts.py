"""The texts of a closed call, which are searched."""

from dataclasses import dataclass

from bot.domain.calls.call import Call
from bot.domain.calls.stats import last_report


@dataclass(frozen=True, kw_only=True, slots=True)
class ClosedText:
    """The texts of one closed call, as they were written.

    Attributes:
        client_name: the client's name when it was closed.
        request: the client's demand.
        solution: what solved it.
        diagnosis: empty where none was given.
        recipe: level 2's «Niveau 1 saura faire»; empty without one.
        channel, ts: where its card stands; None where none was posted.
    """

    client_name: str
    request: str
    solution: str
    diagnosis: str = ""
    recipe: str = ""
    channel: str | None = None
    ts: str | None = None


def closed_text_of(call: Call) -> ClosedText | None:
    """The texts of a closed call; None for an open one, and where nothing of them is left to find."""
    report, card = last_report(call), call.card
    if report is None or not (call.request or report.solution):
        return None
    return ClosedText(
        client_name=call.client.name,
        request=call.request,
        solution=report.solution,
        diagnosis=report.diagnosis or "",
        recipe=report.recipe or "",
        channel=card.channel if card else None,
        ts=card.ts if card else None,
    )
