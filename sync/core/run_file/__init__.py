"""A run as a file to take away, its music in it: GPX, TCX, GeoJSON, a table, JSON. Names are harmless in it."""
