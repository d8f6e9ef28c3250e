"""A world of people who send each other songs: its script, the services that tell of it, the product, and a judge."""
