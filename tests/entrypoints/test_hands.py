"""What hands do: Ctrl-C, a number too large, another program's database, a folder that is somebody else's."""

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sync.entrypoints.cli.checks.machine import Verdict, check_database, check_key
from sync.stores import schema
from tests.support.entrypoints import processes
from tests.support.entrypoints.commands import runtrack
from tests.support.entrypoints.listened import checks_in
from tests.support.entrypoints.three_runs import three_runs
from tests.support.world import World


def test_ctrl_c_ends_a_command_quietly_with_130(tmp_path: Path) -> None:
    with World(tmp_path, start=datetime.now(UTC), seconds=20.0) as world:
        world.tick()
        world.garmin.inject("list", "timeout before the effect")
        asked = world.garmin.count("list")
        process = processes.start(world, "doctor")
        processes.wait_for(
            lambda: world.garmin.count("list") > asked and processes.is_waiting(process), "the call that hangs"
        )
        process.send_signal(signal.SIGINT)
        assert processes.finished(process) == (130, "", "")


def test_ctrl_c_in_the_demo_ends_it_with_130_and_no_traceback(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "sync.entrypoints.demo", "--no-web"],  # with its pages: test_demo.py
        cwd=processes.ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("Runtrack demo:")
    process.send_signal(signal.SIGINT)
    code, out, err = processes.finished(process)
    assert (code, err) == (130, "")
    assert out.splitlines()[-1] == "Stopped."


@pytest.mark.parametrize("number", ["0", "-1", "9999999999999999999999999", "1e3"])
def test_a_limit_that_makes_no_sense_is_refused_in_a_sentence(tmp_path: Path, number: str) -> None:
    with World(tmp_path, seconds=30.0) as world:
        said = runtrack(world, "list", "--limit", number)
    assert said.code == 2
    assert "--limit" in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (["logout", "foo"], "'foo' is not one of 'garmin', 'strava', 'spotify', 'listenbrainz', 'lastfm'."),
        (["list", "--limit", "many"], "it is not a whole number"),
        (["list", "--limit", "0"], "it must be greater than or equal to 1"),
    ],
)
def test_a_wrong_value_is_refused_in_our_words_and_not_in_a_librarys(
    tmp_path: Path, command: list[str], expected: str
) -> None:
    with World(tmp_path, seconds=30.0, login=False) as world:
        said = runtrack(world, *command)
    where = command[1] if command[0] == "list" else "SERVICE"
    assert (said.code, said.err.splitlines()[-1]) == (2, f"Error: Invalid value for '{where}': {expected}")


@pytest.mark.parametrize("day", ["0001-01-01", "1969-12-31", "9999-12-31"])
@pytest.mark.parametrize("command", [("list",), ("plays",), ("annotate",), ("backfill",)])
def test_a_day_out_of_reach_is_refused_in_a_sentence(tmp_path: Path, command: tuple[str, ...], day: str) -> None:
    with World(tmp_path, seconds=30.0) as world:
        said = runtrack(world, *command, "--since", day)
    assert (said.code, said.out, said.err) == (2, "", f"--since {day!r} is not a day between 1970-01-02 and 2200\n")


def foreign(path: Path) -> bytes:
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE bookmarks (url TEXT)")
        database.execute("PRAGMA user_version = 2")
        database.commit()
    return path.read_bytes()


def test_another_programs_database_is_refused_by_every_command_and_stays_as_it_is(tmp_path: Path) -> None:
    with World(tmp_path / "world", seconds=30.0) as world:
        path = tmp_path / "places.sqlite"
        before = foreign(path)
        path.chmod(0o644)
        said_of = f"{path} is a database of another program"
        way_out = "nothing in it was changed: set RUNTRACK_DATABASE to another path"
        for command in (["status"], ["list"], ["doctor", "--rebuild", "--yes"], ["backfill", "--since", "2026-01-01"]):
            said = runtrack(world, *command, RUNTRACK_DATABASE=str(path))
            assert (said.code, said.out, said.err) == (2, "", f"{said_of}\n  {way_out}\n"), command
        doctor = runtrack(world, "doctor", RUNTRACK_DATABASE=str(path))
        assert checks_in(doctor)["database"] == ("broken", f"{said_of} {way_out}")
        assert path.stat().st_mode & 0o777 == 0o644
        assert processes.run(world, "run", "--once", RUNTRACK_DATABASE=str(path)) == (
            2,
            "",
            f"{said_of}\n  {way_out}\n",
        )
        assert path.read_bytes() == before
        assert sorted(tmp_path.iterdir()) == [path, tmp_path / "world"], "a file was left beside it"


def test_a_text_is_called_no_database_by_every_command_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    with World(tmp_path / "world", seconds=30.0) as world:
        path = tmp_path / "passwd"
        path.write_text("root:x:0:0:root:/root:/bin/bash\n" * 100)
        said_of = f"{path} is no SQLite database, so it is none of Runtrack's"
        way_out = "nothing in it was changed: set RUNTRACK_DATABASE to another path"
        for command in (["status"], ["list"], ["why", "1"], ["plan"], ["rotate-key"]):
            said = runtrack(world, *command, RUNTRACK_DATABASE=str(path))
            assert (said.code, said.out, said.err) == (2, "", f"{said_of}\n  {way_out}\n"), command
        doctor = runtrack(world, "doctor", RUNTRACK_DATABASE=str(path))
        assert checks_in(doctor)["database"] == ("broken", f"{said_of} {way_out}")
        assert processes.run(world, "run", "--once", RUNTRACK_DATABASE=str(path)) == (
            2,
            "",
            f"{said_of}\n  {way_out}\n",
        )
        assert sorted(tmp_path.iterdir()) == [path, tmp_path / "world"]


def test_doctor_closes_to_others_neither_a_file_that_is_no_database_nor_its_folder(tmp_path: Path) -> None:
    """A mistyped RUNTRACK_DATABASE: of another file nobody is to lose the right to read it."""
    with World(tmp_path / "world", seconds=30.0) as world:
        path = tmp_path / "shared" / "notes.txt"
        path.parent.mkdir()
        path.parent.chmod(0o755)
        path.write_text("for everybody\n")
        path.chmod(0o644)
        doctor = runtrack(world, "doctor", RUNTRACK_DATABASE=str(path))
        assert doctor.code == 2
        assert checks_in(doctor)["privacy"] == ("note", f"{path} is none of ours: who may read it was left as it is")
        assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o644, 0o755)


def test_a_file_that_never_was_a_database_is_not_set_aside_without_a_question(tmp_path: Path) -> None:
    """A mistyped RUNTRACK_DATABASE again: a whole file of somebody's would be gone from its place."""
    with World(tmp_path / "world", seconds=30.0) as world:
        path = tmp_path / "notes.txt"
        path.write_text("for everybody\n" * 100)
        said = runtrack(world, "doctor", "--rebuild", RUNTRACK_DATABASE=str(path))
        reason = f"{path} is no SQLite file, and no copy of a database of Runtrack lies beside it"
        way_out = "run `runtrack doctor --rebuild --yes` if you want that all the same"
        assert (said.code, said.out, said.err) == (2, "", f"{reason}\n  {way_out}\n")
        assert path.read_text() == "for everybody\n" * 100
        assert runtrack(world, "doctor", "--rebuild", "--yes", RUNTRACK_DATABASE=str(path)).code == 1


def test_a_database_of_before_is_still_ours_and_a_new_one_says_so_in_its_header(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        three_runs(world)
        path = world.wired.settings.database
        with closing(sqlite3.connect(path)) as database:
            assert database.execute("PRAGMA application_id").fetchone() == (schema.APPLICATION,)
        world.wired.close()
        with closing(sqlite3.connect(path)) as database:
            database.execute("PRAGMA application_id = 0")
        world.wired = world.build()
        assert len(runtrack(world, "list").lines) == 4


def test_a_folder_that_cannot_be_written_to_is_a_failure_and_no_note(tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    for check in (
        check_database(tmp_path / "a file" / "below" / "runtrack.sqlite"),
        check_key(tmp_path / "a file" / "sealing.key", []),
        check_database(Path("/proc/runtrack/runtrack.sqlite")),
    ):
        assert check.verdict is Verdict.BROKEN, check
        assert "cannot be written to" in check.seen
        assert check.way_out.startswith("make the folder writable for you, or set RUNTRACK_")
    assert check_database(tmp_path / "new" / "runtrack.sqlite").verdict is Verdict.NOTE
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a file"]
