"""A run in progress: where the runner is, as a watch or a phone tells it while they run."""
