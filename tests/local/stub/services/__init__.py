"""Stand-ins for the four services: they listen and say that they are ready."""
