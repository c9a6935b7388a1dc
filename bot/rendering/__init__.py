"""Renders what people read: Slack's messages and views, mails, and the project-management tool's JSON."""
