"""A run in progress: what arrives of it, what is seen of it, and what becomes of it."""
