"""`runtrack export` and `import-archive`: what a new installation begins with, so that it sends nothing twice."""

import errno
import io
import os
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.core.user import User
from sync.sim.athlete import run
from sync.wiring import ME
from tests.support.entrypoints.commands import runtrack
from tests.support.world import DAY, HOUR, World

RUNS = (900000001, 900000002, 900000003)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Somebody whose three runs are on Strava, in a folder of theirs."""
    monkeypatch.chdir(tmp_path)
    with World(tmp_path, seconds=30.0) as world:
        for number, garmin_id in enumerate(RUNS):
            world.garmin.add(run(garmin_id, world.now - HOUR * 3 * (number + 1)))
        world.until_quiet()
        assert {row.state for row in world.rows()} == {State.UPLOADED}
        yield world


def moved(world: World) -> None:
    """The same person on a new machine: nothing is known there but the logins."""
    world.restart(RUNTRACK_DATABASE=str(world.folder / "new" / "runtrack.sqlite"))
    world.log_in()


def test_what_was_exported_comes_back_on_a_new_machine_and_nothing_is_sent_again(world: World) -> None:
    said = runtrack(world, "export")
    name = f"runtrack-me-{world.now:%Y-%m-%d}.zip"
    assert (said.code, said.err) == (0, "")
    assert said.lines[0].startswith(f"{name} has everything of me: ")
    assert Path(name).stat().st_mode & 0o777 == 0o600
    rows, files = world.rows(), [world.wired.app.files.get(f"originals/me/{each}") for each in RUNS]
    moved(world)
    world.strava.duplicate_check = False  # nothing but what came back keeps a run from being sent again
    world.forget_calls()
    back = runtrack(world, "import-archive", name)
    assert (back.code, back.err) == (0, "")
    assert back.lines == [
        "New here: 3 runs, 6 files, 1 note.",
        "Logins are not in an archive: `runtrack login` connects what is missing.",
    ]
    assert world.rows() == [replace(each, version=1) for each in rows]
    assert [world.wired.app.files.get(f"originals/me/{each}") for each in RUNS] == files
    world.ticks(5)
    assert "strava upload" not in world.calls()
    assert len(world.strava.alive()) == 3
    assert runtrack(world, "import-archive", name).lines[0] == "Everything in it is here already."


def test_an_import_beside_runs_that_were_found_again_takes_the_archives_word(world: World) -> None:
    runtrack(world, "export", "all.zip")
    moved(world)
    world.tick()  # they are found on Strava
    assert {row.how for row in world.rows()} == {"already there"}
    back = runtrack(world, "import-archive", "all.zip")
    assert back.lines[1] == "3 runs differ and stay as they are here."
    assert {row.state for row in world.rows()} == {State.UPLOADED}
    assert len(world.strava.alive()) == 3


def test_an_archive_is_made_while_the_daemon_works_and_without_a_login(world: World) -> None:
    world.wired.store.put(User("anna", world.now - DAY))
    assert runtrack(world, "export", "--user", "anna").code == 0
    assert runtrack(world, "export", "--user", "nobody").code == 2
    assert not Path(f"runtrack-nobody-{world.now:%Y-%m-%d}.zip").exists()
    assert [path for path in Path().iterdir() if path.name.endswith(".part")] == []


def test_a_file_that_is_there_is_not_written_over(world: World) -> None:
    Path("all.zip").write_bytes(b"mine")
    said = runtrack(world, "export", "all.zip")
    assert (said.code, said.out) == (1, "")
    assert said.err == "all.zip is there already: name another file, or remove it\n"
    assert Path("all.zip").read_bytes() == b"mine"


def test_it_goes_to_standard_output(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = io.BytesIO()

    class Out(io.StringIO):
        buffer = kept

    monkeypatch.setattr("sync.entrypoints.cli.archive.sys", type("Sys", (), {"stdout": Out(), "stderr": sys.stderr}))
    assert runtrack(world, "export", "-").out == ""
    with zipfile.ZipFile(kept) as archive:
        assert "runs.jsonl" in archive.namelist()


def test_an_archive_of_another_name_asks_whose_it_becomes(world: World) -> None:
    world.wired.store.put(User("anna", world.now - DAY))
    runtrack(world, "export", "anna.zip", "--user", "anna")
    asked = runtrack(world, "import-archive", "anna.zip")
    assert (asked.code, asked.out) == (2, "")
    assert asked.err == "anna.zip is of 'anna': name that user with --user, or take it as yours with --mine\n"
    assert runtrack(world, "import-archive", "anna.zip", "--mine").code == 0
    assert runtrack(world, "import-archive", "anna.zip", "--user", "anna").code == 0


def test_what_cannot_be_read_is_named_and_nothing_is_imported(world: World) -> None:
    Path("x.zip").write_bytes(b"no zip")
    for name, words in (
        ("x.zip", "x.zip: it is no zip, or was cut off. Nothing was imported."),
        ("y.zip", "y.zip cannot be read: No such file or directory. Nothing was imported."),
    ):
        said = runtrack(world, "import-archive", name)
        assert (said.code, said.err.strip()) == (1, words)


def test_another_garmin_accounts_archive_is_refused(world: World) -> None:
    runtrack(world, "export", "all.zip")
    world.restart(RUNTRACK_DATABASE=str(world.folder / "new" / "runtrack.sqlite"))
    world.store.put(User(ME, world.now, source_owner=7))
    said = runtrack(world, "import-archive", "all.zip")
    assert said.code == 1
    assert said.err.startswith("all.zip is of another account at the source than the one here")
    assert world.rows() == []


def test_a_folder_that_is_not_there_is_named(world: World) -> None:
    said = runtrack(world, "export", "nowhere/all.zip")
    assert (said.code, said.out) == (2, "")
    assert "nowhere" in said.err


def test_an_export_that_fails_leaves_nothing_behind(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> bytes:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "all.zip")

    monkeypatch.setattr("sync.stores.files.FolderFiles.get", full)
    said = runtrack(world, "export", "all.zip")
    assert said.code == 2
    assert said.err.startswith("all.zip: No space left on device\n")
    assert [path.name for path in Path().glob("all.zip*")] == []
