"""What apps on phones send of where they are: one file an app, and a table of them all."""
