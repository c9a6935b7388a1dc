"""What Slack sends, decoded; one function of the desk is called for each."""
