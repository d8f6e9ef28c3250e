"""What a rebuild of a database takes over, as facts: a function of paths, without settings and without words."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sync.core.user import Backfill, Connection, User
from sync.stores.files import FolderFiles
from sync.stores.salvage import Found, look, rebuild
from sync.stores.sqlite import SqliteStore
from tests.support.contract.values import NOON, activity

DAY = timedelta(days=1)
LOGIN = Connection("me", "garmin", "sealed", expires_at=NOON)


def kept(path: Path, *, broken: bool = False) -> None:
    """A database with a user, a run, a login and a backfill under way."""
    store = SqliteStore(path, sleep=lambda _: None)
    store.put(User("me", NOON - 30 * DAY))
    store.put(LOGIN)
    store.put(Backfill("me", NOON - 300 * DAY, NOON, NOON))
    store.add([activity()])
    store.close()
    if broken:
        path.write_bytes(b"\xff" * path.stat().st_size)


def test_a_look_tells_what_would_be_given_up_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "runs.sqlite"
    assert look(path) == Found(whole=False, ours=True, runs=0, plays=0)
    kept(path)
    before = path.read_bytes()
    assert look(path) == Found(whole=True, ours=True, runs=1, plays=0)
    assert path.read_bytes() == before
    path.write_bytes(b"my shopping list")
    assert look(path) == Found(whole=False, ours=False, runs=0, plays=0)


def files_of(folder: Path) -> FolderFiles:
    """Where nobody was ever deleted."""
    return FolderFiles(folder / "files")


def test_a_rebuild_tells_where_the_old_file_is_and_what_came_from_it(tmp_path: Path) -> None:
    path = tmp_path / "runs.sqlite"
    kept(path)
    done = rebuild(path, "me", NOON - 7 * DAY, NOON, files_of(tmp_path))
    assert done.aside is not None
    assert look(done.aside).runs == 1
    assert (done.logins, done.unfinished, done.lost) == ({"garmin": ""}, (NOON - 300 * DAY,), {})
    assert done.since == NOON - 30 * DAY
    store = SqliteStore(path, sleep=lambda _: None)
    fresh = store.load(User, "me")
    assert fresh is not None
    assert (fresh.since, fresh.rebuild_from) == (NOON - 30 * DAY, NOON - 30 * DAY)
    assert store.load(Connection, "me", "garmin") == replace(LOGIN, version=1)
    assert store.activities("me") == []
    store.close()


@pytest.mark.parametrize("copy", [True, False])
def test_of_a_lost_file_a_copy_is_named_or_nothing_but_the_date_is_left(tmp_path: Path, copy: bool) -> None:
    path = tmp_path / "runs.sqlite"
    kept(path, broken=True)
    if copy:
        kept(tmp_path / "runs.sqlite.yesterday.bak")
    done = rebuild(path, "me", NOON - 7 * DAY, NOON, files_of(tmp_path))
    assert done.logins == ({"garmin": "runs.sqlite.yesterday.bak"} if copy else {})
    assert done.lost == {"everything": -1}
    assert done.since == NOON - (30 if copy else 7) * DAY
