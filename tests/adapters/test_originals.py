"""Opening Garmin's ORIGINAL download: what is forwarded, and what hostile or broken zips are answered with."""

import io
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.adapters.originals import Limits, open_original
from sync.core.errors import Missing, Rejected, SyncError, Unavailable


def fit(tag: bytes = b"a", header: int = 14) -> bytes:
    """Bytes that start like a FIT file; nothing here reads further."""
    return bytes((header, 0x20)) + b"\x54\x08\x00\x00\x00\x00.FIT" + tag * 300


GPX = b'<?xml version="1.0"?>\n<!-- made by hand --><gpx version="1.1"><trk/></gpx>'
TCX = b'\xef\xbb\xbf<?xml version="1.0"?><TrainingCenterDatabase xmlns="x"></TrainingCenterDatabase>'


@dataclass
class Entry:
    """One entry of a hand-made zip; every None is what an honest writer would put there."""

    name: str = "1_ACTIVITY.fit"
    content: bytes = b""
    method: int = zipfile.ZIP_DEFLATED
    flags: int = 0x808  # Garmin's own: UTF-8 name, sizes behind the data
    attributes: int = 0
    size: int | None = None
    packed: int | None = None
    at: int | None = None


def zip_of(*entries: Entry, count: int | None = None) -> bytes:
    body, directory = b"", b""
    for entry in entries:
        squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
        data = (
            squeeze.compress(entry.content) + squeeze.flush() if entry.method == zipfile.ZIP_DEFLATED else entry.content
        )
        crc = zlib.crc32(entry.content)
        size = len(entry.content) if entry.size is None else entry.size
        packed = len(data) if entry.packed is None else entry.packed
        at = len(body) if entry.at is None else entry.at
        name = entry.name.encode()
        directory += (
            struct.pack(
                "<4s6H3I5H2I",
                b"PK\x01\x02",
                0x0314,
                20,
                entry.flags,
                entry.method,
                0,
                0x21,
                crc,
                packed,
                size,
                len(name),
                0,
                0,
                0,
                0,
                entry.attributes,
                at,
            )
            + name
        )
        body += struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, entry.flags, entry.method, 0, 0x21, 0, 0, 0, len(name), 0)
        body += name + data + struct.pack("<4s3I", b"PK\x07\x08", crc, packed, size)
    number = len(entries) if count is None else count
    return body + directory + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, number, number, len(directory), len(body), 0)


def test_a_zip_with_one_fit_gives_its_bytes_unchanged() -> None:
    (original,) = open_original(zip_of(Entry("12345_ACTIVITY.fit", fit())))
    assert (original.data, original.kind, original.name) == (fit(), "fit", "12345_ACTIVITY.fit")
    assert len(original.sha256) == 64


def test_pythons_own_zip_writer_is_understood() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("folder/", b"")
        archive.writestr("folder/leg.fit", fit())
    assert [o.name for o in open_original(file.getvalue())] == ["leg.fit"]


def test_the_legs_of_a_multisport_come_in_the_order_of_the_directory() -> None:
    names = ["3_ACTIVITY.fit", "1_ACTIVITY.fit", "2_ACTIVITY.fit"]
    legs = open_original(zip_of(*(Entry(name, fit(name[:1].encode())) for name in names)))
    assert [leg.name for leg in legs] == names


def test_a_recording_of_several_pieces_comes_whole_and_a_large_text_does_not_come_at_all() -> None:
    large = fit() + bytes(i * i % 251 for i in range(200_000))
    (original,) = open_original(
        zip_of(Entry("notes.txt", b" ".join(b"%d" % i for i in range(20_000))), Entry("run.fit", large))
    )
    assert original.data == large


def test_equal_files_count_once() -> None:
    found = open_original(zip_of(Entry("a.fit", fit()), Entry("b.fit", fit(b"b")), Entry("c.fit", fit())))
    assert [o.name for o in found] == ["a.fit", "b.fit"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (fit(), "fit"),
        (fit(header=12), "fit"),
        (GPX, "gpx"),
        (TCX, "tcx"),
        (b"\n  <gpx/>", "gpx"),
        (b"<!DOCTYPE gpx><g:gpx xmlns:g='x'>", "gpx"),
    ],
)
@pytest.mark.parametrize("zipped", [True, False])
def test_a_recording_is_known_by_its_content_zipped_or_not(content: bytes, kind: str, zipped: bool) -> None:
    (original,) = open_original(zip_of(Entry("misleading.txt", content)) if zipped else content)
    assert (original.kind, original.data) == (kind, content)


def test_files_that_are_no_recordings_are_left_out() -> None:
    notes = Entry("readme.fit", b"not a FIT in spite of its name"), Entry("page.gpx", b"<html><gpx/></html>")
    assert [o.name for o in open_original(zip_of(*notes, Entry("run.fit", fit())))] == ["run.fit"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\run.fit", "run.fit"),
        ("/absolute.fit", "absolute.fit"),
        ("a\nb\x1b[31m.fit", "a b [31m.fit"),
        ("..\\", "activity.fit"),
    ],
)
def test_a_path_in_the_zip_is_only_ever_a_name_to_show(name: str, shown: str) -> None:
    (original,) = open_original(zip_of(Entry(name, fit())))
    assert original.name == shown


SMALL = Limits(packed=5_000, unpacked=20_000, ratio=200, entries=10)
LINK, PIPE = stat.S_IFLNK << 16, stat.S_IFIFO << 16
NESTED = zip_of(Entry("inner.fit", fit()))
NOISE = bytes((i * i >> 3) * 37 % 251 for i in range(6_000))
TWICE = zip_of(Entry("a.fit", fit()), Entry("b.fit", fit(), at=0))

HOSTILE = {
    "a bomb": (zip_of(Entry(content=fit(b"\0" * 100))), "200 times"),
    "a bomb that claims to be small": (zip_of(Entry(content=fit(b"\0" * 100), size=900)), "damaged"),
    "a bomb in parts": (
        zip_of(*(Entry(f"{i}", NOISE[: 4_000 + i] * 2) for i in range(3))),
        "unpacks to more than",
    ),
    "a symbolic link": (zip_of(Entry(content=b"/etc/passwd", attributes=LINK)), "symbolic link"),
    "a pipe": (zip_of(Entry(content=fit(), attributes=PIPE)), "no file"),
    "encrypted": (zip_of(Entry(content=fit(), flags=0x809)), "encrypted"),
    "strongly encrypted": (zip_of(Entry(content=fit(), flags=0x840)), "encrypted"),
    "a zip in a zip": (zip_of(Entry("inner.zip", NESTED)), "another zip"),
    "a stored zip in a zip": (zip_of(Entry("inner.fit", NESTED, method=0)), "another zip"),
    "one block used twice": (TWICE, "overlap"),
    "one block used eleven times": (zip_of(*[Entry(content=fit(), at=0)] * 11), "more than 10 entries"),
    "eleven entries": (
        zip_of(*(Entry(f"{i}.fit", fit(b"%d" % i)) for i in range(11))),
        "more than 10 entries",
    ),
    "eleven entries that claim to be one": (
        zip_of(*(Entry(f"{i}", fit(b"%d" % i)) for i in range(11)), count=1),
        "more than 10 entries",
    ),
    "packed by bzip2": (zip_of(Entry(content=fit(), method=zipfile.ZIP_BZIP2)), "method 12"),
    "too large": (zip_of(Entry(content=NOISE, method=0)), "larger than 0.005 MB"),
    "data that reach into the directory": (zip_of(Entry(content=fit(), packed=400)), "overlap"),
    "data that reach behind the end": (zip_of(Entry(content=fit(), packed=2**31)), "overlap"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_zip_is_refused_with_a_plain_reason(case: str) -> None:
    body, reason = HOSTILE[case]
    with pytest.raises((Rejected, Unavailable), match=reason) as caught:
        open_original(body, limits=SMALL)
    assert ("damaged" in reason) == isinstance(caught.value, Unavailable)


def test_a_zip_of_thousands_of_entries_is_refused_before_they_are_listed() -> None:
    with pytest.raises(Rejected, match="more than 10 entries"):
        open_original(zip_of(*(Entry(f"{i}") for i in range(1_100))))


def test_what_is_really_unpacked_counts_and_not_what_is_claimed() -> None:
    honest = zip_of(*(Entry(f"{i}.fit", fit(b"%d" % i)) for i in range(4)))
    assert len(open_original(honest, limits=Limits(unpacked=4 * len(fit(b"0"))))) == 4
    with pytest.raises(Rejected, match="unpacks to more than"):
        open_original(honest, limits=Limits(unpacked=4 * len(fit(b"0")) - 1))


GOOD = zip_of(Entry("1_ACTIVITY.fit", fit(bytes(range(256)))), Entry("2_ACTIVITY.fit", fit(b"xyz")))

BROKEN = {
    "cut in half": (GOOD[: len(GOOD) // 2], Unavailable, "damaged"),
    "cut at the last byte": (GOOD[:-1], Unavailable, "damaged"),
    "only its first bytes": (b"PK\x03\x04", Unavailable, "damaged"),
    "wrong data": (GOOD[:70] + bytes(40) + GOOD[110:], Unavailable, "damaged"),
    "more data claimed than there are": (zip_of(Entry(content=fit(), size=900)), Unavailable, "damaged"),
    "less data claimed than there are": (zip_of(Entry(content=fit(), size=100)), Unavailable, "damaged"),
    "an entry that starts nowhere": (zip_of(Entry(content=fit(), at=7)), Unavailable, "without its header"),
    "nothing": (b"", Missing, "holds no file"),
    "an empty zip": (zip_of(), Missing, "holds no recording"),
    "a folder": (zip_of(Entry("folder/", b"")), Missing, "holds no recording"),
    "an empty entry": (zip_of(Entry("1_ACTIVITY.fit", b"")), Missing, "holds no recording"),
    "no recording": (zip_of(Entry("a.txt", b"hello")), Missing, "holds no recording"),
    "a login page": (b"<!DOCTYPE html>\n<html><title>GARMIN SSO</title>", Unavailable, "a web page instead"),
    "a page without a doctype": (b"\n<HTML lang=en><body>502", Unavailable, "a web page instead"),
    "an XHTML page": (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html>', Unavailable, "a web page"),
    "a JSON error": (
        b'{"message":"Only\nowner"}',
        Unavailable,
        'JSON instead of a file: {"message":"Only owner"}',
    ),
    "a JSON list": (b" []", Unavailable, r"JSON instead of a file: \[\]"),
    "plain text": (b"Service Unavailable", Unavailable, "something else instead of a file: Service"),
    "other XML": (b"<?xml version='1.0'?><error/>", Unavailable, "something else"),
    "XML without an element": (b"<?xml version='1.0'?><!-- ", Unavailable, "something else"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_download_that_is_no_recording_becomes_the_right_error(case: str) -> None:
    body, error, reason = BROKEN[case]
    with pytest.raises(error, match=reason):
        open_original(body)


def opens_or_says_why(body: bytes) -> bool:
    """False for an empty answer or an empty reason; any other exception goes through."""
    try:
        return bool(open_original(body))
    except SyncError as error:
        return bool(error.reason)


@settings(max_examples=500, derandomize=True, database=None, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), max_size=6),
    st.integers(0, len(GOOD)),
    st.binary(max_size=40),
)
def test_a_mutated_zip_never_raises_anything_but_our_errors(
    flips: list[tuple[int, int]], cut: int, junk: bytes
) -> None:
    mutated = bytearray(GOOD)
    for at, value in flips:
        mutated[at] = value
    bodies = bytes(mutated), bytes(mutated[:cut] + junk + mutated[cut:]), bytes(mutated[:cut])
    assert all(opens_or_says_why(body) for body in bodies)


@settings(max_examples=300, derandomize=True, database=None, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06", b"<", b"<!--", b"<?xml ", b"{"]),
)
def test_arbitrary_bytes_never_raise_anything_but_our_errors(junk: bytes, head: bytes) -> None:
    assert opens_or_says_why(head + junk)
