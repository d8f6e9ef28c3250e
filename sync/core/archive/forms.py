"""Everything that an archive holds, by file: the forms of its lines, the documented names, the version of it all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sync.core.archive.form import Field, Form
from sync.core.archive.live_forms import LIVE_PART, LIVE_RUN
from sync.core.archive.run_forms import GAP, PLAY, RUN, STORES
from sync.core.archive.song_forms import CHAT, CIRCLE, CONTACT, EXPERIMENT, MEMBERSHIP, PLAYLIST, SENDING, SHARE
from sync.core.archive.values import NotSuch
from sync.core.document_kinds import KINDS, Whose, kind_of
from sync.core.notice import Notice
from sync.core.own_settings import OwnSettings
from sync.core.privacy import PrivacyZones, Zone, wrong_zone
from sync.core.user import Backfill, Looked, User

FORMAT, VERSION = "runtrack archive", 1
"""A newer version is one of which an older Runtrack would lose something."""
HEAD, README = "archive.json", "README.md"
FOLDERS = {
    "originals": "the recorded files, as the source handed them out",
    "routes": "the routes read from them, gzipped JSON",
}
"""The folders of a person's files that go out; what they hold is named by the run."""

DERIVED = "digests are made anew from the routes"

LOOKED = Form(
    Looked,
    "What the looks at the list of a source came to.",
    (
        Field("service", "the source"),
        Field("back_at", "when its last 30 days were read last"),
        Field("newest_ids", "its newest runs"),
        Field("newest_print", "fingerprint of what its list said last"),
        Field("unreadable", "runs on its list that could not be read"),
    ),
)
USER = Form(
    User,
    "You, and where Runtrack is with your services.",
    (
        Field("id", "your name in this installation"),
        Field("since", "nothing older is uploaded by itself"),
        Field("source_owner", "your account's number at the source"),
        Field("ticked_at", "when Runtrack looked last"),
        Field("tidied_at", "when it last tidied up"),
        Field("rebuild_from", "from when on the runs have to be found anew"),
        Field("facts_due", "when the song catalogues are asked again"),
        Field("target_looked_at", "when the target was last asked for new runs"),
        Field("looks", "what the looks at each source came to"),
        Field("rebuild_of", "the source whose list a rebuild reads"),
        Field("noted_every", "how often a look that finds nothing is noted, in seconds"),
        Field("rebuild_next", "where a rebuild goes on"),
        Field("since_said", "a setting of the since-date that is not in force"),
        Field("uptime", "how long Runtrack has run, in seconds"),
    ),
    parts=(LOOKED,),
    left_out={
        "digest_recipe": DERIVED,
        "digests_behind": DERIVED,
        "files": DERIVED,
        "version": STORES,
        "leaving": "who is being deleted here may stay elsewhere",
    },
)
BACKFILL = Form(
    Backfill,
    "A wish for older runs, and how far it is.",
    (
        Field("user", "whose"),
        Field("since", "from when on"),
        Field("until", "up to when"),
        Field("asked_at", "when it was asked for"),
        Field("phase", "`list`, `compare`, `work` or `done`"),
        Field("next_start", "where in the source's list it goes on"),
        Field("found", "how many runs it found"),
        Field("worked_at", "when it was worked on last"),
        Field("compared_at", "when the target's list was read for it"),
        Field("finished_at", "when it was done"),
        Field("note", "in words"),
        Field("unreadable", "runs on the source's list that could not be read"),
        Field("by_itself", "Runtrack asked for it, because a look found many runs"),
        Field("listed", "the sources whose list was read to its end"),
        Field("lists", "the source whose list is being read"),
        Field("revive_from", "from when on you asked for the runs as well"),
    ),
    left_out={"version": STORES},
)
SETTINGS = Form(
    OwnSettings,
    "What you have set otherwise than the installation.",
    (
        Field("user", "whose"),
        Field("texts", "by the setting's name, such as `RUNTRACK_TITLE_EMOJI`"),
    ),
    left_out={"sealed": "their values are sealed for one installation", "version": STORES},
)


def _good_zone(zone: Zone) -> None:
    if why := wrong_zone(zone):
        raise NotSuch(why)


ZONE = Form(
    Zone,
    "A circle that is cut out of what others see.",
    (
        Field("name", "what you call it"),
        Field("lat", "latitude of its middle, in degrees"),
        Field("lon", "longitude of its middle, in degrees"),
        Field("radius", "in metres"),
        Field("north", "how far the cut is moved to the north, as a share of the most"),
        Field("east", "the same to the east"),
    ),
    check=_good_zone,
)
ZONES = Form(
    PrivacyZones,
    "Your privacy zones.",
    (Field("user", "whose"), Field("zones", "the circles")),
    parts=(ZONE,),
    left_out={"version": STORES},
)
NOTICE = Form(
    Notice,
    "A problem that you were told of.",
    (
        Field("user", "who was told"),
        Field("problem", "what makes it unique"),
        Field("text", "in words"),
        Field("opened_at", "since when"),
        Field("closed_at", "until when"),
        Field("pending", "what has still to be sent"),
        Field("due", "when"),
        Field("kind", "what is wrong"),
        Field("service", "with which service"),
        Field("title", "its name"),
        Field("reason", "why"),
        Field("advice", "what is known of it"),
        Field("run", "of which run"),
        Field("run_start", "when that began"),
        Field("since", "since when the service is away, or which since-date is in force"),
        Field("until", "until when a login holds"),
        Field("asked", "the since-date that was asked for"),
        Field("held", "how many plays the service keeps"),
        Field("ids", "what could not be read"),
        Field("page", "where a run's page at the service is"),
    ),
    left_out={"version": STORES},
)


@dataclass(frozen=True, slots=True)
class Lines:
    """One file of an archive: JSON lines of one form."""

    name: str
    form: Form


RUNS, PLAYS = Lines("runs.jsonl", RUN), Lines("plays.jsonl", PLAY)
DOCUMENTS = (
    Lines("gaps.jsonl", GAP),
    Lines("notices.jsonl", NOTICE),
    Lines("backfills.jsonl", BACKFILL),
    Lines("settings.jsonl", SETTINGS),
    Lines("privacy-zones.jsonl", ZONES),
    Lines("friends.jsonl", CONTACT),
    Lines("groups.jsonl", CIRCLE),
    Lines("memberships.jsonl", MEMBERSHIP),
    Lines("songs-for-you.jsonl", SHARE),
    Lines("songs-from-you.jsonl", SENDING),
    Lines("playlists.jsonl", PLAYLIST),
    Lines("chats.jsonl", CHAT),
    Lines("experiments.jsonl", EXPERIMENT),
    Lines("live-runs.jsonl", LIVE_RUN),
    Lines("live-points.jsonl", LIVE_PART),
    Lines("users.jsonl", USER),
)
"""In the order in which they are brought back: what says that runs are known comes after the runs."""
ALL = (RUNS, PLAYS, *DOCUMENTS)


def goes_out(of: type[Any]) -> bool:
    """Whether documents of this class are a person's own, and leave with them."""
    kind = kind_of(of)
    return kind.whose is Whose.USER and kind.in_export


def forgotten() -> Iterator[str]:
    """What an archive would lose without anybody having decided so: a kind, a field, or a name that is gone."""
    formed = {lines.form.of for lines in DOCUMENTS}
    for kind in KINDS:
        if goes_out(kind.of) != (kind.of in formed):
            yield kind.name
    for lines in ALL:
        for form in lines.form.all:
            yield from (f"{form.of.__name__}.{name}" for name in sorted(form.differs))


NAME = re.compile(r"(?!\.)[A-Za-z0-9._~:@+-]{1,250}")


def file_out(folder: str, name: str, data: bytes) -> str:
    """What a kept file is called in an archive: by what it is, so that other programs open it."""
    if folder != "originals":
        return f"{folder}/{name}"
    kind = "fit" if data[8:12] == b".FIT" else "gpx" if b"<gpx" in data[:2000] else "tcx"
    return f"{folder}/{name}.{kind}"


def file_in(entry: str, user: str) -> str:
    """The name in our files of an archive's entry, "" for an entry that can be none of them."""
    folder, slash, name = entry.partition("/")
    if folder == "originals":
        name, _, kind = name.rpartition(".")
        slash = slash if kind in ("fit", "gpx", "tcx") else ""
    return f"{folder}/{user}/{name}" if folder in FOLDERS and slash and NAME.fullmatch(name) else ""
