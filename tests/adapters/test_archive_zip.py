"""An archive as a stranger's bytes: each attack and each damage is refused by name, before anything is changed."""

import io
import json
import random
import stat
import struct
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sync.adapters import archive_zip
from sync.adapters.archive_zip import ArchiveFile, write
from sync.core.archive.unusable import Unusable
from sync.core.user import User
from sync.engine.asks.export import Entry
from tests.support.contract.values import NOON, play
from tests.support.core.rows import row
from tests.support.engine.archives import NOW, Kept, brought, changed, on_disk, packed

MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    with on_disk(tmp_path_factory.mktemp("whole")) as kept:
        kept.store.put(User("me", NOON))
        kept.store.add([row()])
        kept.store.add_plays([play()])
        kept.files.put("originals/me/1", b"\x0e\x10\x00\x00\x00\x00\x00\x00.FIT")
        return packed(kept)


def refused(archive: bytes, tmp_path: Path) -> str:
    """What is said of it; nothing is changed."""
    with on_disk(tmp_path / "here") as kept:
        with pytest.raises(Unusable) as caught:
            brought(kept, tmp_path / "it.zip", archive)
        assert untouched(kept)
    return str(caught.value)


def untouched(kept: Kept) -> bool:
    return kept.store.users() == [] and not any(kept.everything("me").values())


def run_line(**more: object) -> bytes:
    """A line of a run with other values."""
    line = {
        "key": {"user": "me", "source": "garmin", "id": "1", "leg": 0},
        "state": "discovered",
        "title": "Morning Run",
        "sport": "running",
        "start": "2026-03-14T12:00:00Z",
        "offset": None,
        "elapsed": 60.0,
        "distance": 1.0,
        "due": None,
        "history": [{"at": "2026-03-14T12:00:00Z", "state": "discovered", "why": "new"}],
    }
    return json.dumps(line | more).encode()


def key(**more: object) -> dict[str, object]:
    return {"user": "me", "source": "garmin", "id": "1", "leg": 0} | more


LINES = {
    "no JSON": (b"{", "runs.jsonl, line 1 is no JSON object"),
    "no object": (b"[]", "runs.jsonl, line 1 is no JSON object"),
    "no UTF-8": (b'{"title":"\xff"}', "runs.jsonl, line 1 is no JSON object"),
    "nested without end": (b"[" * 100_000, "runs.jsonl, line 1 is no JSON object"),
    "the second line": (run_line() + b"\n{}", "runs.jsonl, line 2: key is missing"),
    "a line without end": (b'{"title":"' + b"x" * 300_000, "runs.jsonl has a line of more than 256 KB behind line 0"),
    "a number of a thousand digits": (b'{"key":' + b"9" * 5000 + b"}", "runs.jsonl, line 1 is no JSON object"),
    "a path as id": (
        run_line(key=key(source="folder", id="../../x")),
        "runs.jsonl, line 1: key id must be letters and digits",
    ),
    "a word as number": (run_line(key=key(id="x")), "runs.jsonl, line 1: key id must be a number"),
    "a source that is none": (
        run_line(key=key(source="a#b")),
        "runs.jsonl, line 1: key source must be the name of a source",
    ),
    "a leg too many": (run_line(key=key(leg=1000)), "runs.jsonl, line 1: key leg must be below 1000"),
    "a state that is none": (
        run_line(state="sent"),
        "runs.jsonl, line 1: state must be one of 'discovered', 'submitting', 'submitted', 'uploaded', 'annotated', "
        "'skipped', 'failed', 'deleted'",
    ),
    "a time without a zone": (
        run_line(start="2026-03-14T12:00:00"),
        "runs.jsonl, line 1: start must be a time such as 2026-03-14T12:00:00Z",
    ),
    "a time before all time": (
        run_line(start="0001-01-01T00:00:00+23:00"),
        "runs.jsonl, line 1: start must be a time such as 2026-03-14T12:00:00Z",
    ),
    "half a sign": (run_line(title="\ud800"), "runs.jsonl, line 1: title must be a text that Unicode has signs for"),
    "a number for a text": (run_line(title=7), "runs.jsonl, line 1: title must be a text"),
    "a yes for a number": (run_line(elapsed=True), "runs.jsonl, line 1: elapsed must be a number"),
    "no end": (run_line().replace(b"60.0", b"Infinity"), "runs.jsonl, line 1: elapsed must be a number"),
    "too large": (run_line().replace(b"60.0", b"1" * 400), "runs.jsonl, line 1: elapsed must be a number"),
    "beyond the store": (
        run_line(target_id=2**63),
        "runs.jsonl, line 1: target_id must be a whole number of at most 63 bits",
    ),
    "without an end of days": (
        run_line(failing_for=1e300),
        "runs.jsonl, line 1: failing_for must be a number of seconds",
    ),
    "no history": (run_line(history=[]), "runs.jsonl, line 1: history must have an entry"),
    "a list that is none": (run_line(history={}), "runs.jsonl, line 1: history must be a list"),
    "an object that is none": (run_line(music="x"), "runs.jsonl, line 1: music must be an object"),
}


@pytest.mark.parametrize(("lines", "words"), LINES.values(), ids=LINES.keys())
def test_a_line_that_can_be_no_row_is_refused_by_number(lines: bytes, words: str, whole: bytes, tmp_path: Path) -> None:
    assert refused(changed(whole, runs__jsonl=lines), tmp_path) == words


def head(**more: object) -> bytes:
    return json.dumps({"format": "runtrack archive", "version": 1, "user": "me"} | more).encode()


def entry(
    name: str, data: bytes = b"x", *, mode: int = stat.S_IFREG | 0o600, method: int = zipfile.ZIP_STORED
) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("archive.json", head())
        info = zipfile.ZipInfo(name)
        info.external_attr, info.compress_type = mode << 16, method
        archive.writestr(info, data)
    return made.getvalue()


def encrypted() -> bytes:
    """Both headers of the second entry say that it is."""
    made = bytearray(entry("runs.jsonl"))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        made[made.rfind(signature) + flags] |= 1
    return bytes(made)


def overlapping() -> bytes:
    """Two entries of the list that are one and the same block."""
    made = bytearray(entry("originals/1.fit", b"x" * 100))
    first, second = made.find(b"PK\x01\x02"), made.rfind(b"PK\x01\x02")
    made[first + 42 : first + 46] = made[second + 42 : second + 46]
    return bytes(made)


def claiming(size: int) -> bytes:
    """A list of entries that is said to be so large."""
    made = bytearray(entry("runs.jsonl"))
    end = made.rfind(b"PK\x05\x06")
    made[end + 12 : end + 16] = struct.pack("<I", size)
    return bytes(made)


def lying() -> bytes:
    """An entry that says to be small, and is not."""
    made = bytearray(entry("originals/1.fit", bytes(9 * MEGABYTE), method=zipfile.ZIP_DEFLATED))
    listed = made.rfind(b"PK\x01\x02")
    made[listed + 24 : listed + 28] = struct.pack("<I", 100)
    return bytes(made)


ZIPS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "a text": (lambda _: b"not a zip", "it is no zip, or was cut off"),
    "nothing": (lambda _: b"", "it is no zip, or was cut off"),
    "cut off": (lambda whole: whole[:-30], "it is no zip, or was cut off"),
    "another program's": (
        lambda _: entry("x").replace(b"archive.json", b"archive.jsox"),
        "it is no archive of Runtrack",
    ),
    "another program's head": (
        lambda whole: changed(whole, archive__json=head(format="x")),
        "it is no archive of Runtrack: archive.json says something else",
    ),
    "a newer version": (
        lambda whole: changed(whole, archive__json=head(version=2)),
        "it was made by a newer Runtrack (version 2 of the format; this one knows 1)",
    ),
    "a way out of the folder": (lambda _: entry("originals/../../x.fit"), "'originals/../../x.fit' is nothing that"),
    "a way from the top": (lambda _: entry("/etc/passwd"), "'/etc/passwd' is nothing that an archive of Runtrack"),
    "another folder": (lambda _: entry("spill/me-strava"), "'spill/me-strava' is nothing that an archive of Runtrack"),
    "a folder in the folder": (lambda _: entry("originals/a/1.fit"), "'originals/a/1.fit' is nothing that"),
    "a hidden file": (lambda _: entry("originals/.ssh.fit"), "'originals/.ssh.fit' is nothing that an archive"),
    "a link": (lambda _: entry("originals/1.fit", mode=stat.S_IFLNK | 0o777), "'originals/1.fit' is no file"),
    "an encrypted entry": (lambda _: encrypted(), "'runs.jsonl' is encrypted"),
    "another method": (
        lambda _: entry("runs.jsonl", method=zipfile.ZIP_LZMA),
        "'runs.jsonl' is packed by method 14, not stored or deflated",
    ),
    "a bomb": (
        lambda _: entry("runs.jsonl", bytes(9 * MEGABYTE), method=zipfile.ZIP_DEFLATED),
        "'runs.jsonl' unpacks to more than 250 times its size",
    ),
    "a bomb that says it is none": (lambda _: lying(), "originals/1.fit"),
    "one block many times": (lambda _: overlapping(), "its entries overlap"),
    "a list without end": (lambda _: claiming(30 * MEGABYTE), "its list of entries is larger than 20 MB"),
    "a damaged entry": (
        lambda whole: whole.replace(b"archive.json", b"archive.jsox", 1),
        "archive.json cannot be read",
    ),
}


@pytest.mark.parametrize(("made", "words"), ZIPS.values(), ids=ZIPS.keys())
def test_a_zip_that_is_none_of_ours_is_refused_by_name(
    made: Callable[[bytes], bytes], words: str, whole: bytes, tmp_path: Path
) -> None:
    assert words in refused(made(whole), tmp_path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_entry_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for user in ("me", "you"):
            archive.writestr("archive.json", head(user=user))
    assert refused(made.getvalue(), tmp_path) == "'archive.json' is in it twice"


def test_any_byte_that_is_wrong_is_refused_or_changes_nothing_that_counts(whole: bytes, tmp_path: Path) -> None:
    """Each 97th byte, turned round: a damaged archive never ends in anything but its own error."""
    for at in range(0, len(whole), 97):
        damaged = bytearray(whole)
        damaged[at] ^= 0xFF
        with on_disk(tmp_path / str(at)) as kept:
            try:
                brought(kept, tmp_path / "it.zip", bytes(damaged))
            except Unusable:
                assert untouched(kept)


class Pipe(io.RawIOBase):
    """A stream that cannot go back, and forgets what it is given."""

    def __init__(self) -> None:
        self.written = 0

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        size = len(memoryview(data))  # type: ignore[arg-type]  # zipfile gives bytes-like
        self.written += size
        return size


def test_it_is_written_to_a_pipe_and_read_back_in_little_memory(tmp_path: Path) -> None:
    def lines(count: int) -> Iterator[bytes]:
        dice = random.Random(1)
        yield from (dice.randbytes(5000).hex().encode() + b"\n" for _ in range(count))

    def peak(count: int) -> tuple[int, int]:
        pipe, path = Pipe(), tmp_path / f"{count}.zip"
        write([Entry("runs.jsonl", lines(count))], pipe, NOW)  # type: ignore[arg-type]  # all that is written to
        with path.open("wb") as file:
            write([Entry("runs.jsonl", lines(count))], file, NOW)
        tracemalloc.start()
        try:
            write([Entry("runs.jsonl", lines(count))], pipe, NOW)  # type: ignore[arg-type]  # all that is written to
            with ArchiveFile(path) as archive:
                assert sum(1 for _ in archive.lines("runs.jsonl")) == count
            return tracemalloc.get_traced_memory()[1], pipe.written
        finally:
            tracemalloc.stop()

    (small, few), (large, many) = peak(100), peak(1000)
    assert many > 5 * few
    assert large < small + 200_000


def test_lines_are_found_whatever_the_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"a\nbb\n\nccc"
    path = tmp_path / "it.zip"
    path.write_bytes(entry("runs.jsonl", data))
    for size in range(1, 12):
        monkeypatch.setattr(archive_zip, "PIECE", size)
        with ArchiveFile(path) as archive:
            assert list(archive.lines("runs.jsonl")) == [b"a", b"bb", b"", b"ccc"]
