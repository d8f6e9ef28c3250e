"""Every single fault at every call of the soundtrack: the text is written once, nothing of the user's is touched."""

from pathlib import Path

import pytest

from sync.core.activity import State
from sync.core.song_facts import Facts
from sync.core.user import Connection
from sync.sim.athlete import run
from sync.sim.http import FAULTS, SimService
from sync.wiring import ME
from tests.support.engine.invariants import logins_asked_for
from tests.support.engine.matrix import AFTER_THE_EFFECT, happened
from tests.support.engine.secret_watch import leaks, listening
from tests.support.music import MusicWorld
from tests.support.world import DAY, HOUR, START

RUN = 900000001
ENDPOINTS = (
    ("spotify", "token"),
    ("spotify", "recent"),
    ("listenbrainz", "listens"),
    ("lastfm", "recent"),
    ("songfacts", "recording"),
    ("songfacts", "features"),
    ("songfacts", "song"),
    ("songfacts", "search"),
    ("songfacts", "numbered"),
    ("strava", "activity"),
    ("strava", "update"),
)
"""The rows: every call that the soundtrack adds. A test holds them against the call log."""


def expected_logins(service: str, endpoint: str, fault: str, times: int) -> set[str]:
    """Who has to log in again, in the cells where nothing else helps."""
    if endpoint == "token" and fault in AFTER_THE_EFFECT:
        return {service}  # the old refresh token is dead and the new one was never received
    if fault == "401" and times > 1 and service in ("spotify", "strava") and endpoint != "token":
        return {service}  # refused again right after a refresh that worked
    if fault == "401" and service in ("lastfm", "listenbrainz"):
        return {service}  # nothing to refresh there: the name or the token is refused
    return set()


def served(world: MusicWorld, name: str) -> SimService:
    return next(service for service in world.services if service.name == name)


def log_in_where_asked(world: MusicWorld) -> None:
    for service in ("spotify", "listenbrainz", "lastfm", "strava"):
        link = world.store.load(Connection, ME, service)
        if link is not None and link.login_needed:
            world.log_in_strava() if service == "strava" else world.connect(service)


def done(world: MusicWorld) -> bool:
    """The text stands, no source is in trouble any more, and no song waits for a catalogue."""
    links = [world.connection(service) for service in ("spotify", "listenbrainz", "lastfm")]
    well = all(not link.login_needed and not link.is_blocked(world.now) and link.polled_at for link in links)
    row = world.row(RUN)
    waiting = row.due is None or row.due <= world.now
    return well and bool(row.music.standing) and not waiting and not world.store.waiting(Facts, world.now, 1)


def play(folder: Path, service: str, endpoint: str, fault: str, times: int) -> None:
    patience = 0.4 if FAULTS[fault].slow else 10.0
    with listening() as heard, MusicWorld(folder, seconds=patience, start=START - DAY) as world:
        world.strava.rotate = world.spotify.rotates = True
        world.connect("spotify", "listenbrainz", "lastfm")
        world.clock.set(START)
        world.log_in()
        meets = served(world, service)
        meets.inject(endpoint, fault, times)
        activity = run(RUN, world.now - 2 * HOUR, elapsed=900, km=3.0, title="Morning Run")
        world.garmin.add(activity)
        world.strava.add(activity.start, activity.elapsed, activity.distance, name="Morning Run")
        (there,) = world.strava.alive()
        world.strava.describe(there.id, "Mine\r\n👟")
        told_by = {"recording": ("listenbrainz",), "search": ("lastfm",), "numbered": ("lastfm",)}
        tell = told_by.get(endpoint, ("spotify", "listenbrainz", "lastfm"))
        world.plays(activity.start, activity.end - activity.start, *tell)
        end, step = world.now + 6 * DAY, 60.0
        while world.now < end and not (happened(meets, endpoint, fault) == times and done(world)):
            world.tick()
            log_in_where_asked(world)
            world.clock.advance(step)
            step = min(step * 1.4, 6 * 3600.0)
        met = happened(meets, endpoint, fault)
        # A write that took effect or a song that is refused for good is not asked for three times, and a token that
        # is dead already is refused anyway.
        assert met == times or (times > 1 and met >= 1)
        assert logins_asked_for(world) == expected_logins(service, endpoint, fault, times)
        assert meets.strays == []
        (there,) = world.strava.alive()
        text = there.description or ""
        assert text.startswith("Mine\r\n👟\n\n♫ ")
        assert (text.count("♫ "), text.count("— Runtrack #")) == (1, 1)
        assert there.name == "Morning Run 🎵"
        row = world.row(RUN)
        assert (row.state, row.music.outcome) == (State.ANNOTATED, "complete")
        assert leaks(world, heard) == []


EACH = [
    pytest.param(*row, id=" ".join(row), marks=() if row[0] in ("spotify", "strava") else pytest.mark.long)
    for row in ENDPOINTS
]
"""Of the others, scrobbles and catalogues, the whole matrix is tried in CI."""


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(("service", "endpoint"), EACH)
def test_a_fault_spoils_no_description_and_holds_up_nothing_for_good(
    tmp_path: Path, service: str, endpoint: str, fault: str
) -> None:
    play(tmp_path, service, endpoint, fault, 1)


@pytest.mark.soak
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(("service", "endpoint"), ENDPOINTS, ids=[" ".join(row) for row in ENDPOINTS])
def test_three_faults_in_a_row_spoil_no_description(tmp_path: Path, service: str, endpoint: str, fault: str) -> None:
    play(tmp_path, service, endpoint, fault, 3)


def test_every_call_that_the_soundtrack_adds_has_a_row(tmp_path: Path) -> None:
    with MusicWorld(tmp_path, start=START - DAY) as world:
        world.connect("spotify", "listenbrainz", "lastfm")
        world.clock.set(START)
        world.log_in()
        activity = run(RUN, world.now - 2 * HOUR, elapsed=900, km=3.0)
        world.garmin.add(activity)
        world.strava.add(activity.start, activity.elapsed, activity.distance)
        world.plays(activity.start, activity.end - activity.start, "spotify", "listenbrainz", "lastfm")
        world.listenbrainz.mapped = True
        world.plays(activity.start - HOUR, HOUR, "listenbrainz", seed=5)
        world.garmin.add(run(RUN + 1, world.now - 3 * HOUR, elapsed=900, km=3.0))
        world.ticks(12)
        used = {(s.name, e) for s in world.services for e in s.counts() if s.name not in ("garmin", "strava")}
        used |= {("strava", e) for e in world.strava.counts()} - {
            ("strava", e) for e in ("list", "token", "upload", "result")
        }
        assert used == set(ENDPOINTS)
