"""The simulated workspace in which programs are measured: many people, no rate limits."""

from bot.manifest import manifest
from simulator import ChannelFixture, GroupFixture, PersonFixture, Rates, Simulator, WorkspaceFixture

SUPPORT = "C0SUPPORT"
DEV = "C0DEV"
SERVICE = "C0LINA"
PEOPLE = tuple(f"U0PERSON{n:02d}" for n in range(64))
DEVELOPER = "U0DEVELOPER"

CONFIGURATION = """\
[channels]
support = "C0SUPPORT"
dev = "C0DEV"
service = "C0LINA"

[rota]
members = ["U0PERSON00", "U0PERSON01"]

[escalation]
after = "10m"
mention = ["S0DEV"]

[store]
path = "{store}"
"""
"""A lina.toml."""


def workspace() -> Simulator:
    """A workspace that is not served yet; it waits for slow acknowledgements, so that they are measured."""
    everyone = (*PEOPLE, DEVELOPER)
    fixture = WorkspaceFixture(
        people=tuple(PersonFixture(id, id.title(), email=f"{id.lower()}@example.fr") for id in everyone),
        channels=(
            ChannelFixture(SUPPORT, "support", everyone),
            ChannelFixture(DEV, "dev", everyone),
            ChannelFixture(SERVICE, "service", everyone),
        ),
        groups=(GroupFixture("S0DEV", "devs", "Developers", (DEVELOPER,)),),
    )
    return Simulator(fixture, manifest(), rates=Rates.lifted(), ack_timeout=60.0)
