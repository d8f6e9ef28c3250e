"""The planted bugs of the song of now: what is asked, what was heard for sure, and whose it is."""

from tests.planting import Mutant

PORT = ("tests/contract/test_on_now.py",)
SEEN = ("tests/core/test_live_seen.py",)
LOOKS = ("tests/engine/live/test_song_of_now.py",)
OWN = ("tests/engine/live/test_seen_songs.py",)

NOW_BUGS = (
    Mutant(
        "a login that may not tell what plays now needs a login",
        "sync/adapters/spotify.py",
        "        return LoginNeeded(error.reason, service=NAME, scopes=(ON_NOW,))\n    return error\n",
        "        return error\n    return error\n",
        PORT,
    ),
    Mutant(
        "the last play is the song of now",
        "sync/adapters/lastfm.py",
        "next((words.song_of(item) for item in items if words.is_on_now(item)), None)",
        "next((words.song_of(item) for item in items), None)",
        PORT,
    ),
    Mutant(
        "a machine that slept goes on with the song",
        "sync/core/live/seen.py",
        "    if gap - moved > UNSURE.total_seconds():\n        return False\n",
        "",
        SEEN,
    ),
    Mutant(
        "a song went on until the next look, however late",
        "sync/core/live/seen.py",
        "or not timedelta(0) <= gap <= NEXT_LOOK:",
        "or not timedelta(0) <= gap:",
        SEEN,
    ),
    Mutant(
        "a song that was seen once is a play",
        "sync/core/live/seen.py",
        "    if heard < (min(REPORTED, length / 2) if length else REPORTED):\n        return None\n",
        "",
        SEEN,
    ),
    Mutant(
        "a song on repeat is one play",
        "sync/core/live/seen.py",
        "    return moved >= -SLACK or not again  # else sought back",
        "    return True",
        SEEN,
    ),
    Mutant(
        "a look is not claimed",
        "sync/engine/phases/now_playing.py",
        "    claimed = saving.put(store, replace(known, due=began + PATIENCE))\n",
        "    claimed = known\n",
        LOOKS,
    ),
    Mutant(
        "the play is kept after what is known of it",
        "sync/engine/phases/now_playing.py",
        "    if play is not None:\n        _keep(runner, store.add_plays([play]))\n"
        '    after = replace(after, due=song_of_now.next_look(after, going, now), failures=0, why="")\n'
        "    saving.put(store, after)\n",
        '    after = replace(after, due=song_of_now.next_look(after, going, now), failures=0, why="")\n'
        "    saving.put(store, after)\n    if play is not None:\n        _keep(runner, store.add_plays([play]))\n",
        LOOKS,
    ),
    Mutant(
        "the position is of when the turn began",
        "sync/engine/phases/now_playing.py",
        "    now = runner.context.moment()\n",
        "    now = runner.now\n",
        LOOKS,
    ),
    Mutant(
        "who ran is looked for for ever",
        "sync/engine/phases/now_playing.py",
        "    if going is None:\n",
        "    if going is None and False:\n",
        LOOKS,
    ),
    Mutant(
        "what was only seen is written on Strava",
        "sync/engine/soundtrack.py",
        "for play in plays_of(app, run) if not is_live(play.source)]",
        "for play in plays_of(app, run)]",
        OWN,
    ),
    Mutant(
        "what was only seen is shown on a shared run",
        "sync/engine/shared_views.py",
        "        if only_seen(line.sources):\n            continue\n",
        "",
        OWN,
    ),
    Mutant(
        "what was only seen confirms a friend's song",
        "sync/engine/shares.py",
        "        if is_live(play.source):\n            continue",
        "        if False:\n            continue",
        OWN,
    ),
    Mutant(
        "what was seen stays after the logout",
        "sync/engine/asks/disconnect.py",
        " + app.store.remove_plays(user, live_of(service))",
        "",
        OWN,
    ),
    Mutant(
        "a tick's view shows what is due of somebody else",
        "sync/stores/dynamo_view.py",
        "if of is kind and key[0] == user)",
        "if of is kind)",
        ("tests/contract/test_dynamo_view.py",),
    ),
)
