"""What an account manager is told of a contract before it runs out, once each (surface 3: the contract's meter)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.domain.clients.client import Alert, Client
from bot.domain.outbox.notice import NoticeKind
from bot.domain.policy import Policy
from bot.domain.rota.week import Week

LOW = 120
"""Minutes left, from which on the account manager is told."""

SOON = timedelta(days=30)


def alerts(client: Client, left: int | None, today: date) -> tuple[Alert, ...]:
    """What has come true of a running contract and was not told; `left` is in whole minutes."""
    contract = client.contract
    if contract is None or not contract.valid_on(today):
        return ()
    true = {
        Alert.HOURS: left is not None and left < LOW,
        Alert.END: contract.end is not None and contract.end - today <= SOON,
    }
    return tuple(alert for alert in Alert if true[alert] and alert not in client.told)


def tell(week: Week, client: Client, left: int | None, at: datetime, policy: Policy) -> Week:
    """The running week carries it, because a client may not have called for years."""
    contract = client.contract
    assert contract is not None  # noqa: S101  # there is something to tell of it
    queue, to = policy.manager_queue(client.account_manager)
    which = {
        "code": client.code,
        "reference": contract.reference,
        "end": contract.end.isoformat() if contract.end else None,
        "hours": str(contract.hours) if contract.hours is not None else None,
    }
    for alert in alerts(client, left, at.astimezone(policy.zone).date()):
        facts = {**which, "alert": alert}
        if not _is_told(week, facts):
            week = week.enqueue(
                NoticeKind.CONTRACT, queue=queue, to=to, due=at, client=client.name, minutes=left, **facts
            )
    return week


def marked(client: Client, told: tuple[Alert, ...]) -> Client:
    return replace(client, told=tuple(alert for alert in Alert if alert in {*client.told, *told}))


def _is_told(week: Week, facts: Mapping[str, str | None]) -> bool:
    """Already carried by this week: the directory was not written afterwards."""
    return any(n.kind is NoticeKind.CONTRACT and facts.items() <= dict(n.facts).items() for n in week.notices)
