"""What Slack sends, listened to. `register` gives Bolt every listener there is."""
