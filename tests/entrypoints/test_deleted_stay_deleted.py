"""Who was deleted does not come back with an older copy: not by a rebuild, a copy laid in place, or an archive."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sync.adapters.seal import new_key
from sync.core.user import Connection, User
from sync.engine.asks import delete as verb
from sync.engine.deleted import Back, back_again, find_note
from sync.entrypoints.daemon.one_tick import run_once
from sync.ports import StoreBroken
from sync.sim.athlete import run
from sync.stores.backups import keep_copy
from sync.wiring import ME
from tests.support.contract.values import play
from tests.support.entrypoints.commands import runtrack
from tests.support.entrypoints.lost_ledger import database, rebuild
from tests.support.entrypoints.on_aws import account, world_on
from tests.support.world import DAY, HOUR, World

ANNA = "anna"


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Anna and somebody else, in yesterday's copy of the database."""
    monkeypatch.chdir(tmp_path)
    with World(tmp_path, seconds=30.0) as world:
        world.garmin.add(run(900000001, world.now - HOUR))
        world.until_quiet()
        arrived(world)
        for user in (ME, ANNA):
            world.store.add_plays([play(world.now - HOUR, user=user)])
        keep_copy(world.wired.store, world.now)
        world.clock.advance(DAY.total_seconds())
        yield world


def arrived(world: World, name: str = ANNA) -> None:
    """Somebody with a login and a tick behind them."""
    world.store.put(User(name, world.now - DAY, ticked_at=world.now))
    world.store.put(Connection(name, "garmin", "v2.sealed", authorized_at=world.now))


def laid_in_place(world: World) -> None:
    """The older copy is the database again, as by `cp`."""
    world.wired.close()
    path = database(world)
    for part in ("-wal", "-shm"):
        path.with_name(path.name + part).unlink(missing_ok=True)
    (copy,) = path.parent.glob(f"{path.name}.daily-{world.now - DAY:%Y-%m-%d}.bak")
    shutil.copyfile(copy, path)
    world.wired = world.build()


def deleted(world: World, name: str) -> None:
    assert runtrack(world, "delete", "--user", name, "--yes-delete", name).code == 0


def kept(world: World, name: str) -> tuple[int, int, int]:
    store = world.store
    return (
        name in store.users(),
        len(store.all(Connection, name)),
        len(list(store.every_play(name))) + len(list(store.every_run(name))),
    )


def test_a_rebuild_from_an_older_copy_leaves_out_who_was_deleted(world: World) -> None:
    deleted(world, ANNA)
    broken_beside(world)
    said = rebuild(world)
    assert said.code == 0
    assert (
        f"anna was deleted on {world.now:%Y-%m-%d}: what runtrack.sqlite.daily-{world.now - DAY:%Y-%m-%d}.bak still "
        "holds of anna stays out."
    ) in said.lines
    assert kept(world, ANNA) == (0, 0, 0)
    assert kept(world, ME) == (1, 2, 1), "the others are as they were"
    assert b"anna" not in database(world).read_bytes()


def broken_beside(world: World) -> None:
    """The database is lost, and so is the copy that was made of it after the deletion."""
    world.wired.close()
    path = database(world)
    for part in ("-wal", "-shm"):
        path.with_name(path.name + part).unlink(missing_ok=True)
    path.write_bytes(b"SQLite format 3\0 and no database any more")
    path.with_name(f"{path.name}.daily-{world.now:%Y-%m-%d}.bak").unlink()


def test_who_came_again_after_a_deletion_is_kept_by_a_rebuild_without_what_was_before(world: World) -> None:
    deleted(world, ANNA)
    world.clock.advance(HOUR.total_seconds())
    arrived(world)
    world.store.add_plays([play(world.now, user=ANNA)])
    keep_copy(world.wired.store, world.now, anew=True)
    world.clock.advance(DAY.total_seconds())
    world.wired.close()
    database(world).write_bytes(b"SQLite format 3\0 and no database any more")
    assert rebuild(world).code == 0
    assert [each.played_at for each in world.store.every_play(ANNA)] == [world.now - DAY]
    assert kept(world, ANNA) == (1, 1, 1)


def test_a_deletion_that_was_under_way_goes_on_after_a_rebuild(world: World) -> None:
    """Killed behind the mark, and then the database is lost: the files are still there."""
    world.wired.app.files.put(f"originals/{ANNA}/1", b"x")
    verb.begin(world.wired.app, ANNA, world.now)
    world.wired.close()
    database(world).write_bytes(b"SQLite format 3\0 and no database any more")
    rebuild(world)
    known = world.store.load(User, ANNA)
    assert known is not None
    assert known.leaving is not None
    assert kept(world, ANNA) == (1, 0, 0)
    deleted(world, ANNA)
    assert world.wired.app.files.get(f"originals/{ANNA}/1") is None
    assert kept(world, ANNA) == (0, 0, 0)


def test_a_copy_laid_in_place_brings_nobody_back_unseen(world: World) -> None:
    deleted(world, ANNA)
    at = world.now
    laid_in_place(world)
    assert kept(world, ANNA)[0]
    world.clock.advance(DAY.total_seconds())
    calls = world.garmin.count()
    world.wired.close()
    with pytest.raises(StoreBroken) as refused:
        run_once(world.wired.settings, world.now)
    world.wired = world.build()
    assert refused.value.reason == (
        f"anna was deleted on {at:%Y-%m-%d}, and this database, an older copy, has them again"
    )
    assert refused.value.advice.startswith("run `runtrack delete --user anna`; if they are to be here again, remove ")
    assert world.garmin.count() == calls
    doctor = runtrack(world, "doctor")
    assert doctor.code >= 1
    assert "anna was deleted on" in doctor.out
    deleted(world, ANNA)
    world.wired.close()
    assert run_once(world.wired.settings, world.now) == 0
    world.wired = world.build()
    assert "anna was deleted" not in runtrack(world, "doctor").out


def test_rows_or_files_that_came_back_alone_can_be_deleted(world: World) -> None:
    deleted(world, ANNA)
    world.store.add_plays([play(world.now - DAY, user=ANNA)])
    deleted(world, ANNA)
    assert kept(world, ANNA) == (0, 0, 0)
    world.wired.app.files.put(f"routes/{ANNA}/1.json", b"{}")
    deleted(world, ANNA)
    assert world.wired.app.files.get(f"routes/{ANNA}/1.json") is None
    said = runtrack(world, "delete", "--user", ANNA, "--yes-delete", ANNA)
    assert (said.code, said.err) == (0, "")
    assert said.lines[0].startswith("anna was deleted on ")


def test_who_removes_the_note_has_the_person_again(world: World) -> None:
    deleted(world, ANNA)
    laid_in_place(world)
    world.wired.app.files.delete(find_note(world.wired.app.files, ANNA).name)  # type: ignore[union-attr]  # the note is there
    assert "anna was deleted" not in runtrack(world, "doctor").out


def test_who_comes_again_under_the_name_is_not_taken_for_a_copy(world: World) -> None:
    deleted(world, ME)
    deleted(world, ANNA)
    world.clock.advance(60)
    arrived(world)
    world.log_in()
    assert world.tick().done
    world.wired.close()
    run_once(world.wired.settings, world.now)  # is not refused
    world.wired = world.build()


def test_a_tick_alone_tells_who_came_again_and_who_is_leaving_is_not_named(world: World) -> None:
    deleted(world, ANNA)
    note = find_note(world.wired.app.files, ANNA)
    assert note is not None
    before, after = world.now - HOUR, world.now + HOUR
    for known, is_back in (
        (User(ANNA, before, ticked_at=before), True),
        (User(ANNA, before, ticked_at=after), False),
        (User(ANNA, before, tidied_at=after), False),
        (User(ANNA, before, ticked_at=before, leaving=before), False),
    ):
        kept_now = world.store.load(User, ANNA)
        world.store.put(replace(known, version=kept_now.version if kept_now else 0))
        back = list(back_again(world.store, world.wired.app.files))
        assert back == ([Back(ANNA, note)] if is_back else []), known


def test_an_archive_from_before_a_deletion_comes_back_only_when_that_is_said(world: World) -> None:
    archive = f"{ANNA}.zip"
    assert runtrack(world, "export", "--user", ANNA, archive).code == 0
    world.clock.advance(60)
    deleted(world, ANNA)
    assert runtrack(world, "users", "add", ANNA).code == 0
    for arguments in (("--user", ANNA, archive), (archive, "--mine")):
        said = runtrack(world, "import-archive", *arguments)
        assert said.code == 1
        assert said.err == (
            f"{archive} was made before anna was deleted here, on {world.now:%Y-%m-%d}. `--after-delete` brings it "
            "back all the same. Nothing was imported.\n"
        )
    assert kept(world, ANNA)[2] == 0
    assert runtrack(world, "import-archive", "--user", ANNA, archive, "--after-delete").code == 0
    assert kept(world, ANNA)[2] == 1


def test_an_archive_of_who_came_again_comes_back_as_any(world: World) -> None:
    deleted(world, ANNA)
    world.clock.advance(60)
    arrived(world)
    assert runtrack(world, "export", "--user", ANNA, "new.zip").code == 0
    assert runtrack(world, "import-archive", "--user", ANNA, "new.zip").code == 0


def test_the_note_says_no_name(world: World) -> None:
    deleted(world, ANNA)
    note = find_note(world.wired.app.files, ANNA)
    assert note is not None
    assert (note.at, note.done) == (world.now, True)
    assert ANNA not in note.name
    data = world.wired.app.files.get(note.name)
    assert data is not None
    assert ANNA.encode() not in data


def test_what_is_no_note_of_ours_says_nothing(world: World) -> None:
    deleted(world, ANNA)
    note = find_note(world.wired.app.files, ANNA)
    assert note is not None
    for data in (b"", b"{}", b"[]", b"\xff", b'{"at": 1, "done": true}', b'{"at": "yesterday"}'):
        world.wired.app.files.put(note.name, data)
        assert find_note(world.wired.app.files, ANNA) is None


def test_tables_that_were_restored_on_aws_are_told_by_doctor_and_the_person_is_deleted_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plays' table alone, and then all."""
    monkeypatch.chdir(tmp_path)
    with account(monkeypatch) as cloud:
        cloud.set_parameter("sealing_key", new_key())
        with world_on(cloud, tmp_path) as world:
            now = world.now
            world.tick()
            world.store.add_plays([play(world.now, user=ME)])
            world.clock.advance(60)
            deleted(world, ME)
            world.store.add_plays([play(now, user=ME)])
            deleted(world, ME)
            assert kept(world, ME) == (0, 0, 0)
            world.store.put(User(ME, now, ticked_at=now))
            world.store.add_plays([play(now, user=ME)])
            doctor = runtrack(world, "doctor", columns=400)
            bucket, note = cloud.environ["RUNTRACK_BUCKET"], find_note(world.wired.app.files, ME)
            assert note is not None
            assert "these tables, restored, have them again" in doctor.out
            assert f"remove s3://{bucket}/{note.name}.z" in doctor.out
            deleted(world, ME)
            assert kept(world, ME) == (0, 0, 0)
            assert "tables, restored" not in runtrack(world, "doctor", columns=400).out
