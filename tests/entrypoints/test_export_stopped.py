"""An export that cannot be written to its end: killed, the disk full, nobody at the other end of the pipe."""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sync.sim.athlete import run
from sync.stores.files import FolderFiles
from tests.support.entrypoints.commands import runtrack
from tests.support.world import HOUR, World


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.chdir(tmp_path)
    with World(tmp_path, seconds=30.0) as world:
        world.garmin.add(run(900000001, world.now - HOUR))
        world.until_quiet()
        yield world


def test_killed_in_the_middle_it_leaves_nothing_that_is_called_as_wanted(world: World) -> None:
    """What is left has another name, is no whole zip either, and hinders the next export in nothing."""

    def die(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    child = os.fork()
    if child == 0:
        FolderFiles.get = die  # type: ignore[method-assign,assignment]  # this process is to die there
        try:
            runtrack(world, "export", "all.zip")
        finally:
            os._exit(1)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    (rest,) = Path().glob("all.zip*")
    assert rest.name == f"all.zip.{child}.part"
    said = runtrack(world, "import-archive", rest.name)
    assert (said.code, said.out) == (1, "")
    assert said.err.endswith("Nothing was imported.\n")
    assert runtrack(world, "export", "all.zip").code == 0


def exported(world: World, to: str, stdout: int, begin: Callable[[], None] | None = None) -> tuple[int, str]:
    """Exit code and stderr of the command in a process of its own."""
    environ = {**world.environ, "HOME": str(world.folder), "PATH": os.environ["PATH"]}
    environ["PYTHONPATH"] = str(Path(__file__).parents[2])
    command = [sys.executable, "-m", "sync", "export", to]
    done = subprocess.run(
        command, env=environ, stdout=stdout, stderr=subprocess.PIPE, timeout=60, preexec_fn=begin, text=True
    )
    return done.returncode, done.stderr


def test_a_pipe_that_nobody_reads_ends_it_without_a_traceback(world: World) -> None:
    reads, writes = os.pipe()
    os.close(reads)
    code, err = exported(world, "-", writes)
    os.close(writes)
    assert code != 0
    assert "Traceback" not in err


def test_a_full_device_is_named(world: World) -> None:
    with Path("/dev/full").open("wb") as full:
        code, err = exported(world, "-", full.fileno())
    assert code != 0
    assert "No space left on device" in err
    assert "Traceback" not in err


def test_a_disk_that_takes_no_more_leaves_neither_a_zip_nor_a_part_of_one(world: World) -> None:
    def little() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))

    world.wired.app.files.put("originals/me/1", os.urandom(90_000))
    code, err = exported(world, "all.zip", subprocess.DEVNULL, little)
    assert code != 0
    assert "File too large" in err
    assert "Traceback" not in err
    assert list(Path().glob("all.zip*")) == []
