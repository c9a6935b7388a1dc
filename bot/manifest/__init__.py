"""The Slack app's manifest: exactly what the listeners register and what the bot calls."""

from bot.manifest.builder import events, manifest, scopes

__all__ = ["events", "manifest", "scopes"]
