"""A second copy near at hand: used when the far place refuses or is silent, never instead of it."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import pytest

from sync.ports import StoreBroken
from sync.stores.files import FolderFiles
from sync.stores.near_files import NearFiles

NAME = "spill/me-garmin"


class Moody(FolderFiles):
    """A folder that refuses everything while `away`."""

    away = False

    def put(self, name: str, data: bytes) -> None:
        self._answer()
        super().put(name, data)

    def get(self, name: str) -> bytes | None:
        self._answer()
        return super().get(name)

    def delete(self, name: str) -> None:
        self._answer()
        super().delete(name)

    def older_than(self, prefix: str, before: datetime) -> Iterable[str]:  # type: ignore[override]  # a list would be all right too
        self._answer()
        return super().older_than(prefix, before)

    def erase(self, name: str) -> int:
        self._answer()
        return super().erase(name)

    def _answer(self) -> None:
        if self.away:
            raise StoreBroken("away", "wait")


@pytest.fixture
def far(tmp_path: Path) -> Moody:
    return Moody(tmp_path / "far")


@pytest.fixture
def near(tmp_path: Path) -> Moody:
    return Moody(tmp_path / "near")


@pytest.fixture
def files(far: Moody, near: Moody) -> NearFiles:
    return NearFiles(far, near, "spill")


def test_what_the_far_place_refuses_is_kept_near(files: NearFiles, far: Moody) -> None:
    far.away = True
    files.put(NAME, b"sealed")
    assert files.get(NAME) == b"sealed"
    far.away = False
    assert files.get(NAME) == b"sealed"


def test_a_near_place_that_is_full_does_not_matter_while_the_far_one_takes_it(files: NearFiles, near: Moody) -> None:
    near.away = True
    files.put(NAME, b"sealed")
    near.away = False
    assert files.get(NAME) == b"sealed"


def test_when_neither_takes_it_that_is_said(files: NearFiles, far: Moody, near: Moody) -> None:
    far.away = near.away = True
    with pytest.raises(StoreBroken, match="away"):
        files.put(NAME, b"sealed")


def test_what_is_far_away_counts_more_than_what_is_near(files: NearFiles, far: Moody) -> None:
    far.away = True
    files.put(NAME, b"old")
    far.away = False
    far.put(NAME, b"of another copy of the function")
    assert files.get(NAME) == b"of another copy of the function"


def test_a_near_copy_that_is_gone_leaves_what_is_far_away(files: NearFiles, near: Moody) -> None:
    files.put(NAME, b"sealed")
    near.delete(NAME)
    assert files.get(NAME) == b"sealed"


def test_deleting_takes_both(files: NearFiles, far: Moody, near: Moody) -> None:
    files.put(NAME, b"sealed")
    files.delete(NAME)
    assert (far.get(NAME), near.get(NAME), files.get(NAME)) == (None, None, None)


def test_other_files_are_in_the_far_place_alone(files: NearFiles, far: Moody, near: Moody) -> None:
    files.put("originals/me/1", b"run")
    assert (far.get("originals/me/1"), near.get("originals/me/1")) == (b"run", None)
    far.away = True
    with pytest.raises(StoreBroken, match="away"):
        files.get("originals/me/1")
