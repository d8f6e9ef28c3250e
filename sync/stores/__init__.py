"""Where rows and files live: SQLite and a folder on one machine."""
