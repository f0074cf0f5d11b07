"""Quality of the learner on real titles, beside named peers."""
