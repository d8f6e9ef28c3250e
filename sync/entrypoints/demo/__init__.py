"""The product on simulated services: a demo to watch, and a set to run against by hand."""
