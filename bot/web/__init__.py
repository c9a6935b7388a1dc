"""What comes in by HTTP: Slack's signed requests, and the probes of the platform and the operators."""

from bot.web.health import Check, Expose, Health
from bot.web.server import PortUnavailableError, serving
from bot.web.signatures import Signatures
from bot.web.slack_events import PATH, SlackEvents

__all__ = [
    "PATH",
    "Check",
    "Expose",
    "Health",
    "PortUnavailableError",
    "Signatures",
    "SlackEvents",
    "serving",
]
