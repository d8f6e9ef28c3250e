"""A person's archive: which values go out, under which names, and what a line that comes back may hold."""
