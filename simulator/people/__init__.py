"""People: what someone does in the workspace, and what an answer of the app does to the screen."""
