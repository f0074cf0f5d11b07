"""The graph engine beside the named peers."""
