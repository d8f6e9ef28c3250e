"""One history from the plays of disagreeing sources.

In this order: `likeness` (whether two songs may be one), `feed` (the plays of one source and client), `echoes` (what a
source tells twice), `clocks` (stamps that are rounded or of another time zone), `pairing` (which plays of two feeds are
copies), `meaning` (what each stamp means), `spans` (from when to when each was heard), `joining` (one history of all).
`core/listenings.py` runs them. All times are seconds since 1970 UTC (`habit.moment`).
"""
