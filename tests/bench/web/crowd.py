"""A thousand people in one SQLite file, each signed in, each with runs, a route and songs; and the server over them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sync.core.activity import Activity
from sync.core.credential import Word
from sync.core.digest import Digest, digest
from sync.core.key import Key
from sync.core.music import Play, Song
from sync.core.route import Route
from sync.core.route_packing import packed
from sync.core.signing_in import Session
from sync.core.song_facts import Facts, facts_id
from sync.core.song_figures import song_figures
from sync.core.soundtrack import soundtrack
from sync.core.user import Connection, FileWalk, User
from sync.core.user_name import ME
from sync.engine.legs import route_name
from tests.bench.children import environ
from tests.bench.lists import run_number
from tests.bench.web.server import HOST, Server, serving
from tests.support.world import DAY, World, closed_port

MINUTES, SONGS = 45, 12
PAGE = 60
"""Runs of a page of the list, as the page asks for them."""


@dataclass(frozen=True)
class Crowd:
    """`cookies`: one of each person, in their order. `newest`: the name of everybody's newest run."""

    world: World
    cookies: tuple[str, ...]
    newest: str


@contextmanager
def crowd(folder: Path, people: int, runs: int) -> Iterator[Crowd]:
    """They have as many runs each, of the last days; the newest has a route on disk and its songs."""
    with World(folder, start=datetime.now(UTC), APP_URL=f"https://{HOST}", RUNTRACK_WEB="off") as world:
        names = [f"user{number:05}" for number in range(people)]
        route = route_of(MINUTES * 60)
        kept, shape = packed(route), digest(Key("", "garmin", "1"), route)
        rows = [replace(run_number(number), start=world.now - (number + 1) * DAY) for number in range(runs)]
        songs = _songs(rows[0])
        laid = song_figures(rows[0].key, rows[0].start, soundtrack(rows[0].start, rows[0].elapsed, songs), route)
        with world.sqlite.at_once():
            for name in names:
                _fill(world, name, rows, shape)
                world.store.add_plays([replace(play, user=name) for play in songs])
                world.store.put(replace(laid, user=name))
            for play in songs:
                world.store.put(Facts(facts_id(play.song), play.song, bpm=170.0))
        for name in names:
            world.wired.app.files.put(route_name(replace(rows[0], key=replace(rows[0].key, user=name))), kept)
        yield Crowd(world, tuple(f"__Host-runtrack={Word(name, secret(name)).text}" for name in names), rows[0].name)


@contextmanager
def served(crowd: Crowd) -> Iterator[Server]:
    """`runtrack web` over them, for which one signs in, in a process of its own."""
    port = closed_port()
    arguments = ("-m", "sync.entrypoints", "web", "--port", str(port))
    with serving(arguments, port, crowd.world.folder, environ(crowd.world)) as server:
        yield server


def secret(name: str) -> str:
    """As long as a real one."""
    return f"{name}-{'s' * 32}"


def route_of(points: int) -> Route:
    """A second between two points, all that a watch records, and hardly a value twice."""
    numbers = range(points)
    return Route(
        tuple(number * 1000 for number in numbers),
        tuple(45.764 + number * 2e-5 + number % 7 * 1e-6 for number in numbers),
        tuple(4.8357 + number % 900 * 3e-5 for number in numbers),
        tuple(round(number * 2.9 + number % 3 * 0.1, 1) for number in numbers),
        tuple(170.0 + number % 240 * 0.2 for number in numbers),
        tuple(2.9 + number % 5 * 0.05 for number in numbers),
        tuple(140.0 + number % 31 for number in numbers),
        tuple(168.0 + number % 9 for number in numbers),
        (None,) * points,
        (None,) * points,
        offset=3600,
        sport="running",
    )


def _fill(world: World, name: str, rows: Sequence[Activity], shape: Digest) -> None:
    store, now = world.sqlite, world.now
    store.put(User(name, now - timedelta(days=30), ticked_at=now, files=FileWalk(over_at=now)))
    store.put(Session(name, Word(name, secret(name)).id, now, now.date(), "a browser"))
    for service in ("garmin", "strava"):
        store.put(Connection(name, service, "sealed", login_needed="revoked"))
    store.add([replace(row, key=replace(row.key, user=name)) for row in rows])
    for row in rows:
        store.put(replace(shape, user=name, id=row.key.id))


def _songs(run: Activity) -> list[Play]:
    """One after the other, from its beginning to its end."""
    each = timedelta(minutes=MINUTES / SONGS)
    songs = [Song(f"Song {number}", f"Artist {number}", each.total_seconds()) for number in range(SONGS)]
    return [Play(ME, "spotify", run.start + (number + 1) * each, song) for number, song in enumerate(songs)]
