"""What each phase of a tick does, phase by phase; their order is the table in `sync/engine/table.py`."""
