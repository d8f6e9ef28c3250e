"""Planted bugs: exact changes of the product that a test has to notice."""
