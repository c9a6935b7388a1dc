"""Inbound: what Slack sends to the app, and the two ways by which it gets there."""
