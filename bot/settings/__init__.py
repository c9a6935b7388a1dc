"""What the bot is told before it starts: lina.toml and the environment, checked whole, then frozen."""

from bot.settings.credentials import Secrets
from bot.settings.errors import SettingsError
from bot.settings.loading import load_settings
from bot.settings.sections import (
    Channels,
    Escalation,
    Gdp,
    Hours,
    Lina,
    Mail,
    Report,
    Rota,
    Settings,
    Store,
)
from bot.settings.values import WeekMoment, parse_duration

__all__ = [
    "Channels",
    "Escalation",
    "Gdp",
    "Hours",
    "Lina",
    "Mail",
    "Report",
    "Rota",
    "Secrets",
    "Settings",
    "SettingsError",
    "Store",
    "WeekMoment",
    "load_settings",
    "parse_duration",
]
