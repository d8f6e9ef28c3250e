"""Planted bugs of what is counted and kept when several workers write at once."""

from tests.planting import Mutant

COUNTED_BUGS = (
    Mutant(
        "a call stays uncounted when another worker has counted meanwhile",
        "sync/adapters/strava.py",
        "                continue  # another worker has counted meanwhile: count on top of it\n",
        "                return\n",
        ("tests/adapters/test_strava_counting.py",),
    ),
    Mutant(
        "an old spilled token wins over a newer one",
        "sync/adapters/tokens.py",
        '            if box["replaces"] == connection.sealed:  # else',
        "            if True:  # else",
        ("tests/adapters/test_tokens.py",),
    ),
    Mutant(
        "an upload that was processed for a day is sent again at once",
        "sync/engine/upload.py",
        "    due = now + context.app.timing.settle  # the target has it in hand",
        "    due = now  # the target has it in hand",
        ("tests/engine/test_upload_protocol.py",),
    ),
)
