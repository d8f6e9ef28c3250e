"""The command line: each command translates its words, runs a verb of the engine, and prints what became of it."""
