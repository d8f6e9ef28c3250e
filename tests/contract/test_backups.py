"""The daily copies of the database."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sync.core.user import User
from sync.stores.backups import back_up, backups
from sync.stores.sqlite import SqliteStore

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_one_copy_a_day_and_the_newest_seven_are_kept(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "ledger.sqlite", sleep=lambda _: None)
    for hour in range(0, 24 * 10, 8):
        back_up(store, START + timedelta(hours=hour))
    store.close()
    assert [path.name for path in backups(tmp_path / "ledger.sqlite")] == [
        f"ledger.sqlite.daily-2026-03-{day:02}.bak" for day in (11, 10, 9, 8, 7, 6, 5)
    ]


def test_a_copy_opens_as_a_database_of_its_own_and_is_private(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "ledger.sqlite", sleep=lambda _: None)
    store.put(User("me", START))
    path = back_up(store, START)
    store.close()
    assert path is not None
    assert path.stat().st_mode & 0o777 == 0o600
    copy = SqliteStore(path, sleep=lambda _: None)
    assert copy.load(User, "me") is not None
    copy.close()
