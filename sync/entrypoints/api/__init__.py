"""The web's API: a request becomes a verb or a view of the engine, and what comes of it JSON (docs/api.md)."""
