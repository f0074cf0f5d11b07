"""Speed and quality, each against named peers in the same run."""
