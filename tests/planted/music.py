"""The planted bugs of the soundtrack: capture, tokens, matching, and what is written into descriptions."""

from tests.planting import Mutant

KILLED = ("tests/engine/test_music_killed.py", "-k", "take_the_place")
MATRIX = ("tests/engine/test_music_matrix.py", "-m", "not soak", "-k", "strava")
CAPTURE = ("tests/engine/test_capture.py",)
DESCRIPTION = ("tests/core/test_description.py", "tests/core/test_description_machine.py", "-m", "not soak")
FLOW = ("tests/engine/test_soundtrack.py",)

WRITING_BUGS = (
    Mutant(
        "the intent is saved after the write",
        "sync/engine/annotate.py",
        "        yield row\n        if not context.may_send():\n",
        "        if not context.may_send():\n",
        KILLED,
    ),
    Mutant(
        "a lost write is forgotten",
        "sync/engine/annotate.py",
        "    begun = (bool(music.ours) and not music.standing) or music.asked",
        "    begun = music.asked",
        (*MATRIX,),
    ),
    Mutant(
        "an edited block is replaced",
        "sync/core/description.py",
        "    return next((place for place in places if fingerprint(text[slice(*place)]) in known), None)",
        "    return next(iter(places), None)",
        DESCRIPTION,
    ),
    Mutant(
        "a block that the user took out comes back",
        "sync/core/description.py",
        "    if ours and not begun:\n",
        "    if ours and not begun and False:\n",
        DESCRIPTION,
    ),
    Mutant(
        "the emoji comes back",
        "sync/engine/annotate.py",
        "    title = before.title if look.music.titled else titled(",
        "    title = titled(",
        FLOW,
    ),
    Mutant(
        "the user's own emoji is taken out",
        "sync/engine/annotate.py",
        "    unsure = bool(row.music.ours) and not row.music.standing  #",
        "    unsure = bool(row.music.ours)  #",
        ("tests/entrypoints/test_cli_annotate.py",),
    ),
    Mutant(
        "who asks again gets nothing",
        "sync/engine/annotate.py",
        "row.music.standing and not row.music.asked  #",
        "row.music.standing  #",
        ("tests/engine/test_target_runs.py", "tests/entrypoints/test_cli_annotate.py"),
    ),
    Mutant(
        "a text of before is taken for the user's",
        "sync/core/description.py",
        "|{re.escape(_last(mark))}|{re.escape(_last_before(mark))}",
        "|{re.escape(_last(mark))}",
        DESCRIPTION,
    ),
    Mutant(
        "a block without its last line is written again",
        "sync/core/description.py",
        "            if whole.hexdigest() in ours:\n",
        "            if whole.hexdigest() in ():\n",
        DESCRIPTION,
    ),
    Mutant(
        "an upload carries the text that nobody wanted",
        "sync/engine/annotate.py",
        "    if row.music.closed or not capture.connected(context):\n        return row",
        "    if not capture.connected(context):\n        return row",
        ("tests/entrypoints/test_cli_annotate.py",),
    ),
    Mutant(
        "a text is written anew for each answer",
        "sync/engine/phases/song_facts.py",
        "        if not waits_for_route and enrich.all_answered(runner.context, songs_of(runner.app, row)):\n",
        "        if not waits_for_route:\n",
        ("tests/engine/test_enrich.py",),
    ),
    Mutant(
        "a namesake's tempo is taken",
        "sync/adapters/deezer.py",
        "return number > 0 and artist in artists and title",
        "return number > 0 and title",
        ("tests/adapters/test_songfacts.py",),
    ),
    Mutant(
        "a recording of another length is taken",
        "sync/adapters/deezer.py",
        "    alike = song.seconds is None or abs(length - song.seconds) <= ALIKE\n",
        "    alike = True\n",
        ("tests/adapters/test_songfacts.py",),
    ),
    Mutant(
        "line ends are made alike",
        "sync/core/description.py",
        "    return Splice(text + lead + fitting, ",
        '    return Splice(text.replace("\\r\\n", "\\n") + lead + fitting, ',
        DESCRIPTION,
    ),
)

CAPTURE_BUGS = (
    Mutant(
        "a full page of unknown plays is no gap",
        "sync/engine/capture.py",
        "    if not batch.full or not fresh or (page[0] not in fresh and",
        "    if not batch.full or not fresh or (page[0] in fresh and",
        CAPTURE,
    ),
    Mutant(
        "a gap of late plays ends at the play before them",
        "sync/engine/capture.py",
        "    sitting = _since_pause((*earlier, page[0]))\n",
        "    sitting = page[:1]\n",
        ("tests/engine/test_capture_days.py", "-k", "behind"),
    ),
    Mutant(
        "a run that later plays hide lacks nothing",
        "sync/engine/capture.py",
        "        if held and len(later) >= held:\n",
        "        if held and len(later) > 200:\n",
        CAPTURE,
    ),
    Mutant(
        "a source that kept everything is read for one day after an outage",
        "sync/engine/capture.py",
        "max(min(connection.polled_at or now, now) - OVERLAP, now - REACH)",
        "now - OVERLAP",
        CAPTURE,
    ),
    Mutant(
        "an answer that nobody can read is healthy",
        "sync/adapters/play_fields.py",
        "    if items and not any(plays):\n",
        "    if not items and any(plays):\n",
        ("tests/adapters/test_spotify.py", "tests/adapters/test_lastfm.py", "tests/adapters/test_listenbrainz.py"),
    ),
    Mutant(
        "the next time is saved only after an answer",
        "sync/engine/capture.py",
        "    saving.connection(context.app.store, context.user, service, lambda c: replace(c, poll_at=after))\n"
        "    fresh = _newest(context, connection)\n",
        "    fresh = _newest(context, connection)\n"
        "    saving.connection(context.app.store, context.user, service, lambda c: replace(c, poll_at=after))\n",
        CAPTURE,
    ),
    Mutant(
        "late plays wake nothing",
        "sync/engine/capture.py",
        "run.state in ON_TARGET and not run.music.closed and not soon:\n",
        "run.state in ON_TARGET and not run.music.closed and not soon and run.due is None:\n",
        FLOW,
    ),
    Mutant(
        "old runs are woken as well",
        "sync/engine/capture.py",
        "        if run.start >= recent and run.state",
        "        if run.state",
        CAPTURE,
    ),
    Mutant(
        "songs that come later are not laid onto a run whose route was read",
        "sync/engine/capture.py",
        '        if new and run.route == "read" and (run.route_due is None or run.route_due > context.now):\n',
        '        if new and run.route == "due" and (run.route_due is None or run.route_due > context.now):\n',
        ("tests/engine/test_song_figures.py",),
    ),
    Mutant(
        "figures of other songs pass for a run's",
        "sync/core/song_figures.py",
        "        return self.recipe == SONG_FIGURES and self.made_of == fingerprint(parts)\n",
        "        return self.recipe == SONG_FIGURES\n",
        ("tests/core/test_song_figures.py",),
    ),
    Mutant(
        "a refresh answer without a refresh token loses the old one",
        "sync/adapters/spotify_oauth.py",
        'answer.get("refresh_token") or old',
        'answer.get("refresh_token") or ""',
        ("tests/adapters/test_spotify_refresh.py",),
    ),
    Mutant(
        "Last.fm's key is logged",
        "sync/adapters/httpx2_client.py",
        "        logging.getLogger(name).setLevel(logging.WARNING)\n",
        "        logging.getLogger(name).setLevel(logging.DEBUG)\n",
        ("tests/engine/test_secrets.py",),
    ),
)

MUSIC_BUGS = (*WRITING_BUGS, *CAPTURE_BUGS)
