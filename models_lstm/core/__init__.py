"""The relation learner without Django: data, recipe, network, training, scoring and evaluation."""
