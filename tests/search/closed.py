"""Closed calls as the search gets them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.calls.call import Call, ClientRef, CloseReason, Report, State
from bot.domain.calls.triage import Imputation
from bot.domain.stamp import Stamp

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def closed_call(
    n: int,
    *,
    request: str = "imprimante bloquée",
    solution: str = "Réglé.",
    diagnosis: str | None = None,
    recipe: str | None = None,
    client: ClientRef = ClientRef("ACME", "Acme Industrie"),  # noqa: B008  # frozen
    level: int = 1,
    minutes: tuple[int, int] = (10, 0),
    imputation: Imputation = Imputation.ASSISTANCE,
    closed: datetime | None = None,
) -> Call:
    """The n-th call of the year, closed twenty minutes after it was opened, one an hour unless said otherwise."""
    at = closed or MORNING + timedelta(hours=n)
    opened, done = Stamp(at - timedelta(minutes=20), "U0ALICE"), Stamp(at, "U0ALICE")
    report = Report(
        version=1,
        stamp=done,
        client=client,
        contact=None,
        request=request,
        nature=None,
        imputation=imputation,
        need=None,
        diagnosis=diagnosis,
        solution=solution,
        level=level,
        level1="U0ALICE",
        level2="U0DAVID" if level == 2 else None,
        minutes1=minutes[0],
        minutes2=minutes[1],
        updated=False,
        follow_up=None,
        recipe=recipe,
        invoicing=None,
        account_manager=None,
        cycle=1,
    )
    return Call(
        number=f"2026-{n:04}",
        origin=f"test:{n}",
        opened=opened,
        client=client,
        request=request,
        owner="U0ALICE",
        level1="U0ALICE",
        state=State.CLOSED,
        imputation=imputation,
        reports=(report,),
        closed=done,
        close_reason=CloseReason.REPORTED,
    )


def reopened(call: Call) -> Call:
    """The call, open again."""
    return replace(call, state=State.LEVEL1, closed=None, close_reason=None, version=call.version + 1)
