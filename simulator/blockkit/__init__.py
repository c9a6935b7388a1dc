"""Block Kit's limits as a table, and the checker that applies it to messages, views and options."""
