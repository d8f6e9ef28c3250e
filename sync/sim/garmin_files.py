"""An activity's original file from Garmin: a zip, usually of one FIT, and every way that goes wrong.

| original | answer |
|---|---|
| fit | zip of one `<id>_ACTIVITY.fit` |
| several fits | zip with one FIT per leg |
| gpx, tcx | zip of the XML file that the activity was imported from |
| not activity, bad crc | zip of a FIT that is no activity, or has a wrong checksum |
| zip slip | zip whose entry name points outside the folder it is unpacked in |
| bomb | a small zip that unpacks to 256 MiB |
| empty zip, bad zip, truncated | no entry; damaged data; the first half of a good zip |
| empty, html, json | status 200 with no bytes, a web page, a JSON message |
| 204, 403, 404, 500 | that status; 404 also for everything that would need a recording and has none |
| bytes | zip of the given files, untouched |

A good zip is deflated, with sizes behind the data and flags 0x808, as Garmin's are (PKWARE APPNOTE 6.3.10).
"""

import struct
import zlib
from dataclasses import replace
from datetime import UTC, timedelta
from functools import lru_cache

from werkzeug.wrappers import Response

from sync.sim.athlete import SimActivity, fit_bytes
from sync.sim.fit_writer import Recording, bad_crc, not_an_activity, truncated
from sync.sim.http import HTML, answer
from sync.sim.recording import samples

FLAGS = 0x808  # sizes follow the data; names are UTF-8
BOMB_MIB = 256
NEED_RECORDING = frozenset({"fit", "several fits", "gpx", "tcx", "bad crc", "zip slip", "truncated", "bad zip"})
_STATUS = {
    "404": (404, "HTTP 404 Not Found", "NotFoundException"),
    "403": (403, "Only owner of activity allowed to download the original file.", "ForbiddenException"),
    "500": (500, "NullPointerException", "InternalServerErrorException"),
}


def original_answer(activity: SimActivity) -> Response:
    """What the download endpoint says for this activity."""
    kind = activity.original
    if kind in NEED_RECORDING and not activity.recording and not activity.legs:
        kind = "404"
    if kind in _STATUS:
        status, message, error = _STATUS[kind]
        return answer({"message": message, "error": error}, status)
    if kind == "204":
        return Response(status=204)
    if kind == "html":
        return Response(HTML, mimetype="text/html")
    if kind == "json":
        return answer({"message": "The file is being prepared."})
    response = Response(b"" if kind == "empty" else archive(activity), content_type="application/x-zip-compressed")
    response.headers["Content-Disposition"] = f'attachment; filename="{activity.garmin_id}.zip"'
    return response


def archive(activity: SimActivity) -> bytes:
    """The bytes of the zip, whole or spoiled; an activity in `NEED_RECORDING` has a recording or legs."""
    kind, name = activity.original, f"{activity.garmin_id}_ACTIVITY"
    if kind == "bytes":
        return zip_of(*activity.files)
    if kind == "empty zip":
        return zip_of()
    if kind == "bomb":
        return _bomb(f"{name}.fit")
    if kind == "not activity":
        return zip_of((f"{name}.fit", not_an_activity()))
    legs = activity.legs or ((activity.recording,) if activity.recording else ())
    if kind == "several fits":
        return zip_of(*((f"{activity.garmin_id + 1 + i}_ACTIVITY.fit", fit_bytes(leg)) for i, leg in _legs(legs)))
    if kind == "gpx":
        return zip_of((f"{name}.gpx", gpx(legs[0], activity.title)))
    if kind == "tcx":
        return zip_of((f"{name}.tcx", tcx(legs[0])))
    fit = fit_bytes(legs[0])
    if kind == "bad crc":
        return zip_of((f"{name}.fit", bad_crc(fit)))
    if kind == "zip slip":
        return zip_of((f"../../../../tmp/{name}.fit", fit))
    good = zip_of((f"{name}.fit", fit))
    if kind == "truncated":
        return truncated(good)
    if kind == "bad zip":  # the directory is whole, the data are not
        return good[:200] + bytes(byte ^ 0x5A for byte in good[200:400]) + good[400:]
    return good


def zip_of(*files: tuple[str, bytes]) -> bytes:
    """A zip of these (name, content) pairs. Names are taken as they are, sizes stand behind the data."""
    body, directory = b"", b""
    for name, content in files:
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        raw = packer.compress(content) + packer.flush()
        entry, listed = _entry(name, raw, zlib.crc32(content), len(content), len(body))
        body, directory = body + entry, directory + listed
    return body + directory + _end(len(files), len(directory), len(body))


def _entry(name: str, raw: bytes, checksum: int, size: int, at: int) -> tuple[bytes, bytes]:
    """One deflated entry at this position: its part of the body and its line of the central directory."""
    label = name.encode()
    clock, day = 0, 0x21  # 1980-01-01: the same bytes every time
    head = struct.pack("<4s5H3I2H", b"PK\3\4", 20, FLAGS, 8, clock, day, 0, 0, 0, len(label), 0) + label
    tail = struct.pack("<4s3I", b"PK\7\10", checksum, len(raw), size)
    listed = struct.pack(
        "<4s6H3I5H2I",
        b"PK\1\2",
        20,
        20,
        FLAGS,
        8,
        clock,
        day,
        checksum,
        len(raw),
        size,
        len(label),
        0,
        0,
        0,
        0,
        0,
        at,
    )
    return head + raw + tail, listed + label


def _end(entries: int, length: int, at: int) -> bytes:
    return struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, entries, entries, length, at, 0)


@lru_cache(maxsize=4)
def _bomb(name: str) -> bytes:
    """A valid zip of zeros. One compressed MiB is repeated, so that the bomb costs no more than a FIT."""
    zeros = bytes(2**20)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = 0
    for _ in range(BOMB_MIB):
        checksum = zlib.crc32(zeros, checksum)
    entry, listed = _entry(name, piece * BOMB_MIB + packer.flush(), checksum, BOMB_MIB * 2**20, 0)
    return entry + listed + _end(1, len(listed), len(entry))


def _legs(legs: tuple[Recording, ...]) -> list[tuple[int, Recording]]:
    """The legs, numbered; a single recording gets a second one behind it, so that there are several."""
    if len(legs) == 1:
        later = replace(legs[0], start=legs[0].start + timedelta(seconds=legs[0].elapsed + 60), seed=legs[0].seed + 1)
        legs = (legs[0], later)
    return list(enumerate(legs))


def gpx(recording: Recording, title: str) -> bytes:
    """The recording as GPX 1.1 with one point in ten seconds; no points without GPS."""
    points = "".join(
        f'<trkpt lat="{s.latitude:.6f}" lon="{s.longitude:.6f}"><ele>{s.altitude:.1f}</ele>'
        f"<time>{_time(recording, s.after)}</time></trkpt>\n"
        for s in samples(replace(recording, every=10))
        if s.latitude is not None
    )
    name = title.replace("&", "&amp;").replace("<", "&lt;")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<gpx version="1.1" creator="Garmin Connect" xmlns="http://www.topografix.com/GPX/1/1">\n'
        f"<trk><name>{name}</name><type>{recording.sport}</type><trkseg>\n{points}</trkseg></trk></gpx>\n"
    ).encode()


def tcx(recording: Recording) -> bytes:
    """The recording as TCX (Training Center Database 2) with one point in ten seconds."""
    points = "".join(
        f"<Trackpoint><Time>{_time(recording, s.after)}</Time>"
        f"<DistanceMeters>{s.distance:.1f}</DistanceMeters><HeartRateBpm><Value>{s.heart_rate}</Value></HeartRateBpm></Trackpoint>\n"
        for s in samples(replace(recording, every=10))
    )
    begin = _time(recording, 0)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2">\n'
        f'<Activities><Activity Sport="Running"><Id>{begin}</Id><Lap StartTime="{begin}">'
        f"<TotalTimeSeconds>{recording.moving}</TotalTimeSeconds><DistanceMeters>{recording.distance}</DistanceMeters>"
        f"<Track>\n{points}</Track></Lap></Activity></Activities></TrainingCenterDatabase>\n"
    ).encode()


def _time(recording: Recording, after: float) -> str:
    return f"{recording.start.astimezone(UTC) + timedelta(seconds=int(after)):%Y-%m-%dT%H:%M:%S.000Z}"
