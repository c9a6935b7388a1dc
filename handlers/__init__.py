"""Bolt listeners: they decode what Slack sends, call one service method and answer. `register` adds them all."""
