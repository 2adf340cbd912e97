"""The command table, its parser and its handlers: the same for every surface."""
