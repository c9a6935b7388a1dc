"""The alerts that an account manager gets before a contract runs out, once each (surface 3)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.domain.clients.client import Alert, Client
from bot.domain.outbox.notice import NoticeKind
from bot.domain.policy import Policy
from bot.domain.rota.week import Week

LOW = 120
"""The account manager is told when fewer minutes are left."""

SOON = timedelta(days=30)
"""The account manager is told that long before the contract's end."""


def due_alerts(client: Client, left: int | None, today: date) -> tuple[Alert, ...]:
    """The alerts that apply to a running contract and were not sent yet.

    `left` is in whole minutes, None without a limit; `today` is in the installation's time zone.
    """
    contract = client.contract
    if contract is None or not contract.valid_on(today):
        return ()
    applies = {
        Alert.HOURS: left is not None and left < LOW,
        Alert.END: contract.end is not None and contract.end - today <= SOON,
    }
    return tuple(alert for alert in Alert if applies[alert] and alert not in client.told)


def enqueue_alerts(week: Week, client: Client, left: int | None, at: datetime, policy: Policy) -> Week:
    """Enqueues the due alerts in the running week: the client may have no call to carry them.

    Unchanged where the week carries them already. `at` is now (aware UTC).
    """
    contract = client.contract
    assert contract is not None  # noqa: S101  # alerts are due for it
    queue, to = policy.manager_queue(client.account_manager)
    contract_facts = {
        "code": client.code,
        "reference": contract.reference,
        "end": contract.end.isoformat() if contract.end else None,
        "hours": str(contract.hours) if contract.hours is not None else None,
    }
    for alert in due_alerts(client, left, at.astimezone(policy.zone).date()):
        facts = {**contract_facts, "alert": alert}
        if not _is_enqueued(week, facts):
            week = week.enqueue(
                NoticeKind.CONTRACT, queue=queue, to=to, due=at, client=client.name, minutes=left, **facts
            )
    return week


def with_alerts(client: Client, sent: tuple[Alert, ...]) -> Client:
    """The client, with these alerts recorded as sent."""
    return replace(client, told=tuple(alert for alert in Alert if alert in {*client.told, *sent}))


def _is_enqueued(week: Week, facts: Mapping[str, str | None]) -> bool:
    """Whether the week carries this alert: the bot may have stopped before the client was marked."""
    return any(n.kind is NoticeKind.CONTRACT and facts.items() <= dict(n.facts).items() for n in week.notices)
