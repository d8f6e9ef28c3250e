"""Who can read what Runtrack writes: nobody but its owner, whatever the umask and whatever an older version left."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sync.core.user import User
from sync.stores import private
from sync.stores.backups import back_up
from sync.stores.files import FolderFiles
from sync.stores.key_file import KeyFile
from sync.stores.sqlite import SqliteStore
from tests.support.contract.values import NOON


@pytest.fixture(params=[0o000, 0o022, 0o077, 0o277], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def opened(path: Path) -> SqliteStore:
    return SqliteStore(path, sleep=lambda _: None)


def modes(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): oct(p.stat().st_mode & 0o777) for p in sorted(folder.rglob("*"))}


def everything(folder: Path) -> None:
    """All that one machine writes: database with its log, copies, files, key."""
    with closing(opened(folder / "data" / "deep" / "runtrack.sqlite")) as store:
        store.put(store.load(User, "me") or User("me", NOON))
        back_up(store, NOON)
        FolderFiles(folder / "data" / "deep" / "files").put("originals/me/1", b"where somebody ran")
        key = KeyFile(folder / "config" / "sealing.key")
        key.make("a key")
        assert key.read() == ("a key",)
        found = modes(folder)
    wrong = {name: mode for name, mode in found.items() if mode != ("0o700" if (folder / name).is_dir() else "0o600")}
    assert not wrong
    assert {Path(name).name for name in found} >= {"runtrack.sqlite-wal", "runtrack.sqlite-shm", "sealing.key", "1.z"}
    assert any(name.endswith(".bak") for name in found)


def test_everything_is_made_for_its_owner_only(tmp_path: Path, umask: int) -> None:
    everything(tmp_path)


def test_what_an_older_version_left_open_is_closed_at_the_next_start(tmp_path: Path) -> None:
    everything(tmp_path)
    for path in tmp_path.rglob("*"):
        if path.name not in ("sealing.key", "data"):  # one is refused, the other is not the folder of the database
            path.chmod(0o755 if path.is_dir() else 0o644)
    everything(tmp_path)


def test_a_key_that_others_could_read_is_refused_not_quietly_closed(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "config" / "sealing.key")
    file.make("a key")
    file.path.chmod(0o644)
    with pytest.raises(Exception, match="can be read by others"):
        file.read()


def test_a_folder_that_holds_other_things_as_well_keeps_its_rights(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "somebody's.txt").write_text("theirs")
    shared.chmod(0o755)
    (shared / "somebody's.txt").chmod(0o644)
    opened(shared / "runtrack.sqlite").close()
    assert modes(tmp_path) == {"shared": "0o755", "shared/runtrack.sqlite": "0o600", "shared/somebody's.txt": "0o644"}


def test_a_link_out_of_the_folder_changes_nothing_there(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("theirs")
    outside.chmod(0o644)
    files = tmp_path / "files"
    (files / "originals").mkdir(parents=True)
    (files / "originals" / "1.z").symlink_to(outside)
    files.chmod(0o755)
    FolderFiles(files)
    assert oct(outside.stat().st_mode & 0o777) == "0o644"
    assert private.loose(files) == []


def test_closing_that_was_cut_short_is_finished_by_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = tmp_path / "files"
    FolderFiles(files).put("originals/me/1", b"x")
    FolderFiles(files).put("routes/me/1", b"x")
    for path in (files, *files.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    for allowed in range(20):
        left = [allowed]

        def chmod(self: Path, mode: int, real=os.chmod, left=left) -> None:  # type: ignore[no-untyped-def]  # its defaults bind this round's
            if left[0] == 0:
                raise KeyboardInterrupt
            left[0] -= 1
            real(self, mode)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "chmod", chmod)
            try:
                FolderFiles(files)
                break
            except KeyboardInterrupt:
                assert private.loose(files), "the rest is still found"
    assert private.loose(files) == []


def test_a_new_name_lasts_a_power_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After each rename its folder is synced, and a new folder's own folder; what is synced is seen from outside."""
    synced: list[str] = []
    real = os.fsync

    def fsync(number: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{number}").readlink()))
        real(number)

    if not Path("/proc/self/fd").is_dir():
        pytest.skip("needs /proc to name an open file")
    monkeypatch.setattr(os, "fsync", fsync)
    FolderFiles(tmp_path / "files").put("originals/me/1", b"x")
    folders = [name for name in synced if Path(name).is_dir()]
    assert folders == [
        str(tmp_path),
        str(tmp_path / "files"),
        str(tmp_path / "files" / "originals"),
        str(tmp_path / "files" / "originals" / "me"),
    ]
    synced.clear()
    with closing(opened(tmp_path / "runtrack.sqlite")) as store:
        back_up(store, NOON)
    KeyFile(tmp_path / "config" / "sealing.key").make("a key")
    assert synced.count(str(tmp_path)) >= 2
    assert str(tmp_path / "config") in synced
