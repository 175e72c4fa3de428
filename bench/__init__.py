"""How fast it is: figures that any reader can take again with one command."""
