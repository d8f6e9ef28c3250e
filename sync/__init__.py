"""Runtrack: a runner's Garmin activities, each on Strava exactly once."""
