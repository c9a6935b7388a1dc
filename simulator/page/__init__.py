"""The workspace in a browser: what the page shows, live, and what people do on it."""
