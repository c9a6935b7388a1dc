"""Payloads and events that Slack sends to the app, by Socket Mode and by HTTP."""
