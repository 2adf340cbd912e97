"""The scheduled steps from a source to a channel. Each module has `run(store, …, now) -> Report`."""
