"""The `thidua` command, one module a group of subcommands."""
