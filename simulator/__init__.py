"""A Slack workspace on this machine: it knows nothing of the bot, and lets through what Slack would."""

from simulator.clock import MovableClock
from simulator.faults import Fault, FaultKind, Faults
from simulator.inbound.delivery import PersonSaw
from simulator.messages import Ephemeral, Message
from simulator.outside import Mail, Post
from simulator.page.guide import Glance, Guide, Phrase, Sight, Step
from simulator.people.person import Person
from simulator.records import ApiCall, Breach
from simulator.seeds import ChannelSeed, GroupSeed, PersonSeed, WorkspaceSeed
from simulator.simulator import Simulator
from simulator.views import View
from simulator.web.rates import Rates

__all__ = [
    "ApiCall",
    "Breach",
    "ChannelSeed",
    "Ephemeral",
    "Fault",
    "FaultKind",
    "Faults",
    "Glance",
    "GroupSeed",
    "Guide",
    "Mail",
    "Message",
    "MovableClock",
    "Person",
    "PersonSaw",
    "PersonSeed",
    "Phrase",
    "Post",
    "Rates",
    "Sight",
    "Simulator",
    "Step",
    "View",
    "WorkspaceSeed",
]
