"""Faults on purpose: workers that are killed and frozen, a chat server that lies, a database that restarts."""
