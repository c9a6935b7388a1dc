"""The composition root: wires the bot, runs it, and stops it."""

from bot.app.bootstrap import Bot, build
from bot.app.config import BotConfig, config_of
from bot.app.resources import Resources
from bot.app.run import run
from bot.app.stores import database_of, store_of
from bot.app.transports import serve_http, socket_mode

__all__ = [
    "Bot",
    "BotConfig",
    "Resources",
    "build",
    "config_of",
    "database_of",
    "run",
    "serve_http",
    "socket_mode",
    "store_of",
]
