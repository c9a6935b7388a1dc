"""Slack's Web API: one module a family of methods, and what all calls have in common."""
