"""Files as nobody means them well: what a folder may be given, and what has to become of it."""

import gzip
import io
import random
import zipfile
import zlib
from collections.abc import Callable
from datetime import UTC, datetime

from sync.core.folder import Fate
from sync.sim.fit_writer import not_an_activity
from sync.sim.garmin_files import zip_of
from tests.support.folders import a_run, fit_of, gpx_of, tcx_of

AT = datetime(2026, 3, 14, 7, tzinfo=UTC)
FIT, GPX, TCX = (of(a_run(AT)) for of in (fit_of, gpx_of, tcx_of))
MB = 1_000_000
Made = Callable[[], bytes]


def inside(gpx: bytes) -> bytes:
    """In the place of the recording's name."""
    return GPX.replace(b"<name>Running</name>", gpx)


def with_doctype(inner: bytes, use: bytes) -> bytes:
    head, _, rest = inside(b"<name>" + use + b"</name>").partition(b"\n")
    return head + b"\n<!DOCTYPE gpx [" + inner + b"]>\n" + rest


def laughs() -> bytes:
    """A billion of them."""
    more = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    return with_doctype(b'<!ENTITY l0 "lol">' + more, b"&l9;")


def encrypted() -> bytes:
    """A zip whose entry says that it is."""
    plain = bytearray(zip_of(("run.fit", FIT)))
    plain[6] |= 1
    at = plain.rindex(b"PK\1\2")
    plain[at + 8] |= 1
    return bytes(plain)


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", method) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return body.getvalue()


def link_in_zip() -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        link = zipfile.ZipInfo("run.fit")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return body.getvalue()


def bomb(megabytes: int) -> bytes:
    """Zeros, packed by gzip."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join([*(packer.compress(bytes(MB)) for _ in range(megabytes)), packer.flush()])


def points(count: int, extra: bytes = b"") -> bytes:
    """As many points as can be in so few bytes."""
    point = b'<trkpt lat="1" lon="2"><time>2026-03-14T07:00:00Z</time>' + extra + b"</trkpt>"
    return b"<gpx><trk><type>running</type><trkseg>" + point * count + b"</trkseg></trk></gpx>"


def centuries() -> bytes:
    """A TCX of a thousand laps of thirty years each."""
    lap = b'<Lap StartTime="2026-03-14T07:00:00Z"><TotalTimeSeconds>999999999</TotalTimeSeconds></Lap>'
    return (
        b'<TrainingCenterDatabase><Activities><Activity Sport="Running">'
        + lap * 1000
        + b"</Activity></Activities></TrainingCenterDatabase>"
    )


def a_year() -> bytes:
    """A GPX with every run of a year in it."""
    days = (b"2025-03-14T07:00:00Z", b"2026-03-13T07:00:00Z")
    return (
        b"<gpx><trk><type>running</type><trkseg>"
        + b"".join(b'<trkpt lat="1" lon="2"><time>%s</time></trkpt>' % day for day in days)
        + b"</trkseg></trk></gpx>"
    )


def noise(size: int, head: bytes = b"") -> bytes:
    return head + random.Random(5).randbytes(size)


BAD: dict[str, tuple[str, Made, Fate, str]] = {
    "a billion laughs": ("a.gpx", laughs, Fate.UNREADABLE, "no FIT, GPX or TCX file"),
    "an entity from outside": (
        "a.gpx",
        lambda: with_doctype(b'<!ENTITY x SYSTEM "file:///etc/passwd">', b"&x;"),
        Fate.UNREADABLE,
        "no FIT, GPX or TCX file",
    ),
    "a document type from outside": (
        "a.tcx",
        lambda: TCX.replace(b"?>\n", b'?>\n<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">\n', 1),
        Fate.NO_RUN,
        "declares a document type",
    ),
    "an entity that nobody declared": ("a.gpx", lambda: inside(b"<name>&x;</name>"), Fate.UNREADABLE, "no whole XML"),
    "an attribute of two megabytes": (
        "a.gpx",
        lambda: inside(b'<a b="' + b"x" * 2 * MB + b'"/>'),
        Fate.NO_RUN,
        "longer than a megabyte",
    ),
    "a comment without an end": ("a.gpx", lambda: inside(b"<!--" + b"x" * 2 * MB), Fate.NO_RUN, "longer than"),
    "a thousand levels": ("a.gpx", lambda: inside(b"<a>" * 1000 + b"</a>" * 1000), Fate.NO_RUN, "levels"),
    "XML that breaks off": ("a.gpx", lambda: GPX[:-40], Fate.UNREADABLE, "no whole XML"),
    "XML in an unknown encoding": (
        "a.gpx",
        lambda: GPX.replace(b'encoding="UTF-8"', b'encoding="bogus-9"'),
        Fate.UNREADABLE,
        "no whole XML",
    ),
    "XML that is not its encoding": ("a.gpx", lambda: inside(b"<name>\xff\xfe</name>"), Fate.UNREADABLE, "no whole"),
    "a planned route": ("a.gpx", lambda: GPX.replace(b"time>", b"tame>"), Fate.NO_RUN, "planned route"),
    "a year in one file": ("a.gpx", a_year, Fate.NO_RUN, "lasts 364 days: put each run into a file of its own"),
    "thousands of years": ("a.tcx", centuries, Fate.NO_RUN, "days: put each run"),
    "a run of the next century": ("a.gpx", lambda: GPX.replace(b"2026-", b"2126-"), Fate.UNREADABLE, "is to come"),
    "an empty file": ("a.fit", bytes, Fate.UNREADABLE, "it is empty: copy it here anew"),
    "noise": ("a.fit", lambda: noise(5000), Fate.UNREADABLE, "no FIT, GPX or TCX file"),
    "noise behind a FIT's head": ("a.fit", lambda: noise(5000, FIT[:14]), Fate.NO_RUN, "no recording of a workout"),
    "noise in the middle of a FIT": (
        "a.fit",
        lambda: FIT[:14] + noise(len(FIT) - 16) + FIT[-2:],
        Fate.NO_RUN,
        "no recording of a workout",
    ),
    "a FIT that breaks off": ("a.fit", lambda: FIT[: len(FIT) // 2], Fate.UNREADABLE, "it breaks off"),
    "a FIT that is no activity": ("a.fit", not_an_activity, Fate.NO_RUN, "no recording of a workout"),
    "a bomb in gzip": ("a.fit.gz", lambda: bomb(256), Fate.UNREADABLE, "unpacks to more than 25 MB"),
    "a gzip that breaks off": ("a.fit.gz", lambda: gzip.compress(FIT)[:-9], Fate.UNREADABLE, "gzip breaks off"),
    "a damaged gzip": ("a.fit.gz", lambda: gzip.compress(FIT)[:50] + noise(99), Fate.UNREADABLE, "is damaged"),
    "a gzip in a gzip": ("a.fit.gz", lambda: gzip.compress(gzip.compress(FIT)), Fate.UNREADABLE, "no FIT, GPX or TCX"),
    "a gzip of nothings": ("a.fit.gz", lambda: gzip.compress(b"") * 9999, Fate.UNREADABLE, "than 100 pieces"),
    "a bomb in a zip": ("a.zip", lambda: zipped(("a.fit", bytes(99 * MB))), Fate.UNREADABLE, "more than 200 times"),
    "a zip in a zip": ("a.zip", lambda: zip_of(("b.zip", zip_of(("a.fit", FIT)))), Fate.UNREADABLE, "another zip"),
    "a zip of too many": (
        "a.zip",
        lambda: zip_of(*((f"{n}.fit", FIT) for n in range(101))),
        Fate.UNREADABLE,
        "more than 100 entries: unpack it",
    ),
    "a zip of very many": (
        "a.zip",
        lambda: zip_of(*((f"{n}", b"") for n in range(20_000))),
        Fate.UNREADABLE,
        "more than 100 entries",
    ),
    "an encrypted zip": ("a.zip", encrypted, Fate.UNREADABLE, "encrypted: unpack it into the folder"),
    "a zip of another method": (
        "a.zip",
        lambda: zipped(("a.fit", FIT), method=zipfile.ZIP_LZMA),
        Fate.UNREADABLE,
        "not stored or deflated",
    ),
    "a link in a zip": ("a.zip", link_in_zip, Fate.UNREADABLE, "symbolic link"),
    "a zip that breaks off": ("a.zip", lambda: zip_of(("a.fit", FIT))[:-30], Fate.UNREADABLE, "is damaged"),
    "an empty zip": ("a.zip", zip_of, Fate.NO_RUN, "no FIT, GPX or TCX file is in it"),
    "a zip of notes": ("a.zip", lambda: zip_of(("a.fit", b"none")), Fate.NO_RUN, "no FIT, GPX or TCX file is in it"),
}
"""By what it is: the name it has, its bytes, what becomes of it, and a part of the words."""

ODD_ZIPS = {
    "a way up": "../../../run.fit",
    "a whole path": "/etc/run.fit",
    "a path of Windows": "C:\\runs\\..\\..\\run.fit",
    "a name that clears the screen": "\x1b[2J\u202erun.fit\n",
}
"""Names in a zip that lead astray; the recording is taken, the name is not."""

HUGE: dict[str, tuple[str, Made, Fate]] = {
    "25 MB of points": ("a.gpx", lambda: points(24 * MB // 65), Fate.NO_RUN),
    "as many points as are read": ("a.gpx", lambda: points(199_999, b"<ele>1.5</ele><hr>150.5</hr>"), Fate.RUN),
    "25 MB of tags": ("a.gpx", lambda: b"<gpx>" + b"<a/>" * (6 * MB) + b"</gpx>", Fate.NO_RUN),
    "25 MB of texts": ("a.gpx", lambda: b"<gpx>" + b"text<a/>" * (3 * MB) + b"</gpx>", Fate.NO_RUN),
    "25 MB of attributes": ("a.gpx", lambda: b"<gpx>" + b"<a b='c' d='e' f='g'/>" * MB + b"</gpx>", Fate.NO_RUN),
    "25 MB of one tag": ("a.gpx", lambda: b"<gpx><a b='" + b"x" * (24 * MB) + b"'/></gpx>", Fate.NO_RUN),
    "25 MB of a head": ("a.gpx", lambda: b"<!---->" * (24 * MB // 7) + b"<gpx></gpx>", Fate.UNREADABLE),
    "50 MB of heads in a zip": (
        "a.zip",
        lambda: zipped(
            *((f"{n}", b"<!---->" * 9000 + b"<gpx>" + noise(MB).hex().encode() * 10 + b"</gpx>") for n in range(2))
        ),
        Fate.NO_RUN,
    ),
    "a gzip of 25 MB of XML": (
        "a.gpx.gz",
        lambda: gzip.compress(b"<gpx>" + noise(12 * MB).hex().encode() + b"</gpx>"),
        Fate.NO_RUN,
    ),
    "25 MB of a FIT": ("a.fit", lambda: big_fit(24 * MB), Fate.NO_RUN),
    "a zip of a hundred": ("a.zip", lambda: zipped(*((f"{n}", GPX + b"<!--%d-->" % n) for n in range(100))), Fate.RUN),
}
"""What is large, or costs much to find out."""


def big_fit(size: int) -> bytes:
    """Of messages that say nothing, two bytes each."""
    body = b"\x40\0\0\x7f\0\x01\0\x01\2" + b"\0\1" * (size // 2)
    return bytes([14, 0x20, 0, 0]) + len(body).to_bytes(4, "little") + b".FIT\0\0" + body + b"\0\0"
