"""Settings, wiring, the supervisor, and the commands that need more than one house."""
