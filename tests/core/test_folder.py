"""What is known of the files in a folder: which are copies, which runs stand in them, and names of any bytes."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.core import folder_names
from sync.core.folder import Fate, FolderIndex, Recording, SeenFile, mark_of, recording_id, runs_of, with_copies
from sync.core.original import FileKind
from tests.support.core.rows import HOUR, NOW


def recorded(id: str, start: datetime = NOW) -> Recording:
    return Recording(id, FileKind.FIT, "Morning Run", "running", start, 3600, 2720.0, 8000.0)


def seen(name: str, *recordings: Recording, fate: Fate = Fate.RUN, why: str = "") -> SeenFile:
    return SeenFile(name, 10, 20, fate, why, recordings)


A, B, C = recorded("a"), recorded("b"), recorded("c")


def test_a_fingerprint_is_the_beginning_of_the_sha256() -> None:
    assert recording_id(b"abc") == "ba7816bf8f01cfea"


@pytest.mark.parametrize(("size", "changed", "like"), [(10, 20, True), (11, 20, False), (10, 21, False)])
def test_a_file_is_the_same_while_its_size_and_its_time_are(size: int, changed: int, like: bool) -> None:
    assert seen("a.fit").is_like(size, changed) is like


def test_a_folder_waits_while_one_of_its_files_does() -> None:
    place = ("/runs", 1, 2)
    assert not FolderIndex("me", place, (seen("a.fit", A),)).waits
    assert FolderIndex("me", place, (seen("a.fit", A), seen("b.fit", fate=Fate.WAITS))).waits


def test_what_holds_nothing_of_its_own_is_a_copy_of_the_first_by_name() -> None:
    files = [
        seen("a.fit", A, fate=Fate.COPY, why="z.fit"),
        seen("b.zip", B, C),
        seen("c.fit", A),
        seen("d.zip", C, A),
        seen("e.zip", B, recorded("d")),
        seen("f.fit", recorded("d")),
        seen("g.zip", fate=Fate.RUN, why="odd"),
        seen("h.fit", A, fate=Fate.UNREADABLE, why="cut off"),
        seen("i.txt", fate=Fate.NO_RUN, why="no run"),
    ]
    expected = [
        ("a.fit", "run", ""),
        ("b.zip", "run", ""),
        ("c.fit", "copy", "a.fit"),
        ("d.zip", "copy", "a.fit"),
        ("e.zip", "run", ""),
        ("f.fit", "copy", "e.zip"),
        ("g.zip", "run", ""),
        ("h.fit", "unreadable", "cut off"),
        ("i.txt", "no run", "no run"),
    ]
    for order in (files, files[::-1], files[4:] + files[:4]):
        assert [(one.name, one.fate, one.why) for one in with_copies(order)] == expected


def test_each_recording_is_a_run_once_and_the_newest_start_comes_first() -> None:
    old, new = recorded("z", NOW - HOUR), recorded("y", NOW + HOUR)
    first, second = seen("1.zip", A, old), seen("2.zip", B, A, new)
    assert runs_of([first, second]) == [(second, new), (second, B), (first, A), (first, old)]
    assert runs_of([]) == []


def test_the_mark_changes_with_the_runs_and_not_with_their_files() -> None:
    runs = [(seen("1.fit", one), one) for one in (A, B, C)]
    assert {mark_of(order) for order in permutations(runs)} == {"folder:ba7816bf8f01cfea"}
    assert mark_of([(seen("other.fit"), replace(one, start=NOW + timedelta(1))) for _, one in runs]) == mark_of(runs)
    assert len({mark_of(runs[:count]) for count in range(4)}) == 4


@settings(derandomize=True, database=None, deadline=None)
@given(st.binary(max_size=20))
def test_a_name_of_any_bytes_is_a_text_and_comes_back(raw: bytes) -> None:
    raw = raw.replace(b"\0", b"")  # no name holds it
    stored = folder_names.stored(raw)
    stored.encode("utf-8")
    assert folder_names.raw(stored) == raw
    assert folder_names.shown(stored).isprintable()


@pytest.mark.parametrize(
    ("raw", "stored", "shown"),
    [
        (b"runs/l\xc3\xa4uf.fit", "runs/läuf.fit", "runs/läuf.fit"),
        (b"l\xe4uf.fit", "\x006ce475662e666974", "l�uf.fit"),
        ("a\nb\x1b[2J\u202e.fit".encode(), "a\nb\x1b[2J\u202e.fit", "a�b�[2J�.fit"),
        (b"x" * 100, "x" * 100, "x" * 100),
        (b"a" + b"x" * 100, "a" + "x" * 100, "…" + "x" * 99),
    ],
)
def test_a_name_is_shown_on_one_line(raw: bytes, stored: str, shown: str) -> None:
    assert folder_names.stored(raw) == stored
    assert folder_names.shown(stored) == shown
