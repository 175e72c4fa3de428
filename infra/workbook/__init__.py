"""Tables as .xlsx files: written for people to fill in or to print, and read back exactly."""
