"""Stand-ins for the four services: they listen, say that they are ready, and die when told to."""
