"""Ways in: each translates a call, runs it, and translates the outcome back. Nothing is decided here."""
