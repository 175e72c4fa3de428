"""The services: each decides against its own log, and none imports another."""
