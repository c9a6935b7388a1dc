"""The demo's people, channels, clients and a few past calls. Nobody here exists."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from bot.domain import closing, sorting
from bot.domain.call import Act, Call, Caller
from bot.domain.client import Client, Contract, Phase, Phone
from bot.domain.closing import Closing
from bot.domain.notice import Progress
from bot.domain.opening import Draft, open_call
from bot.domain.policy import House
from bot.domain.sorting import Given
from bot.domain.triage import Imputation, Known
from simulator import ChannelSeed, GroupSeed, PersonSeed, WorkspaceSeed

TECHNICIANS = ("U0ALICE", "U0BRUNO", "U0CHLOE")
DEVELOPERS = ("U0DAVID", "U0EMMA")
MANAGERS = ("U0CAMILLE", "U0FARID")
LEAD = "U0ANTHONY"
EVERYONE = (*TECHNICIANS, *DEVELOPERS, *MANAGERS, LEAD)

WORKSPACE = WorkspaceSeed(
    people=(
        PersonSeed("U0ALICE", "Alice", "Alice Martin", "alice@example.fr"),
        PersonSeed("U0BRUNO", "Bruno", "Bruno Petit", "bruno@example.fr"),
        PersonSeed("U0CHLOE", "Chloé", "Chloé Garnier", "chloe@example.fr"),
        PersonSeed("U0DAVID", "David", "David Roux", "david@example.fr"),
        PersonSeed("U0EMMA", "Emma", "Emma Faure", "emma@example.fr"),
        PersonSeed("U0CAMILLE", "Camille", "Camille Renaud", "camille@example.fr"),
        PersonSeed("U0FARID", "Farid", "Farid Benali", "farid@example.fr"),
        PersonSeed(LEAD, "Anthony", "Anthony Mercier", "anthony@example.fr"),
    ),
    channels=(
        ChannelSeed("C0SUPPORT", "support-lina", EVERYONE),
        ChannelSeed("C0DEV", "dev-niveau-2", (*DEVELOPERS, LEAD, *TECHNICIANS)),
        ChannelSeed("C0LINA", "service-lina", EVERYONE),
    ),
    groups=(
        GroupSeed("S0DEV", "devs", "Développeurs", DEVELOPERS),
        GroupSeed("S0N1", "niveau1", "Niveau 1", ("U0ALICE",)),
    ),
)


def clients(today: date) -> tuple[Client, ...]:
    """In the project and after it, under contract and without, up to date and not."""

    def days(n: int) -> date:
        return today + timedelta(days=n)

    return (
        Client(
            code="ACME",
            name="Acme Industrie",
            phase=Phase.DELIVERED,
            delivered=days(-400),
            warranty_end=days(-35),
            contract=Contract(reference="C-2031", start=days(-90), end=days(275), hours=Decimal("7.5")),
            account_manager="U0CAMILLE",
            technicians=("U0BRUNO",),
            phones=(Phone(number="+33472000001", contact="Mme Durand"),),
            lina_version="4.8",
            remote_access="https://drive.example.fr/acces/acme",
        ),
        Client(
            code="BOIS",
            name="Boiseries du Rhône",
            phase=Phase.DELIVERED,
            delivered=days(-120),
            warranty_end=days(245),
            account_manager="U0FARID",
            phones=(Phone(number="+33472000002", contact="M. Lopez"),),
            lina_version="5.1",
            remote_access="https://drive.example.fr/acces/bois",
        ),
        Client(
            code="CARTON",
            name="Cartonnages Vidal",
            phase=Phase.PROJECT,
            account_manager="U0CAMILLE",
            technicians=("U0CHLOE", "U0BRUNO"),
            phones=(Phone(number="+33472000003"),),
            lina_version="5.1",
        ),
        Client(
            code="DELTA",
            name="Delta Surgelés",
            phase=Phase.DELIVERED,
            delivered=days(-900),
            contract=Contract(reference="C-1987", start=days(-800), end=days(-70), hours=Decimal(10)),
            account_manager="farid@example.fr",
            lina_version="3.9",
            remote_access="https://drive.example.fr/acces/delta",
        ),
    )


Past = tuple[Draft, Given, Closing]


def past_calls(now: datetime) -> tuple[Past, ...]:
    """Calls of the past days, oldest first: how each was opened, sorted and closed."""
    return (
        (
            Draft(
                origin="sample:1",
                act=Act(now - timedelta(days=6, hours=1), "U0ALICE"),
                client=Caller("BOIS", "Boiseries du Rhône"),
                request="Erreur à l’édition des bons de livraison",
                contact="M. Lopez",
                account_manager="U0FARID",
                known=Known(phase="after", contract="no_contract"),
            ),
            Given("after", "problem"),
            Closing(
                imputation=Imputation.WARRANTY,
                solution="Anomalie connue : mise à jour vers la 5.1.",
                minutes1=15,
                updated=True,
            ),
        ),
        (
            Draft(
                origin="sample:2",
                act=Act(now - timedelta(days=3, hours=2), "U0BRUNO"),
                client=Caller("ACME", "Acme Industrie"),
                request="L’imprimante d’étiquettes n’imprime plus",
                contact="Mme Durand",
                account_manager="U0CAMILLE",
                known=Known(phase="after", contract="contract"),
            ),
            Given("after", "question"),
            Closing(
                imputation=Imputation.ASSISTANCE,
                solution="Pilote réinstallé sur le poste d’expédition.",
                minutes1=20,
            ),
        ),
    )


def as_past(past: Past, house: House, number: str) -> Call:
    """The call as it stands once all was said: nothing of it is said again in the demo."""
    draft, given, form = past
    opened, by = draft.act.at, draft.act.by
    call = open_call(draft, number, house)
    call = sorting.answer(call, Act(opened + timedelta(minutes=2), by), given, draft.known, house)
    call = closing.close(call, Act(opened + timedelta(minutes=8), by), form, house)
    return replace(call, notices=tuple(replace(n, state=Progress.CANCELLED) for n in call.notices))
