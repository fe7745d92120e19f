"""The command line: every module here with `add_arguments` and `run` is a command of that name."""
