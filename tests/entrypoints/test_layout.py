"""Everything fits a terminal of 80 and of 60 columns, addresses stay whole, and times name the zone they are in."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.cells import cell_len

from sync.entrypoints.cli.text import layout, times
from sync.sim.athlete import run, triathlon
from tests.support.entrypoints.commands import Said, in_zone, runtrack
from tests.support.entrypoints.listened import RUN, uploaded
from tests.support.entrypoints.three_runs import three_runs
from tests.support.music import MusicWorld
from tests.support.world import DAY, HOUR, World

LONG = "A long Sunday run along the lake with 跑步 and a title that no terminal shows on one line"


def fits(said: Said, columns: int) -> None:
    """No line is longer than the terminal but one that is a single word; no address is broken."""
    for line in said.out.splitlines():
        assert cell_len(line) <= columns or len(line.split()) == 1, line


@pytest.mark.parametrize("columns", [80, 60])
def test_every_page_fits_the_terminal(tmp_path: Path, columns: int) -> None:
    with World(tmp_path, seconds=30.0) as world:
        three_runs(world)
        world.garmin.add(run(4, world.now - HOUR, title=LONG, km=2.0, every=10))
        world.ticks(3)
        pages = {
            name: runtrack(world, *name.split(), columns=columns)
            for name in ("status", "list", "why 4", "plan", "doctor")
        }
    for said in pages.values():
        assert said.out
        fits(said, columns)
    assert re.search(r"^ *(uploaded as )?https://www\.strava\.com/activities/\d{11}$", pages["list"].out, re.MULTILINE)
    assert LONG in " ".join(pages["list"].out.split())


def test_a_row_that_does_not_fit_becomes_lines_that_begin_with_its_name(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        three_runs(world)
        said = runtrack(world, "list", columns=70)
    assert said.lines == [
        "900000001  2026-03-14 09:00 +01  2.00  uploaded",
        "  Morning [red]Run [2J",
        "  uploaded as https://www.strava.com/activities/12000000001",
        "900000002  2026-03-14 07:00 +01  8.00  skipped",
        "  Cycling",
        "  cycling is not among the activity types (running)",
        "900000003  2026-03-14 05:00 +01  8.00  skipped",
        "  Lost",
        "  no file: Garmin has no file of it",
    ]


def test_what_list_prints_first_is_what_every_command_takes(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, RUNTRACK_ACTIVITY_TYPES="all") as world:
        three_runs(world)
        world.garmin.add(triathlon(910000001, world.now - 30 * HOUR))
        world.ticks(3)
        assert len(runtrack(world, "list").lines) == 7
        for line in runtrack(world, "list").lines[1:]:
            name = line.split()[0]
            said = runtrack(world, "why", name)
            assert (said.code, said.err) == (0, "")
            assert said.lines[0].split()[0] == name
            assert runtrack(world, "soundtrack", name).code == 0


@pytest.mark.parametrize("columns", [None, 160, 80, 60])
def test_a_soundtrack_fits(tmp_path: Path, columns: int | None) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        uploaded(world)
        said = runtrack(world, "soundtrack", str(RUN), columns=columns)
        assert "VO2 - Second Wind" in said.out
        assert "min/km 5:19" in said.out or columns is None or columns > 80
        if columns is not None:
            fits(said, columns)
        fits(runtrack(world, "plays", columns=columns or 200), columns or 200)


@pytest.mark.parametrize("columns", [80, 60])
def test_a_backfill_shows_its_bar_its_figures_and_when_it_is_ready(tmp_path: Path, columns: int) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.garmin.add(*(run(RUN + n, world.now - 60 * DAY + n * DAY, km=2.0, every=10) for n in range(3)))
        world.strava.spend(159, read=False)
        said = runtrack(world, "backfill", "--since", "2026-01-01", columns=columns)
    drawn = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", said.out).replace("\r", "\n")
    assert re.search(r"^━+ +0 of 3 +ready 14 Mar 09:16 UTC$", drawn, re.MULTILINE)
    assert re.search(r"3 of 3", drawn)
    assert "until 09:15 UTC" in " ".join(drawn.split())
    assert all(len(line) <= columns for line in drawn.splitlines())


def test_times_are_in_the_machines_zone_and_a_run_s_in_its_own(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        three_runs(world)
        with in_zone("America/St_Johns"):
            assert runtrack(world, "status").lines[0] == "Runtrack at 14 Mar 2026 06:33 NDT"
            assert runtrack(world, "why", "900000001").lines[1].startswith("  14 Mar 2026 06:30 NDT  discovered")
            assert "2026-03-14 09:00 +01" in runtrack(world, "list").lines[1]


@pytest.mark.parametrize(
    ("zone", "at", "shown"),
    [
        ("Europe/Zurich", datetime(2026, 1, 1, 23, 30, tzinfo=UTC), "02 Jan 2026 00:30 CET"),
        ("Europe/Zurich", datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "02 Jul 2026 01:30 CEST"),
        ("UTC", datetime(2026, 1, 1, tzinfo=UTC), "01 Jan 2026 00:00 UTC"),
    ],
)
def test_a_moment_names_its_zone(zone: str, at: datetime, shown: str) -> None:
    with in_zone(zone):
        assert times.moment(at) == shown


@pytest.mark.parametrize(("seconds", "shown"), [(3600, "+01"), (0, "+00"), (-12600, "-03:30"), (20700, "+05:45")])
def test_an_offset_is_short(seconds: int, shown: str) -> None:
    assert times._offset(seconds) == shown


def test_a_column_that_is_empty_in_every_row_is_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    layout.table(("a", "b", "c"), [("1", "", "x"), ("2", "", "")])
    assert capsys.readouterr().out == "a  c\n1  x\n2\n"


def test_words_are_never_broken_and_lines_never_too_long_where_they_need_not_be() -> None:
    text = "  one " + "x" * 30 + " two  three 跑步跑步 four"
    for room in range(4, 60):
        pieces = list(layout.wrapped(text, room, 4))
        assert " ".join(" ".join(pieces).split()) == " ".join(text.split())
        for piece in pieces:
            assert cell_len(piece) <= room or len(piece.split()) == 1


@pytest.mark.parametrize("room", range(30, 70))
def test_a_command_is_never_broken_over_two_lines(room: int) -> None:
    text = "Garmin    needs a login: it was refused; run `runtrack login garmin`, or (`runtrack logout garmin`)"
    pieces = list(layout.wrapped(text, room, 10))
    assert all(piece.count("`") % 2 == 0 for piece in pieces), pieces
    assert " ".join(piece.strip() for piece in pieces) == text
    assert all(len(piece) <= max(room, 10 + len("(`runtrack logout garmin`)")) for piece in pieces)


def test_a_backtick_alone_breaks_nothing() -> None:
    assert list(layout.wrapped("a ` b  c", 4, 0)) == ["a `", "b  c"]
