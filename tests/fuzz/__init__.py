"""Fuzzing of what reads bytes and texts of strangers: `make fuzz` for long, `make fuzz-short` seeded and in seconds."""
