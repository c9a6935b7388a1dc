"""Page: the workspace in a browser; what it shows, live, and what people do there."""
