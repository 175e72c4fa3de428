"""The events that the services exchange: the one package that everybody may import."""
