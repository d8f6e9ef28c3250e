"""What may happen to a file of a folder, or to the whole folder, while its run is on its way. At last it is there."""

import errno
import gzip
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sync.sim.garmin_files import zip_of
from tests.support.adapters.broken_disk import BrokenDisk
from tests.support.folders import FolderWorld
from tests.support.world import DAY, HOUR


@dataclass
class Stage:
    """A world with one more run in a file, the moment of what happens to it, and what the file has to hold again."""

    world: FolderWorld
    path: Path
    data: bytes


def renamed(at: Stage) -> None:
    at.path.rename(at.path.with_name("other.fit"))


def moved_deeper(at: Stage) -> None:
    (at.path.parent / "2026").mkdir()
    at.path.rename(at.path.parent / "2026" / "run.fit")


def copied_twice(at: Stage) -> None:
    for name in ("copy 1.fit", "copy 2.fit"):
        (at.path.parent / name).write_bytes(at.data)


def packed(at: Stage) -> None:
    at.path.unlink()
    at.world.put("run.fit.gz", gzip.compress(at.data))
    at.world.put("run.zip", zip_of(("run.fit", at.data)))


def touched(at: Stage) -> None:
    os.utime(at.path)


def of_the_future(at: Stage) -> None:
    os.utime(at.path, (2**32, 2**32))


def of_the_past(at: Stage) -> None:
    os.utime(at.path, (0, 0))


def gone_for_a_while(at: Stage) -> None:
    at.path.unlink()
    at.world.ticks(5)
    at.path.write_bytes(at.data)


def gone_for_days(at: Stage) -> None:
    """Longer than it is looked for: it is left out, and told; what is there again is taken up again."""
    at.path.unlink()
    at.world.ticks(2 * 24, every=HOUR)
    at.path.write_bytes(at.data)


def half_written_anew(at: Stage) -> None:
    at.path.write_bytes(at.data[: len(at.data) // 2])
    at.world.ticks(4)
    at.path.write_bytes(at.data)


def emptied_and_written_again(at: Stage) -> None:
    at.path.write_bytes(b"")
    at.world.ticks(1)
    at.path.write_bytes(at.data)


def may_not_be_read(at: Stage) -> None:
    os.utime(at.path)  # it is read anew
    with BrokenDisk("open", errno.EACCES, at.path.name).at_work():
        at.world.ticks(6)


def a_link_to_itself(at: Stage) -> None:
    at.path.unlink()
    at.path.symlink_to(at.path)
    at.world.ticks(3)
    at.path.unlink()
    at.path.write_bytes(at.data)


def a_folder_of_its_name(at: Stage) -> None:
    at.path.unlink()
    at.path.mkdir()
    at.world.ticks(3)
    at.path.rmdir()
    at.path.write_bytes(at.data)


def folder_away(at: Stage) -> None:
    """Longer than a run is tried for."""
    away = at.path.parent.rename(at.path.parent.with_name("away"))
    at.world.ticks(24 * 6, every=HOUR)
    away.rename(at.path.parent)


def folder_unmounted(at: Stage) -> None:
    """An empty place is left, and it is another one."""
    away = at.path.parent.rename(at.path.parent.with_name("away"))
    at.path.parent.mkdir()
    at.world.ticks(24 * 6, every=HOUR)
    at.path.parent.rmdir()
    away.rename(at.path.parent)


def folder_unmounted_and_restarted(at: Stage) -> None:
    away = at.path.parent.rename(at.path.parent.with_name("away"))
    at.path.parent.mkdir()
    at.world.restart()
    at.world.ticks(5)
    at.world.restart()
    at.path.parent.rmdir()
    away.rename(at.path.parent)


def folder_emptied(at: Stage) -> None:
    """The same place, such as a cloud's folder whose account was signed out."""
    kept = {path: path.read_bytes() for path in at.path.parent.glob("*.fit")}
    for path in kept:
        path.unlink()
    at.world.ticks(24 * 6, every=HOUR)
    for path, data in kept.items():
        path.write_bytes(data)


def slept(at: Stage) -> None:
    at.world.clock.advance(8 * HOUR.total_seconds())


def clock_set_back(at: Stage) -> None:
    at.world.clock.advance(-3 * DAY.total_seconds())
    at.world.ticks(3)
    at.world.clock.advance(3 * DAY.total_seconds())


def clock_set_ahead(at: Stage) -> None:
    at.world.clock.advance(3 * DAY.total_seconds())
    at.world.ticks(3)
    at.world.clock.advance(-3 * DAY.total_seconds())


def started_anew(at: Stage) -> None:
    at.world.restart()


EVENTS: tuple[Callable[[Stage], None], ...] = (
    renamed,
    moved_deeper,
    copied_twice,
    packed,
    touched,
    of_the_future,
    of_the_past,
    gone_for_a_while,
    gone_for_days,
    half_written_anew,
    emptied_and_written_again,
    may_not_be_read,
    a_link_to_itself,
    a_folder_of_its_name,
    folder_away,
    folder_unmounted,
    folder_unmounted_and_restarted,
    folder_emptied,
    slept,
    clock_set_back,
    clock_set_ahead,
    started_anew,
)
