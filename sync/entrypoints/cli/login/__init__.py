"""Connecting a service at the terminal."""
