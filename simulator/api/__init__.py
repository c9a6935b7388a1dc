"""Web API: what every call has in common, before and after its method."""
