"""The local console: a page with channels, cards and a command line."""
