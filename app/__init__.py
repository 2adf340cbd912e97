"""The process: settings, wiring, the web servers and the `policywire` command."""
