"""The demo's workspace: three technicians, two developers, two account managers, a lead. Nobody here exists."""

from simulator import ChannelFixture, GroupFixture, PersonFixture, WorkspaceFixture

TECHNICIANS = ("U0ALICE", "U0BRUNO", "U0CHLOE")
DEVELOPERS = ("U0DAVID", "U0EMMA")
MANAGERS = ("U0CAMILLE", "U0FARID")
LEAD = "U0ANTHONY"
EVERYONE = (*TECHNICIANS, *DEVELOPERS, *MANAGERS, LEAD)

SUPPORT, DEV, SERVICE = "C0SUPPORT", "C0DEV", "C0LINA"

_PEOPLE = (
    ("U0ALICE", "Alice", "Alice Martin", "Technicienne"),
    ("U0BRUNO", "Bruno", "Bruno Petit", "Technicien"),
    ("U0CHLOE", "Chloé", "Chloé Garnier", "Technicienne"),
    ("U0DAVID", "David", "David Roux", "Développeur, niveau 2"),
    ("U0EMMA", "Emma", "Emma Faure", "Développeuse, niveau 2"),
    ("U0CAMILLE", "Camille", "Camille Renaud", "Chargée d’affaires"),
    ("U0FARID", "Farid", "Farid Benali", "Chargé d’affaires"),
    (LEAD, "Anthony", "Anthony Mercier", "Responsable du développement"),
)

WORKSPACE = WorkspaceFixture(
    people=tuple(
        PersonFixture(id, name, real_name, f"{id.removeprefix('U0').lower()}@example.fr", title=title)
        for id, name, real_name, title in _PEOPLE
    ),
    channels=(
        ChannelFixture(SUPPORT, "support-lina", EVERYONE),
        ChannelFixture(DEV, "dev-niveau-2", (*DEVELOPERS, LEAD, *TECHNICIANS)),
        ChannelFixture(SERVICE, "service-lina", EVERYONE),
    ),
    groups=(
        GroupFixture("S0DEV", "devs", "Développeurs", DEVELOPERS),
        GroupFixture("S0N1", "niveau1", "Niveau 1", ("U0ALICE",)),
    ),
)
