"""Loads lina.toml and the environment into `Settings`, which are validated as a whole and frozen."""

from bot.settings.credentials import Secret, Secrets
from bot.settings.errors import SettingsError
from bot.settings.loading import load_settings
from bot.settings.sections import (
    ChannelsSection,
    EscalationSection,
    GdpSection,
    HoursSection,
    LinaSection,
    MailSection,
    ReportSection,
    RotaSection,
    Settings,
    StoreSection,
    TelephonySection,
)
from bot.settings.values import parse_duration

__all__ = [
    "ChannelsSection",
    "EscalationSection",
    "GdpSection",
    "HoursSection",
    "LinaSection",
    "MailSection",
    "ReportSection",
    "RotaSection",
    "Secret",
    "Secrets",
    "Settings",
    "SettingsError",
    "StoreSection",
    "TelephonySection",
    "load_settings",
    "parse_duration",
]
