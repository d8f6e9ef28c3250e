"""What `--json` prints is what docs/json.md says: every key, with its type, and nothing else."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from sync.core.activity import State
from sync.core.friends import Learns
from sync.core.insights.experiment import SHUFFLE, Experiment, Planned, Ran
from sync.core.insights.findings import Lack, Missing, SameEffort, Songs
from sync.core.live.followed import LiveFollowed
from sync.core.live.point import LivePoint
from sync.core.music import Gap, Song, Sure
from sync.core.notice import Notice, NoticeKind
from sync.core.song_share import OnRun, Share
from sync.engine.asks import friends
from sync.engine.asks.users import add_user
from sync.engine.live.arriving import arrived
from sync.entrypoints.cli.text.json_text import SCHEMA
from sync.sim.athlete import run
from sync.sim.song_pages import slug
from sync.sim.songbook import SONGS
from sync.wiring import ME
from tests.entrypoints.test_cli_show import secrets
from tests.infra.test_docs import ROOT
from tests.insights.test_review import ran as year_run
from tests.support.engine.group_of_friends import HILL, group, sends
from tests.support.engine.playlist_kinds import shuffled
from tests.support.entrypoints.commands import runtrack
from tests.support.entrypoints.listened import RUN, uploaded
from tests.support.entrypoints.three_runs import three_runs
from tests.support.folders import FolderWorld, a_run, fit_of
from tests.support.insights.found import FASTER, FINDINGS, INSIGHTS
from tests.support.music import MusicWorld
from tests.support.songs import SongWorld
from tests.support.world import DAY, HOUR, World

PAGE = (ROOT / "docs" / "json.md").read_text()
SERVICES = ("garmin", "strava", "spotify", "listenbrainz", "lastfm", "folder")
WINDOWS = ("overall_quarter", "overall_day", "reads_quarter", "reads_day")
READING = (
    "annotate",
    "backfill",
    "doctor",
    "friends",
    "groups",
    "experiment",
    "insights",
    "list",
    "live",
    "plan",
    "plays",
    "review",
    "preferences",
    "show",
    "song",
    "songs",
    "soundtrack",
    "status",
    "users",
    "why",
)


def sections() -> dict[str, dict[str, str]]:
    """Of each section: path -> type."""
    found = {}
    for part in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]:
        heading, _, body = part.partition("\n")
        name = re.match(r"`runtrack ([a-z-]+)", heading)
        found[name[1] if name else "run"] = dict(re.findall(r"^\| `([^`]+)` \| ([^|]+?) \|", body, re.MULTILINE))
    return found


TOPS = ("tops.whole", *(f"tops.{each}[]" for each in ("years", "months", "kilometres", "hours")))


def documented(command: str) -> dict[str, str]:
    """Path -> type, with every run written out."""
    known = sections()
    found = {"schema": "number"}
    for path, kind in known[command].items():
        for each in _named(path):
            if kind.startswith("run"):
                found |= {f"{each}.{inner}": type_ for inner, type_ in known["run"].items()}
            if not kind.startswith("run") or "null" in kind:
                found[each] = "null" if kind.startswith("run") else kind
    if command == "status":
        found |= {path: kind for path, kind in known["backfill"].items() if path != "backfill"}
    return found


def _named(path: str) -> Iterator[str]:
    for placeholder, names in (("SERVICE", SERVICES), ("WINDOW", WINDOWS), ("STATE", tuple(State)), ("TOPS", TOPS)):
        if placeholder in path:
            yield from (path.replace(placeholder, name) for name in names)
            return
    yield path


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """(path, type) of everything in it."""
    match value:
        case dict():
            for name, inner in value.items():
                yield from leaves(inner, f"{path}.{name}" if path else name)
        case []:
            yield f"{path}[]", "empty"
        case list():
            for inner in value:
                yield from leaves(inner, f"{path}[]")
        case bool():
            yield path, "yes/no"
        case int() | float():
            yield path, "number"
        case str() if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00", value):
            yield path, "time"
        case str():
            yield path, "text"
        case None:
            yield path, "null"


def asked(world: World, command: str, *more: str) -> set[tuple[str, str]]:
    said = runtrack(world, command, *more, "--json")
    assert said.err == "", command
    seen = json.loads(said.out)
    assert seen["schema"] == SCHEMA
    for secret in secrets(world):
        assert secret not in said.out
    return set(leaves(seen))


def test_every_reading_command_prints_what_the_page_says(tmp_path: Path) -> None:
    seen: dict[str, set[tuple[str, str]]] = {name: set() for name in READING}
    with World(tmp_path / "three", seconds=30.0) as world:
        seen["backfill"] |= asked(world, "backfill")
        three_runs(world)
        world.garmin.add(run(7, world.now - HOUR, title="Fresh"))
        seen["plan"] |= asked(world, "plan")
        world.tick()
        seen["users"] |= asked(world, "users")
        seen["live"] |= asked(world, "live")
        world.store.put(LiveFollowed(ME, "livetrack", "1", "", world.now))
        arrived(world.store, ME, "livetrack", [LivePoint(world.now, 48.0, 11.5)], world.now, id="1")
        seen["live"] |= asked(world, "live")
        known = world.store.put(LiveFollowed(ME, "livetrack", "1", "", world.now, last=world.now, version=1))
        assert known.last is not None
        seen["live"] |= asked(world, "live")
        seen["review"] |= asked(world, "review")
        row = world.store.activities(ME)[-1]
        songs = year_run(0, 10_000, "A/x").songs
        assert songs is not None
        world.store.put(replace(songs, id=row.key.id, leg=row.key.leg, began=row.start))
        seen["review"] |= asked(world, "review")
        seen["insights"] |= asked(world, "insights")
        seen["experiment"] |= asked(world, "experiment")
        lists = Experiment(ME, world.now, 7, (Planned("A", "B", 170.0),), (Ran(1, "7", world.now, 5),))
        world.store.put(replace(INSIGHTS, of=SHUFFLE))
        kept = world.store.put(lists)
        seen["experiment"] |= asked(world, "experiment")
        world.store.put(replace(kept, ended=world.now))
        seen["experiment"] |= asked(world, "experiment")
        pushed = replace(FINDINGS.features[0], same_effort=SameEffort(FASTER, FASTER))
        few = replace(FINDINGS, features=(pushed,), songs=Songs((), 0.0, (Missing(Lack.RUNS, 18, 30),)))
        world.store.put(replace(INSIGHTS, findings=few))
        seen["insights"] |= asked(world, "insights")
        world.store.put(replace(INSIGHTS, version=1))
        seen["insights"] |= asked(world, "insights")
        seen["preferences"] |= asked(world, "preferences")
        reminder = Notice(ME, "expires:spotify:7", "", world.now, kind=NoticeKind.LOGIN_ENDS, service="spotify")
        world.store.put(replace(reminder, reason="in time", since=world.now, until=world.now + DAY))
        seen["status"] |= asked(world, "status")
        seen["list"] |= asked(world, "list")
        seen["show"] |= asked(world, "show", "7")
        seen["why"] |= asked(world, "why", "7") | asked(world, "why", "900000002")
        world.garmin.add(run(8, world.now - 60 * DAY, km=2.0, every=10))
        there = run(9, world.now - 2 * HOUR, km=2.0, every=10)
        world.garmin.add(there)
        world.strava.add(there.start, there.elapsed, there.distance, external_id="garmin_ping_9")
        world.tick()
        seen["status"] |= asked(world, "status")
        runtrack(world, "backfill", "--since", "2026-01-01")
        seen["backfill"] |= asked(world, "backfill")
        seen["status"] |= asked(world, "status")
        world.clock.advance(7200)
        seen["plan"] |= asked(world, "plan")
        seen["doctor"] |= asked(world, "doctor")
    with MusicWorld(tmp_path / "music") as world:
        world.connect("spotify", "lastfm", "listenbrainz")
        uploaded(world)
        world.store.put(Gap(ME, "lastfm", world.now - 3 * HOUR, world.now - 2 * HOUR, Sure.POSSIBLE, "nobody asked"))
        seen["plays"] |= asked(world, "plays")
        seen["soundtrack"] |= asked(world, "soundtrack", str(RUN))
        seen["show"] |= asked(world, "show", str(RUN))
        seen["annotate"] |= asked(world, "annotate", str(RUN), "--preview")
        seen["status"] |= asked(world, "status")
        seen["list"] |= asked(world, "list")
    with SongWorld(tmp_path / "songs") as world:
        seen["song"] |= asked(world, "song", f"{SONGS[0].artist} - {SONGS[0].title}")
        world.catalogues.inject("search", "500")
        seen["song"] |= asked(world, "song", f"https://soundcloud.com/{slug(SONGS[0].artist)}/{slug(SONGS[0].title)}")
        seen["song"] |= asked(world, "song", "https://tidal.com/track/1")
    with MusicWorld(tmp_path / "playlist") as world:
        group(world)
        shuffled(world, [Song(one.title, one.artist, uri=one.uri) for one in SONGS[:2]])
        world.connect("spotify", playlists=True)
        for option in ((), ("--playlist",)):
            seen["insights"] |= asked(world, "insights", "cadence", "170", *option)
        seen["experiment"] |= asked(world, "experiment", "playlist")
        sends(world, "anna", "1", Song("A", "B", uri=SONGS[0].uri))
        world.connect("spotify", playlists=True, user="ben")
        seen["groups"] |= asked(world, "groups", "week", HILL, "--playlist", "--user", "ben")
    with World(tmp_path / "groups") as world:
        group(world, anna=Learns.FIGURES, ben=Learns.FIGURES)
        for sender in ("anna", "ben"):
            sends(world, sender, f"50a{sender}")
        add_user(world.wired.app, "dora", world.now)
        friends.ask(world.store, "ben", "dora", world.now)
        heard = world.store.load(Share, "ben", "50aanna")
        assert heard is not None
        ran = OnRun("7", world.now, 0.0, 900.0, 290.0, 160.0)
        world.store.put(replace(heard.heard(world.now, world.now), on_run=ran))
        for user in ("anna", "ben", "cleo"):
            for command in ("friends", "groups", "songs"):
                seen[command] |= asked(world, command, "--user", user)
            seen["groups"] |= asked(world, "groups", "week", HILL, "--user", user)
        heard = world.store.load(Share, "ben", "50aanna")
        assert heard is not None
        world.store.put(replace(heard, on_run=OnRun("7", world.now), song=Song("A", "B")))
        sends(world, "anna", "50a9", Song("A", "B"))
        for user in ("anna", "ben"):
            seen["songs"] |= asked(world, "songs", "--user", user)
    with FolderWorld(tmp_path / "folder", garmin=True) as world:
        world.put("a.fit", fit_of(a_run(world.now - HOUR)))
        world.ticks(3)
        seen["status"] |= asked(world, "status")
        seen["list"] |= asked(world, "list", "--files")
        seen["why"] |= asked(world, "why", "a.fit")
    for command in READING:
        page = documented(command)
        wrong = {
            (path, kind) for path, kind in seen[command] if kind not in ("empty", *page.get(path, "").split(" or "))
        }
        assert wrong == set(), command
        missing = {path for path in page if path not in {path for path, _ in seen[command]}}
        assert missing == set(), command


def test_the_page_has_every_command_that_takes_json() -> None:
    assert set(sections()) == {"run", *READING}


def test_what_is_refused_stays_a_sentence(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        for arguments in (["why", "7"], ["soundtrack", "7"], ["backfill", "--since", "2026-01-01"], ["annotate", "7"]):
            said = runtrack(world, *arguments, "--json")
            assert (said.code, said.out) == (2, "")
            assert said.err.count("\n") == 1
