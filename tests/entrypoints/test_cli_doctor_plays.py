"""`runtrack doctor`, the plays and the template: when silence is worth a hint, and whether a text can be made."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sync.sim.songbook import SONGS, Heard
from sync.wiring import ME
from tests.support.entrypoints.commands import runtrack
from tests.support.entrypoints.listened import aged, checks_in, uploaded
from tests.support.music import MusicWorld
from tests.support.world import DAY


@pytest.fixture
def world(tmp_path: Path) -> Iterator[MusicWorld]:
    """In the present: the services answer with the time of this machine, and a wrong clock would be one more check."""
    with MusicWorld(tmp_path, seconds=30.0, start=datetime.now(UTC).replace(microsecond=0)) as made:
        yield made


@pytest.mark.parametrize(
    ("connected", "played", "verdict"),
    [(1, None, "fine"), (15, None, "note"), (30, 13, "fine"), (30, 15, "note"), (1, 40, "fine")],
)
def test_two_weeks_without_a_play_are_worth_a_hint(
    world: MusicWorld, connected: float, played: float | None, verdict: str
) -> None:
    world.connect("listenbrainz")
    if played is not None:
        play = Heard(SONGS[0], world.now - played * DAY, 200)
        world.listenbrainz.heard(play)
        world.store.add_plays(
            world.wired.services["listenbrainz"]
            .adapter.for_user(ME, "synthetic_runner", world.now)
            .recent(play.start)
            .plays
        )
    aged(world, "listenbrainz", connected)
    said = runtrack(world, "doctor")
    mark, rest = checks_in(said)["ListenBrainz plays"]
    begins = "none captured yet" if played is None else "the newest is of "
    hint = "nothing for more than 14 days is `runtrack run` running? Does your player submit to this account?"
    assert (said.code, mark, rest.startswith(begins), hint in rest) == (0, verdict, True, verdict == "note")


# -- the template ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "verdict", "code", "words"),
    [
        ("{{ count }} songs", "fine", 0, "own.txt"),
        ("{{ count }}\n{% for song in songs %}", "broken", 2, "own.txt, line 2: "),
        (None, "broken", 2, "own.txt cannot be read"),
    ],
)
def test_the_users_template_is_checked_and_the_rest_goes_on(
    world: MusicWorld, tmp_path: Path, text: str | None, verdict: str, code: int, words: str
) -> None:
    world.connect("lastfm")
    own = tmp_path / "own.txt"
    if text is not None:
        own.write_text(text)
    said = runtrack(world, "doctor", RUNTRACK_TEMPLATE=str(own))
    mark, rest = checks_in(said)["template"]
    assert (mark, said.code, words in rest) == (verdict, code, True)
    assert (checks_in(said)["Last.fm answers"][0], said.err) == ("fine", "")


def test_a_template_that_fails_on_the_latest_run_is_found_out(world: MusicWorld, tmp_path: Path) -> None:
    world.connect("spotify")
    uploaded(world)
    own = tmp_path / "own.txt"
    own.write_text("{% if title == 'Morning Run' and count == 3 and time == '11 min' %}{{ songs[7].at }}{% endif %}x")
    said = runtrack(world, "doctor", RUNTRACK_TEMPLATE=str(own))
    mark, rest = checks_in(said)["soundtrack text"]
    assert (said.code, checks_in(said)["template"][0], mark) == (1, "fine", "needs you")
    assert rest.startswith("it makes no text of 900000001: line 1: ")
    assert checks_in(runtrack(world, "doctor"))["soundtrack text"] == ("fine", "that of 900000001 can be made")
