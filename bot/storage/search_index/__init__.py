"""Full-text search of closed calls, in memory: SQLite's FTS5 over French stems (docs/adr/0022)."""
