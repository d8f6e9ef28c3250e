"""The numbers of the rules by which things are worked out of a route.

They are apart from the rules, for a tick only asks whether these have changed. Each is raised with every change to what
is worked out there, or in `core/figures.py`.
"""

DIGEST = 1
SONG_FIGURES = 1
RULES = DIGEST + SONG_FIGURES
"""Of all that is derived of a route: each of the two only rises, and so does their sum."""
