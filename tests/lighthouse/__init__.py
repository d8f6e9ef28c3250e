"""Lighthouse over the demo: how quick and how reachable for everybody the pages are, by Google's measure."""
