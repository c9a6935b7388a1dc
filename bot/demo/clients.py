"""The demo's clients: in the project and after it, under contract and without, up to date and not."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from bot.domain.clients.client import Client, Contract, Phase, Phone

_ACCESS = "https://drive.example.fr/acces"

Days = Callable[[int], date]
"""The day that many days after today."""


def clients(today: date) -> tuple[Client, ...]:
    """Every client of the demo; their dates are relative to `today`."""

    def days(n: int) -> date:
        return today + timedelta(days=n)

    return (*_delivered_under_contract(days), *_delivered(days), *_in_project())


def _delivered_under_contract(days: Days) -> tuple[Client, ...]:
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
            remote_access=f"{_ACCESS}/acme",
            mail="contact@acme.example",
        ),
        Client(
            code="DELTA",
            name="Delta Surgelés",
            phase=Phase.DELIVERED,
            delivered=days(-900),
            contract=Contract(reference="C-1987", start=days(-800), end=days(-70), hours=Decimal(10)),
            account_manager="farid@example.fr",
            lina_version="3.9",
            remote_access=f"{_ACCESS}/delta",
        ),
        Client(
            code="FONDERIE",
            name="Fonderie Marchand",
            phase=Phase.DELIVERED,
            delivered=days(-1200),
            contract=Contract(reference="C-2044", start=days(-340), end=days(25), hours=Decimal(2)),
            account_manager="U0CAMILLE",
            phones=(Phone(number="+33472000006", contact="M. Marchand"), Phone(number="+33472000016")),
            lina_version="5.0",
            remote_access=f"{_ACCESS}/fonderie",
        ),
        Client(
            code="KINE",
            name="Clinique du Parc",
            phase=Phase.DELIVERED,
            delivered=days(-620),
            contract=Contract(reference="C-2102", start=days(-30)),
            account_manager="U0FARID",
            phones=(Phone(number="+33472000011", contact="Mme Ferrand"),),
            lina_version="5.1",
            remote_access=f"{_ACCESS}/kine",
        ),
        Client(
            code="VERGERS",
            name="Les Vergers d’Ampuis",
            phase=Phase.DELIVERED,
            delivered=days(-510),
            contract=Contract(reference="C-2077", start=days(-200), end=days(165), hours=Decimal(12)),
            account_manager="U0CAMILLE",
            phones=(Phone(number="+33474000012", contact="M. Gonin"),),
            lina_version="4.2",
        ),
    )


def _delivered(days: Days) -> tuple[Client, ...]:
    return (
        Client(
            code="BOIS",
            name="Boiseries du Rhône",
            phase=Phase.DELIVERED,
            delivered=days(-120),
            warranty_end=days(245),
            account_manager="U0FARID",
            phones=(Phone(number="+33472000002", contact="M. Lopez"),),
            lina_version="5.1",
            remote_access=f"{_ACCESS}/bois",
            mail="contact@bois.example",
        ),
        Client(
            code="GARAGE",
            name="Garage des Alpes",
            phase=Phase.DELIVERED,
            delivered=days(-1900),
            warranty_end=days(-1535),
            account_manager="U0FARID",
            phones=(Phone(number="+33476000007", contact="Mme Ollier"),),
            lina_version="2.6",
            remote_access=f"{_ACCESS}/garage",
        ),
        Client(
            code="HORTI",
            name="Serres Bouvier",
            phase=Phase.DELIVERED,
            delivered=days(-45),
            warranty_end=days(320),
            account_manager="U0CAMILLE",
            technicians=("U0ALICE",),
            phones=(Phone(number="+33474000008", contact="M. Bouvier"),),
            lina_version="5.1",
            remote_access=f"{_ACCESS}/horti",
            mail="contact@horti.example",
        ),
        Client(
            code="JURA",
            name="Fromagerie des Rousses",
            phase=Phase.DELIVERED,
            delivered=days(-800),
            warranty_end=days(-435),
            account_manager="U0FARID",
            phones=(Phone(number="+33384000010"),),
            lina_version="4.9",
        ),
    )


def _in_project() -> tuple[Client, ...]:
    return (
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
            code="IMPRIM",
            name="Imprimerie Sauvage",
            phase=Phase.PROJECT,
            account_manager="U0FARID",
            technicians=("U0ALICE",),
            phones=(Phone(number="+33478000009", contact="Mme Sauvage"),),
            lina_version="5.1",
        ),
        Client(
            code="LOGIS",
            name="Transports Lefèvre",
            phase=Phase.PROJECT,
            account_manager="U0CAMILLE",
            technicians=("U0BRUNO",),
            phones=(Phone(number="+33475000013", contact="M. Lefèvre"),),
        ),
    )
