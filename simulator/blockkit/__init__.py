"""Block Kit: what Slack allows in a message or a view, as a table, and the inspector that applies it."""
