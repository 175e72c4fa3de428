"""Files by their hash: what people hand in beside their commands. See README.md."""
