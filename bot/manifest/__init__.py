"""Builds the Slack app's manifest from the listeners that are registered and the methods that are called."""

from bot.manifest.builder import events, manifest, scopes

__all__ = ["events", "manifest", "scopes"]
