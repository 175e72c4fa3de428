"""Runtime library and the two ways to run it: on one machine (local) and in containers (docker)."""
