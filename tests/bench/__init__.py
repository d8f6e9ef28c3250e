"""`make bench`: what the product costs in calls, bytes, time and memory, measured against the simulated services."""
