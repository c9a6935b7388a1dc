"""The HTTP server: Slack's signed requests, health checks and metrics."""

from bot.web.health import Check, Expose, Health
from bot.web.server import PortUnavailableError, http_server
from bot.web.signatures import RequestVerifier
from bot.web.slack_events import PATH, SlackEvents

__all__ = [
    "PATH",
    "Check",
    "Expose",
    "Health",
    "PortUnavailableError",
    "RequestVerifier",
    "SlackEvents",
    "http_server",
]
