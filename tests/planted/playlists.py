"""Planted bugs in playlists: made twice, of the wrong songs, or another's."""

from tests.planting import Mutant

PLAYLISTS = ("tests/engine/test_playlists.py",)
OWN = ("tests/engine/test_own_playlists.py",)
PORT = ("tests/contract/test_playlists.py",)

PLAYLIST_BUGS = (
    Mutant(
        "a playlist is asked for before that is noted",
        "sync/engine/asks/playlists.py",
        'asked = saving.put(store, replace(row, ref="", asked_at=now))',
        'asked = replace(row, ref="", asked_at=now)',
        PLAYLISTS,
    ),
    Mutant(
        "a playlist whose making was not answered is made anew at once",
        "sync/engine/asks/playlists.py",
        "    if settles is not None:\n        raise BeingMade",
        "    if False:\n        raise BeingMade",
        PLAYLISTS,
    ),
    Mutant(
        "a playlist is not looked for by its mark",
        "sync/engine/asks/playlists.py",
        "found = playlists.find(row.mark, row.ref)",
        'found = playlists.find("runtrack-of-nobody", row.ref)',
        PLAYLISTS,
    ),
    Mutant(
        "a playlist of another account is taken for this one's",
        "sync/engine/asks/playlists.py",
        "if known is None or known.account == link.account:",
        "if known is None or known.account:",
        PLAYLISTS,
    ),
    Mutant(
        "a list of the experiment has holes",
        "sync/engine/asks/playlists.py",
        "if whole and len(entries) < len(songs):",
        "if whole and left_out > 1:",
        OWN,
    ),
    Mutant(
        "the experiment's playlist stays the first list",
        "sync/engine/asks/own_playlists.py",
        "kept.order(kept.next_number)",
        "kept.order(1)",
        OWN,
    ),
    Mutant(
        "songs for half as many steps a minute are taken for fitting",
        "sync/core/insights/for_cadence.py",
        "abs(cadence - steps * tempo) <= NEAR * steps * tempo",
        "abs(cadence - steps * tempo) <= NEAR * 2 * tempo",
        ("tests/insights/test_for_cadence.py",),
    ),
    Mutant(
        "a making without an answer is taken for none",
        "sync/adapters/spotify_playlists.py",
        "if refused.status >= 500 else",
        "if refused.status > 599 else",
        PORT,
    ),
    Mutant(
        "a playlist is looked for on the first page of them alone",
        "sync/adapters/spotify_playlists.py",
        'if not page.get("next") or',
        'if page.get("next") or',
        PORT,
    ),
)
