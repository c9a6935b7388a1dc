"""What comes in by HTTP: Slack's signed requests, and the probes of the platform and the operators."""

from bot.web.probes import Check, Expose, Probes
from bot.web.serving import PortUnavailableError, serving
from bot.web.signatures import Signatures
from bot.web.slack_events import PATH, SlackEvents

__all__ = [
    "PATH",
    "Check",
    "Expose",
    "PortUnavailableError",
    "Probes",
    "Signatures",
    "SlackEvents",
    "serving",
]
