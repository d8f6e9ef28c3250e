"""The forms of runs and plays: the rows that a person's archive is for."""

import re

from sync.core.activity import Activity, Decision
from sync.core.annotation import Annotation
from sync.core.archive.form import Field, Form
from sync.core.archive.values import NotSuch
from sync.core.key import NUMBERED, Key
from sync.core.music import Artist, Gap, Play, Song

STORES = "how often it was saved is counted anew by each store"
SOURCE = re.compile(r"[a-z][a-z0-9_-]{0,30}")
ID = re.compile(r"(?!\.)[A-Za-z0-9._~:@+-]{1,200}")
"""Safe in the name of a file. A service's number, or the fingerprint of a file."""
NUMBER = re.compile(r"[0-9]{1,19}")
LEGS = range(1000)


def _key_checked(key: Key) -> None:
    numbered = key.source in NUMBERED
    if not SOURCE.fullmatch(key.source):
        raise NotSuch("source must be the name of a source")
    if not (NUMBER if numbered else ID).fullmatch(key.id):
        raise NotSuch("id must be a number" if numbered else "id must be letters and digits")
    if key.leg not in LEGS:
        raise NotSuch(f"leg must be below {LEGS.stop}")


def _run_checked(run: Activity) -> None:
    if not run.history:
        raise NotSuch("history must have an entry")


KEY = Form(
    Key,
    "What makes a run unique.",
    (
        Field("user", "whose it is"),
        Field("source", "the service that it comes from"),
        Field("id", "its id there, a text"),
        Field("leg", "0 unless one recording holds several files"),
    ),
    check=_key_checked,
)
DECISION = Form(
    Decision,
    "A step of a run's history.",
    (Field("at", "when"), Field("state", "the state that it led to"), Field("why", "in words")),
)
MUSIC = Form(
    Annotation,
    "What is known of a run's soundtrack and of the text that was written.",
    (
        Field("outcome", "how the look for its music ended, or `waiting`"),
        Field("looks", "how often it was looked for"),
        Field("first_at", "when it was looked for first"),
        Field("ours", "fingerprints of the blocks that Runtrack wrote into its description"),
        Field("standing", "the one that was seen to stand"),
        Field("lead", "what was put between your text and the block"),
        Field("titled", "whether the title has got its emoji"),
        Field("songs", "how many songs were found"),
        Field("closed", "why its text is never touched again by itself"),
        Field("asked", "you asked for it to be written"),
        Field("bulk", "along with many others"),
        Field("removing", "you asked for it to be taken out"),
        Field("recipe", "the version of the rule that made the text"),
        Field("plays", "fingerprint of the plays that it was made of"),
        Field("told_by", "the one source that the outcome rests on"),
    ),
    left_out={"heard": "the words of its songs are made anew from the plays"},
)
RUN = Form(
    Activity,
    "A run, and everything that was decided about it.",
    (
        Field("key", "what makes it unique"),
        Field("state", "where it is on its way to the target"),
        Field("title", "its title at its source"),
        Field("sport", "the type of activity"),
        Field("start", "when it began"),
        Field("offset", "your clock then, in seconds east of UTC"),
        Field("elapsed", "seconds, pauses included"),
        Field("distance", "metres"),
        Field("due", "when it is worked on next"),
        Field("reason", "why it is where it is"),
        Field("backfill", "it came by `runtrack backfill`"),
        Field("multisport", "a part of a recording of several sports"),
        Field("how", "how it came to be on the target"),
        Field("attempt", "how often it was sent"),
        Field("tries", "failures in a row"),
        Field("failing_since", "since when it fails"),
        Field("failing_for", "how long it has failed while Runtrack ran, in seconds"),
        Field("last_failure", "when it failed last, in seconds of Runtrack's running"),
        Field("absences", "how often in a row it was not there"),
        Field("looks", "how often it was looked at in this state"),
        Field("sent_at", "when it was sent"),
        Field("sha256", "fingerprint of the file that was sent"),
        Field("upload_id", "the target's number of the upload"),
        Field("target_id", "the target's number of the activity"),
        Field("absent_at", "when the target's list lacked it last"),
        Field("route", "whether its route was read"),
        Field("route_due", "when its route is read"),
        Field("music", "its soundtrack"),
        Field("forgotten", "its start and length were the target's word, and are kept no longer"),
        Field("privacy", "who may see it at the source, in its word"),
        Field("kept_at", "when its file was kept although it is sent nowhere"),
        Field("original", "what the kept file is: fit, gpx or tcx"),
        Field("history", "every decision, the oldest first"),
    ),
    parts=(KEY, DECISION, MUSIC),
    left_out={"version": STORES},
    check=_run_checked,
)
ARTIST = Form(
    Artist,
    "One of those who made a song.",
    (
        Field("name", "as written"),
        Field("uri", "their id at the source"),
        Field("mbid", "their id in the catalogue, as of a song"),
    ),
)
SONG = Form(
    Song,
    "A song, as its source names it.",
    (
        Field("title", "its title"),
        Field("artist", "who made it"),
        Field("seconds", "how long it is"),
        Field("isrc", "the recording's international number"),
        Field("uri", "its id at the source"),
        Field("album", "the album's title"),
        Field("mbid", "the recording's id in the open catalogue, musicbrainz.org"),
        Field("link", "a page about it"),
        Field("artists", "the single ones, where the source tells them apart"),
        Field("cover", "address of a picture"),
        Field("album_mbid", "the release's id there"),
    ),
    parts=(ARTIST,),
)
PLAY = Form(
    Play,
    "One listening.",
    (
        Field("user", "who listened"),
        Field("source", "the service that told it"),
        Field("played_at", "when, to the millisecond; its end or its start, as the source has it"),
        Field("song", "what was played"),
        Field("client", "the program that reported it"),
        Field("heard", "how many seconds of it were played"),
        Field("habit", "what played_at means, where the source says so: `end` or `start`"),
        Field("context", "what it was played from: a playlist, an album, an artist"),
    ),
    parts=(SONG,),
)
GAP = Form(
    Gap,
    "A stretch of time of which plays are missing, or may be.",
    (
        Field("user", "whose"),
        Field("source", "the service that lacks them"),
        Field("after", "its beginning"),
        Field("before", "its end"),
        Field("sure", "how sure that is: `certain`, `likely` or `possible`"),
        Field("why", "in words"),
    ),
    left_out={"version": STORES},
)
