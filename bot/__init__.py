"""The bot of the client-call desk, from the command line down to its rules."""
