"""An import of an archive while its person is deleted: whatever it was at, nothing that it put is left afterwards."""

from dataclasses import replace
from pathlib import Path

import pytest

from sync.adapters.archive_zip import ArchiveFile
from sync.core.activity import Decision, State
from sync.core.user import User
from sync.engine.asks import delete
from sync.engine.asks.import_archive import WasDeleted, import_archive
from sync.engine.asks.refusals import Leaving
from sync.wiring import ME
from tests.engine.test_delete import left
from tests.histories.worlds import SwiftWorld
from tests.support.contract.values import NOON, activity, play
from tests.support.engine.archives import on_disk, packed
from tests.support.engine.watched import Watch
from tests.support.world import HOUR, World


def an_archive(folder: Path) -> bytes:
    """Of a person with runs, files and plays."""
    with on_disk(folder) as old:
        old.store.add(
            [replace(activity(number), history=(Decision(NOON, State.DISCOVERED, "new"),)) for number in range(3)]
        )
        for number in range(3):
            old.files.put(f"originals/me/{number}", b"\x0e\x10\x00\x00\x00\x00\x00\x00.FIT")
        old.store.add_plays([play()])
        old.store.put(User(ME, NOON))
        return packed(old)


@pytest.mark.parametrize("ended", [False, True], ids=["begun", "ended"])
def test_whatever_it_was_at_it_brings_nobody_back(ended: bool, tmp_path: Path) -> None:
    path, at, refused = tmp_path / "it.zip", 0, 0
    path.write_bytes(an_archive(tmp_path / "old"))
    while True:
        at += 1
        with SwiftWorld(tmp_path / str(at), login=False) as world:
            world.store.put(User(ME, world.now))
            begun = world.now

            def delete_now(_: str, world: SwiftWorld = world) -> None:
                world.clock.advance(1)
                other = World.build(world)
                delete.begin(other.app, ME, world.now)
                if ended:
                    delete.finish(other.app, ME, world.now, alone=True)
                other.close()

            watch = Watch(at, delete_now)
            world.watch = watch
            world.restart()
            try:
                with ArchiveFile(path) as file:
                    import_archive(world.wired.app, ME, file, begun)
            except (Leaving, WasDeleted):
                refused += 1
            point = watch.passed[at - 1 : at]
            world.watch = Watch()
            world.restart()
            if not point:
                break
            if not ended:
                delete.finish(world.wired.app, ME, world.now, alone=True)
            assert left(world) == [], point
    assert refused > at // 2 > 10


def test_who_came_again_while_it_was_under_way_stays(tmp_path: Path) -> None:
    """A tick that is newer than the deletion tells; of the archive nothing more comes in."""
    path = tmp_path / "it.zip"
    path.write_bytes(an_archive(tmp_path / "old"))
    with SwiftWorld(tmp_path / "new", login=False) as world:
        begun = world.now
        world.clock.advance(60)
        world.store.put(User(ME, begun))
        delete.begin(world.wired.app, ME, world.now)
        delete.finish(world.wired.app, ME, world.now, alone=True)
        again = world.store.put(User(ME, world.now, ticked_at=world.now + HOUR))
        world.store.add_plays([play()])
        with ArchiveFile(path) as file, pytest.raises(WasDeleted):
            import_archive(world.wired.app, ME, file, begun, after_delete=True)
        assert world.store.load(User, ME) == again
        assert len(list(world.store.every_play(ME))) == 1
