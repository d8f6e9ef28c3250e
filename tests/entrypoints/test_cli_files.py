"""What a person sees of a folder: each file's fate in `list --files`, `why FILE` and `status`."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.engine.asks.backfill import backfill
from sync.sim.garmin_files import zip_of
from sync.wiring import ME
from tests.support.entrypoints.commands import runtrack
from tests.support.folders import FolderWorld, a_run, fit_of
from tests.support.world import DAY, HOUR, MINUTE


@pytest.fixture
def world(tmp_path: Path) -> Iterator[FolderWorld]:
    """A run, a copy of it, one whose GPX says no sport, and a file that breaks off."""
    with FolderWorld(tmp_path) as made:
        data = fit_of(a_run(made.now - HOUR))
        made.put("a.fit", data)
        made.put("phone/b.fit", data)
        made.put("broken.fit", data[:60])
        made.put("notes.gpx", b"<gpx/>")
        made.ticks(3)
        made.put("late.fit", fit_of(a_run(made.now - 10 * MINUTE)))
        made.tick()
        assert [row.state for row in made.rows()] == [State.UPLOADED]
        yield made


def test_list_tells_the_fate_of_each_file(world: FolderWorld) -> None:
    (row,) = world.rows()
    said = runtrack(world, "list", "--files")
    assert said.code == 0
    lines = [line.split(maxsplit=2) for line in said.out.splitlines()]
    shown = {line[0]: line[1] for line in lines if line[0].endswith((".fit", ".gpx"))}
    assert shown == {
        "a.fit": "run",
        "broken.fit": "unreadable",
        "late.fit": "waits",
        "notes.gpx": shown["notes.gpx"],
        "phone/b.fit": "copy",
    }
    assert row.key.short in said.out
    assert "the same recording as a.fit" in said.out
    assert "it is read when two looks find it unchanged" in said.out
    (waits,) = (
        one
        for one in json.loads(runtrack(world, "list", "--files", "--json").out)["files"]
        if one["runs"] == [] and one["fate"] == "waits"
    )
    assert waits["name"] == "late.fit"


@pytest.mark.parametrize("name", ["phone/b.fit", "b.fit"])
def test_why_takes_a_file_and_tells_its_run_as_well(world: FolderWorld, name: str) -> None:
    said = runtrack(world, "why", name)
    assert said.code == 0
    assert said.out.startswith("phone/b.fit  copy: the same recording as a.fit\n\n")
    assert "  uploaded   Strava made activity " in said.out
    told = json.loads(runtrack(world, "why", name, "--json").out)
    assert [one["name"] for one in told["files"]] == ["phone/b.fit"]
    assert [one["state"] for one in told["runs"]] == ["uploaded"]


def test_why_of_a_file_without_a_run_tells_what_is_wrong_with_it(world: FolderWorld) -> None:
    said = runtrack(world, "why", "broken.fit")
    assert (said.code, said.out.count("\n")) == (0, 1)
    assert said.out.startswith("broken.fit  unreadable: ")


def test_why_of_a_file_that_nobody_knows_says_where_to_look(world: FolderWorld) -> None:
    said = runtrack(world, "why", "other.fit")
    assert said.code == 2
    assert "other.fit" in said.err


def test_status_counts_the_files(world: FolderWorld) -> None:
    (line,) = (line for line in runtrack(world, "status").out.splitlines() if line.startswith("folder    "))
    assert line.startswith("folder    5 files: ")
    assert line.endswith(" (`runtrack list --files`)")
    for words in ("1 that waits", "1 run", "1 copy"):
        assert words in line


@pytest.mark.parametrize("columns", [80, 60])
def test_the_list_stays_within_the_terminal(world: FolderWorld, columns: int) -> None:
    world.put(f"{'long name ' * 7}.fit", b"nothing")
    world.ticks(2)
    said = runtrack(world, "list", "--files", columns=columns)
    assert max(map(len, said.out.splitlines())) <= columns


def test_a_file_whose_run_is_older_than_the_since_date_says_so_until_a_backfill_takes_it(world: FolderWorld) -> None:
    data = fit_of(a_run(world.now - 90 * DAY))
    world.put("old.fit", data)
    world.put("same.fit", data)
    world.ticks(3)
    older = "its run of 2025-12-14 is from before the since-date, 2026-03-07"
    way_out = "`runtrack backfill --since 2025-12-14` takes it"
    said = runtrack(world, "list", "--files", columns=400).lines
    assert [line.split(maxsplit=3)[3] for line in said if line.startswith(("old.fit", "same.fit"))] == [
        f"{older}; {way_out}",
        f"the same recording as old.fit; {older}; {way_out}",
    ]
    assert runtrack(world, "why", "old.fit", columns=400).out == f"old.fit  run: {older}; {way_out}\n"
    backfill(world.wired.app, ME, world.now - 91 * DAY, world.now)
    assert runtrack(world, "why", "old.fit").lines == [
        "old.fit  run: the backfill that is under way takes what is from before the since-date"
    ]
    world.ticks(2)
    assert world.of(data).backfill
    assert runtrack(world, "why", "old.fit").out.startswith("old.fit  run\n\nfolder-")


def test_a_zip_counts_its_runs_from_before_the_since_date(world: FolderWorld) -> None:
    starts = [world.now - 40 * DAY, world.now - 30 * DAY, world.now - 3 * HOUR]
    world.put("many.zip", zip_of(*((f"{n}.fit", fit_of(a_run(start, n))) for n, start in enumerate(starts))))
    world.ticks(3)
    (one,) = json.loads(runtrack(world, "why", "many.zip", "--json").out)["files"]
    assert len(one["runs"]) == 1
    assert one["why"] == (
        "2 of its runs, the first of 2026-02-02, are from before the since-date, 2026-03-07; "
        "`runtrack backfill --since 2026-02-02` takes them"
    )


def test_without_a_folder_it_says_so(tmp_path: Path) -> None:
    with FolderWorld(tmp_path, garmin=True, RUNTRACK_FOLDER="") as world:
        said = runtrack(world, "list", "--files")
        assert said.out == "No file is known: RUNTRACK_FOLDER is not set, or no tick has looked into the folder yet.\n"


def test_a_backfill_says_that_it_reads_the_folder(world: FolderWorld) -> None:
    backfill(world.wired.app, ME, world.now - 30 * DAY, world.now)
    assert "reading Folder's list, 0 found so far" in runtrack(world, "status").out
