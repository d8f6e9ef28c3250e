"""Planted bugs in songs between friends: false sightings, songs lost or doubled, and what nobody agreed to."""

from tests.planting import Mutant

SHARES = ("tests/engine/test_shares.py",)
STORY = ("tests/engine/test_share_histories.py", "-m", "not long")
WORLD = ("tests/song_world", "-m", "not long")
CORE = ("tests/core/test_song_share.py",)

SONG_BUGS = (
    Mutant(
        "a play from before the sending counts",
        "sync/engine/shares.py",
        "begins >= after and not was_skipped",
        "not was_skipped",
        SHARES,
    ),
    Mutant(
        "any song by this name counts, whoever made it",
        "sync/core/matching/same_song.py",
        " or not one.artists & other.artists:",
        ":",
        ("tests/core/test_same_song.py",),
    ),
    Mutant(
        "a live recording counts as the studio's",
        "sync/core/matching/same_song.py",
        " or one.versions != other.versions or",
        " or",
        ("tests/core/test_same_song.py",),
    ),
    Mutant(
        "a recording of another length counts",
        "sync/core/matching/same_song.py",
        "return abs(first - second) <= SAME_LENGTH",
        "return True",
        ("tests/core/test_same_song.py",),
    ),
    Mutant(
        "a recording for karaoke counts",
        "sync/core/matching/same_song.py",
        "    if _kind(a.title) != _kind(b.title):\n        return False\n",
        "",
        ("tests/core/test_same_song.py",),
    ),
    Mutant(
        "a band that plays another one's songs counts",
        "sync/core/matching/same_song.py",
        " and (one.artists == other.artists or _shared(a.artist, b.artist))",
        "",
        ("tests/core/test_same_song.py",),
    ),
    Mutant(
        "a stamp that may be an end is taken for a start",
        "sync/core/sure_begin.py",
        "return ends_at - (one.length or USUAL_LENGTH) >= after or _all_are_starts(play.source, told)",
        "return True",
        ("tests/core/test_sure_begin.py",),
    ),
    Mutant(
        "a song that was left after seconds counts",
        "sync/core/sure_begin.py",
        "return any(0 < (-apart if one.ends else apart) < least for apart in others)",
        "return False and any(others)",
        ("tests/core/test_sure_begin.py",),
    ),
    Mutant(
        "a song that was heard is looked for among the plays again",
        "sync/engine/shares.py",
        "    if share.state is ShareState.HEARD:\n",
        "    if share.state is ShareState.HEARD and share.looks > 3:\n",
        WORLD,
    ),
    Mutant(
        "a share that is not there any more is made anew by its sender's second press",
        "sync/engine/asks/send_song.py",
        "    if known.due is not None:\n        shares.hand_out",
        "    if True:\n        shares.hand_out",
        ("tests/engine/test_shares.py", "-k", "second_press"),
    ),
    Mutant(
        "a song is handed out before it is saved as sent",
        "sync/engine/asks/send_song.py",
        "known = saving.put(store, fresh) or store.load(Sending, wanted.user, wanted.id) or fresh",
        "shares.hand_out(app, fresh, wanted.sent_at); known = saving.put(store, replace(fresh, due=None)) or fresh",
        SHARES,
    ),
    Mutant(
        "no tick hands out what a killed sender left",
        "sync/engine/phases/songs.py",
        "for one in store.open_ones(Sending, user, now)),",
        "for one in store.open_ones(Sending, user, now)[:0]),",
        SHARES,
    ),
    Mutant(
        "a new play wakes no song",
        "sync/engine/phases/songs.py",
        "if now_is.context.fresh_plays:",
        "if not now_is.context.fresh_plays:",
        SHARES,
    ),
    Mutant(
        "plays of a file wake no song",
        "sync/engine/asks/import_plays.py",
        "    shares.wake(app.store, user, fresh, now)\n",
        "",
        SHARES,
    ),
    Mutant(
        "a run that was read wakes no song",
        "sync/engine/routes.py",
        "        shares.run_was_read(app.store, row, now)\n",
        "        del shares\n",
        SHARES,
    ),
    Mutant(
        "figures are told to who may know of the run alone",
        "sync/core/song_share.py",
        "figures = may.covers(Learns.FIGURES)",
        "figures = may.covers(Learns.ON_A_RUN)",
        CORE,
    ),
    Mutant(
        "a decline is told to who may learn nothing",
        "sync/core/song_share.py",
        "if share is None or not may.covers(Learns.PLAYED):",
        "if share is None or not (may.covers(Learns.PLAYED) or share.state is ShareState.DECLINED):",
        CORE,
    ),
    Mutant(
        "who has blocked somebody is still learned of",
        "sync/core/friends.py",
        "if of_listener is None or not are_friends(of_listener, of_sender):",
        "if of_listener is None or of_sender is None:",
        CORE,
    ),
    Mutant(
        "an old consent comes back with the friendship",
        "sync/core/friends.py",
        "replace(self, will=will, since=now, tells=Learns.NOTHING)",
        "replace(self, will=will, since=now)",
        CORE,
    ),
    Mutant(
        "a refusal to take back says that it was heard",
        "sync/engine/asks/send_song.py",
        "learned(store.load(Share, name, sending.id), each, withdrawn=False).seen",
        "learned(store.load(Share, name, sending.id), Learns.FIGURES, withdrawn=False).seen",
        SHARES,
    ),
    Mutant(
        "somebody writes to a stranger",
        "sync/engine/asks/send_song.py",
        "if not friends(app.store, user, to):",
        "if app.store.load(Sending, user, to) is not None:",
        STORY,
    ),
    Mutant(
        "what was taken back is handed out all the same",
        "sync/engine/shares.py",
        "    if sending.withdrawn_at is not None:\n        take_back(app.store, sending, now)\n    else:",
        "    if True:",
        SHARES,
    ),
    Mutant(
        "a song is looked for beyond its seven days",
        "sync/core/song_share.py",
        "if now >= self.until or self.looks + 1 >= how.most:",
        "if self.looks + 1 >= how.most * 2:",
        CORE,
    ),
    Mutant(
        "the name of who is deleted stays with who wrote to them",
        "sync/engine/forgotten_friend.py",
        'to=tuple("" if name == user else name for name in sending.to)',
        "to=sending.to",
        SHARES,
    ),
)
