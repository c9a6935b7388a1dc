"""The policy, people and client of the samples."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.domain.clients.client import Client, Contract, Phase, Phone
from bot.domain.policy import Channels, EscalationPolicy, Hours, Policy

ALICE, BRUNO, CAMILLE, DENIS = "U0ALICE", "U0BRUNO", "U0CAMILLE", "U0DENIS"
PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
LINK = "https://acme.slack.com/archives/C0SUPPORT/p1"

POLICY = Policy(
    channels=Channels("C0SUPPORT", "C0DEV", "C0LINA"),
    zone=PARIS,
    escalation=EscalationPolicy(
        mention=("S0DEV", "here"),
        lead=DENIS,
        hours=Hours(frozenset(range(5)), time(8), time(18), PARIS),
    ),
    account_manager=CAMILLE,
    latest_version="5.1",
    drive="https://drive.example.fr/acces",
    help_desk="PC de dépannage\u00a0: au fond à gauche, petite table",
)
BARE_POLICY = Policy(channels=POLICY.channels, zone=PARIS)
ACME = Client(
    code="ACME",
    name="Acme Industrie",
    phase=Phase.DELIVERED,
    warranty_end=date(2025, 3, 12),
    contract=Contract(reference="C-12", end=date(2027, 12, 31), hours=Decimal(10)),
    account_manager="camille.roy@example.fr",
    technicians=(BRUNO, "denis@example.fr"),
    phones=(Phone(number="+33472000001", contact="Mme Durand"),),
    lina_version="5.0",
    remote_access="https://acces.example.fr/acme?a=1&b=2",
)
