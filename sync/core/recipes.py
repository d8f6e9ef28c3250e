"""The numbers of the rules by which things are worked out of a route, and of the plays laid onto it.

They are apart from the rules, for a tick only asks whether these have changed. Each is raised with every change to what
is worked out there, or in `core/figures.py` and `core/heard.py`.
"""

DIGEST = 1
SONG_FIGURES = 2
HEARD = 1
INSIGHTS = 2
"""Of a person and not of a run: made anew by itself."""
RULES = DIGEST + SONG_FIGURES + HEARD
"""Of all that is derived of runs: each of them only rises, and so does their sum."""
