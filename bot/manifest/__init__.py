"""The Slack app's manifest: exactly what the listeners register and what the bot calls."""

from bot.manifest.making import events, manifest, scopes

__all__ = ["events", "manifest", "scopes"]
