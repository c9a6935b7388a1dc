"""A Slack workspace that runs in a test: as strict as the real one, and independent of the bot under test.

The names below are the public interface; every module of this package is private. `README.md` shows how to use it.
"""

from simulator.api.limiter import Rates
from simulator.api.methods import METHODS
from simulator.blockkit.inspection import inspect_blocks, inspect_suggestions, inspect_view
from simulator.clock import MovableClock
from simulator.faults import Fault, FaultKind, Faults, Outage
from simulator.fixtures import ChannelFixture, GroupFixture, PersonFixture, WorkspaceFixture
from simulator.inbound.delivery import UserFacingError
from simulator.page.guide import Guide, GuideStep, MessageShown, Phrase, PlaceShown
from simulator.people.person import Person
from simulator.simulator import Simulator
from simulator.slack_error import SlackError
from simulator.slack_state.call_log import ApiCall, Breach
from simulator.slack_state.messages import Ephemeral, Message
from simulator.slack_state.sinks import Mail, Post
from simulator.slack_state.views import View

API_METHODS = frozenset(METHODS)
"""The names of the Web API's methods that are simulated, such as `chat.postMessage`."""

__all__ = [
    "API_METHODS",
    "ApiCall",
    "Breach",
    "ChannelFixture",
    "Ephemeral",
    "Fault",
    "FaultKind",
    "Faults",
    "GroupFixture",
    "Guide",
    "GuideStep",
    "Mail",
    "Message",
    "MessageShown",
    "MovableClock",
    "Outage",
    "Person",
    "PersonFixture",
    "Phrase",
    "PlaceShown",
    "Post",
    "Rates",
    "Simulator",
    "SlackError",
    "UserFacingError",
    "View",
    "WorkspaceFixture",
    "inspect_blocks",
    "inspect_suggestions",
    "inspect_view",
]
