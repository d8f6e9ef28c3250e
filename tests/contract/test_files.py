"""The contract of `ports.Files`, run on the folder and on S3: whole, by safe names, damaged counts as absent."""

import errno
import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.ports import Files, StoreBroken
from sync.stores.files import FolderFiles
from sync.stores.near_files import NearFiles
from tests.support.contract import s3

NAME = "originals/me/900000001"


@pytest.fixture
def files(tmp_path: Path) -> FolderFiles:
    return FolderFiles(tmp_path / "files")


@pytest.fixture(params=["folder", "s3", "near"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Files]:
    if request.param == "folder":
        yield FolderFiles(tmp_path / "files")
        return
    with s3.bucket("runtrack-files") as files:
        yield files if request.param == "s3" else NearFiles(files, FolderFiles(tmp_path / "near"), "originals")


def on_disk(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_what_was_put_comes_back(either: Files) -> None:
    either.put(NAME, b"the bytes")
    assert either.get(NAME) == b"the bytes"


def test_what_was_never_put_is_none(either: Files) -> None:
    assert either.get(NAME) is None


def test_putting_again_replaces(either: Files) -> None:
    either.put(NAME, b"old, and longer than the new")
    either.put(NAME, b"new")
    assert either.get(NAME) == b"new"


def test_nothing_at_all_is_something_to_keep(either: Files) -> None:
    either.put(NAME, b"")
    assert either.get(NAME) == b""


@settings(max_examples=50, deadline=None)
@given(data=st.binary(max_size=2000))
def test_any_bytes_survive(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    files = FolderFiles(tmp_path_factory.getbasetemp() / "any bytes")
    files.put(NAME, data)
    assert files.get(NAME) == data


def test_it_is_stored_compressed(files: FolderFiles, tmp_path: Path) -> None:
    files.put(NAME, bytes(100_000))
    assert (tmp_path / "files" / f"{NAME}.z").stat().st_size < 1000


def test_deleting_is_final_and_may_be_repeated(either: Files) -> None:
    either.put(NAME, b"x")
    either.delete(NAME)
    either.delete(NAME)
    assert either.get(NAME) is None


@pytest.mark.parametrize("name", ["../outside", "originals/../../outside", "/outside", "originals/me/.."])
def test_a_name_that_leads_out_of_the_folder_is_refused(either: Files, tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not a file name of ours"):
        either.put(name, b"x")
    with pytest.raises(ValueError, match="not a file name of ours"):
        either.get(name)
    with pytest.raises(ValueError, match="not a file name of ours"):
        either.delete(name)
    assert on_disk(tmp_path) == []


@pytest.mark.parametrize("damage", [b"", b"not compressed", b"\x78\x9c\x00"])
def test_a_damaged_file_counts_as_absent(files: FolderFiles, tmp_path: Path, damage: bytes) -> None:
    files.put(NAME, b"x" * 1000)
    (tmp_path / "files" / f"{NAME}.z").write_bytes(damage)
    assert files.get(NAME) is None


def test_a_truncated_file_counts_as_absent(files: FolderFiles, tmp_path: Path) -> None:
    files.put(NAME, os.urandom(5000))
    path = tmp_path / "files" / f"{NAME}.z"
    path.write_bytes(path.read_bytes()[:-100])
    assert files.get(NAME) is None


def test_older_ones_are_named_by_prefix_and_age(files: FolderFiles, tmp_path: Path) -> None:
    for name in ("originals/me/1", "originals/me/2", "originals/you/3", "routes/me/1.json"):
        files.put(name, b"x")
    old = datetime(2026, 1, 1, tzinfo=UTC)
    for name in ("originals/me/1", "originals/you/3", "routes/me/1.json"):
        os.utime(tmp_path / "files" / f"{name}.z", (old.timestamp(), old.timestamp()))
    assert list(files.older_than("originals/me", old + timedelta(days=1))) == ["originals/me/1"]
    assert list(files.older_than("originals/me", old)) == []
    assert list(files.older_than("originals/nobody", datetime.now(UTC))) == []


class FullDisk(FolderFiles):
    """A folder on a disk that is full: the rename, the last act of a write, is refused by the system."""

    def _path(self, name: str) -> Path:
        return _NoRoom(super()._path(name))


class _NoRoom(type(Path())):  # type: ignore[misc]  # the class that this system has
    def replace(self, target: object) -> "Path":
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_leaves_the_old_content_and_no_rest(files: FolderFiles, tmp_path: Path) -> None:
    files.put(NAME, b"old")
    with pytest.raises(StoreBroken) as caught:
        FullDisk(tmp_path / "files").put(NAME, b"new")
    assert caught.value.reason == f"cannot write {tmp_path}/files/{NAME}.z: No space left on device"
    assert caught.value.advice == "free some space or make the folder writable; the run is sent at the next tick"
    assert on_disk(tmp_path) == [f"files/{NAME}.z"]
    assert files.get(NAME) == b"old"


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file where the folder should be")
    files, words = FolderFiles(tmp_path / "files"), f"{tmp_path}/files/{NAME}.z: Not a directory"
    with pytest.raises(StoreBroken, match=f"cannot write {words}"):
        files.put(NAME, b"x")
    with pytest.raises(StoreBroken, match=f"cannot read {words}"):
        files.get(NAME)
    with pytest.raises(StoreBroken, match=f"cannot delete {words}"):
        files.delete(NAME)


def test_writers_of_the_same_name_leave_one_of_their_contents_whole(files: FolderFiles, tmp_path: Path) -> None:
    contents = [bytes([65 + n]) * 200_000 for n in range(4)]
    errors: list[BaseException] = []

    def write(data: bytes) -> None:
        try:
            for _ in range(5):
                files.put(NAME, data)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=write, args=(data,)) for data in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert files.get(NAME) in contents
    assert on_disk(tmp_path) == [f"files/{NAME}.z"]
