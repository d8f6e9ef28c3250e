"""When a look at a folder reads a file, and what it makes of one that it cannot read now."""

import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sync.adapters import folder_file, folder_scan, measures
from sync.core.errors import Unavailable
from sync.core.folder import AHEAD, MAY_NOT, REFUSED, STANDS_STILL, Fate, recording_id
from sync.core.original import Measures, Original
from tests.support.adapters.broken_disk import BrokenDisk
from tests.support.adapters.folder_looks import ME, Looks
from tests.support.adapters.hostile_files import AT, FIT, GPX, TCX

NOW, EIO, EACCES = AT + timedelta(hours=2), 5, 13


@pytest.fixture
def looks(tmp_path: Path) -> Iterator[Looks]:
    made = Looks(tmp_path, NOW)
    yield made
    made.store.close()


def test_two_looks_of_one_moment_are_one_and_those_of_two_processes_are_two(looks: Looks) -> None:
    looks.put("a.fit", FIT)
    for _ in range(5):
        assert looks.folder.for_user(ME, NOW).recent(5).items == ()
    assert (looks.fates()["a.fit"].fate, looks.fates()["a.fit"].why) == (Fate.WAITS, STANDS_STILL)
    looks.restart()
    assert len(looks.folder.for_user(ME, NOW).recent(5).items) == 1


def test_with_a_clock_that_was_set_back_two_looks_are_enough(looks: Looks) -> None:
    looks.put("a.fit", FIT)
    looks.look()
    looks.now -= timedelta(days=400)
    assert looks.look(2).items == ()  # it begins in what is the future by this clock
    assert looks.fates()["a.fit"].why.startswith(AHEAD)
    looks.now += timedelta(days=400)
    looks.put("another.gpx", GPX)
    assert len(looks.look(2).items) == 2


def test_what_never_stands_still_holds_up_nothing_for_ever(looks: Looks) -> None:
    looks.put("good.fit", FIT)
    pages = []
    for size in range(60):
        looks.put("grows.gpx", GPX[:size])
        pages.append(looks.look())
    assert [page.whole for page in pages[2:]] == [False] * 28 + [True] * 30
    assert [item.id for item in pages[-1].items] == [recording_id(FIT)]


@pytest.mark.parametrize(("error", "words"), [(EIO, REFUSED), (EACCES, MAY_NOT)])
def test_a_file_that_the_system_does_not_give_is_asked_for_at_each_look(looks: Looks, error: int, words: str) -> None:
    looks.put("a.fit", FIT)
    looks.put("b.gpx", GPX)
    with BrokenDisk("open", error, "a.fit").at_work():
        assert [item.id for item in looks.look(3).items] == [recording_id(GPX)]
        assert looks.fates()["a.fit"].why.startswith(words)
    assert len(looks.look().items) == 2


def test_of_a_run_whose_file_the_system_does_not_give_nobody_says_that_it_is_gone(looks: Looks) -> None:
    looks.put("a.fit", FIT)
    looks.look(2)
    for call in ("open", "read", "lstat"):
        with BrokenDisk(call, EIO, "a.fit").at_work(), pytest.raises(Unavailable, match="Input/output error"):
            looks.folder.for_user(ME, looks.now).original(recording_id(FIT))


@pytest.mark.parametrize(("call", "words"), [("scandir", MAY_NOT), ("stat of an entry", MAY_NOT)])
def test_a_closed_folder_in_the_folder_keeps_what_was_known_of_its_files(looks: Looks, call: str, words: str) -> None:
    looks.put("sub/a.fit", FIT)
    looks.look(2)
    looks.put("b.gpx", GPX)
    with BrokenDisk(call, EACCES, "/sub").at_work():
        items = looks.look(3).items
        assert recording_id(GPX) in {item.id for item in items}
        told = looks.fates()["sub/" if call == "scandir" else "sub/a.fit"]
        assert told.why.startswith(words)
        assert looks.folder.for_user(ME, looks.now).original(recording_id(FIT))[0].data == FIT
    assert len(looks.look(2).items) == 2


def test_a_file_that_meets_a_bug_of_ours_has_a_fate_and_the_others_go_on(
    looks: Looks, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real = measures.measured

    def measured(original: Original) -> tuple[Measures, str]:
        if original.data == TCX:
            raise ZeroDivisionError
        return real(original)

    monkeypatch.setattr(folder_file, "measured", measured)
    looks.put("a.tcx", TCX)
    looks.put("b.fit", FIT)
    page = looks.look(4)
    assert [item.id for item in page.items] == [recording_id(FIT)]
    assert page.whole
    assert looks.fates()["a.tcx"].why == "a bug in Runtrack (ZeroDivisionError): report it; the others go on"
    assert len([one for one in caplog.records if one.getMessage() == "bug"]) == 1


def test_files_that_may_not_be_read_do_not_keep_new_ones_from_their_turn(
    looks: Looks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.adapters.folder.A_LOOK", 3)
    for number in range(9):
        looks.put(f"closed {number}.fit", FIT + bytes(number))
    with BrokenDisk("open", EACCES, "closed").at_work():
        looks.look(6)
        path = looks.put("a.gpx", GPX)

        os.utime(path, (0, 0))
        assert [item.id for item in looks.look(2).items] == [recording_id(GPX)]


def test_thousands_of_files_are_read_newest_first_and_a_new_run_waits_for_none_of_them(looks: Looks) -> None:
    many = 3000
    for number in range(many):
        os.utime(looks.put(f"{number % 7}/{number}.fit", b"%d" % number), (number, number))
    looks.look(3)
    looks.put("new.fit", FIT)
    page = looks.look(2)
    assert [item.id for item in page.items] == [recording_id(FIT)]
    assert not page.whole
    assert looks.look(4).whole
    assert len([one for one in looks.fates().values() if one.fate is Fate.UNREADABLE]) == many
    began = time.process_time()
    looks.look(100)
    assert time.process_time() - began < 10.0, "an idle look reads nothing"


def test_more_files_or_folders_than_are_looked_at_are_said(looks: Looks, monkeypatch: pytest.MonkeyPatch) -> None:
    looks.put("a.fit", FIT)
    monkeypatch.setattr(folder_scan, "MOST_FILES", 1)
    looks.put("b.gpx", GPX)
    looks.look(2)
    assert "divide it" in looks.fates()["./"].why
    monkeypatch.undo()
    looks.put("c.tcx", TCX)
    assert len(looks.look(3).items) == 3
    assert "./" not in looks.fates()
    monkeypatch.setattr(folder_scan, "MOST_FOLDERS", 2)
    for name in "xyz":
        (looks.runs / name).mkdir()
    looks.look()
    assert "divide it" in looks.fates()["./"].why
