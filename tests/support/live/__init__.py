"""Helpers of tests of runs in progress."""
