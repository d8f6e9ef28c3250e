"""What Strava makes of an uploaded file: start, duration, distance and sport, or a refusal in its words.

Reads FIT, TCX and GPX, plain or gzipped. Source: Strava API v3, uploads (a FIT file must be of type 4 and
have a file_id; the sport comes from the session message).
"""

import zlib
from dataclasses import replace
from datetime import UTC, datetime

from sync.sim.fit_bytes import TIMESTAMP, Broken, FitFile, fit_files
from sync.sim.judged import MALFORMED, NO_TIME, NOT_ACTIVITY, Judged, NotAcceptable, sport_of
from sync.sim.xml_judge import judge_xml

__all__ = ["MALFORMED", "NOT_ACTIVITY", "NO_TIME", "Judged", "NotAcceptable", "judge"]


FIT_EPOCH = 631_065_600  # 1989-12-31T00:00:00Z in Unix seconds
_INFLATED_CAP = 50_000_000
_FIRST_REAL_TIME = 0x10000000  # below it a FIT time counts from the device's start, not from the epoch
_ACTIVITY_FILE = 4


def judge(data: bytes) -> Judged:
    """Judge the bytes of one upload. Raises `NotAcceptable`, nothing else."""
    if data[:2] == b"\x1f\x8b":
        data = _inflated(data)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        return judge_xml(data)
    refusal: NotAcceptable | None = None
    try:
        for file in fit_files(data):
            if file.type == _ACTIVITY_FILE:
                return _activity(file)
            refusal = refusal or NotAcceptable(NO_TIME if file.type is None else NOT_ACTIVITY)
    except Broken as error:
        raise NotAcceptable(MALFORMED) from error
    raise refusal or NotAcceptable(MALFORMED)


def _inflated(data: bytes) -> bytes:
    inflater = zlib.decompressobj(31)
    try:
        plain = inflater.decompress(data, _INFLATED_CAP)
    except zlib.error as error:
        raise NotAcceptable(MALFORMED) from error
    if not inflater.eof:
        raise NotAcceptable(MALFORMED)
    return plain


def _activity(file: FitFile) -> Judged:
    times = [record[TIMESTAMP] for record in file.records if _real(record.get(TIMESTAMP))]
    if not times:
        raise NotAcceptable(NO_TIME)
    first, last = min(times), max(times)
    judged = Judged(
        format="fit",
        start=_utc(first),
        elapsed=float(last - first),
        moving=float(last - first),
        distance=max((record.get(5, 0) for record in file.records), default=0) / 100,
        sport_type="Workout",
        records=len(file.records),
        position=next((spot for spot in map(_position, file.records) if spot), None),
        utc_offset=_utc_offset(file),
        file_type=file.type,
    )
    return _with_sessions(judged, file.sessions)


def _with_sessions(judged: Judged, sessions: list[dict[int, int]]) -> Judged:
    """Start of the first session, elapsed time from there to the end of the last, sport of the longest."""
    if not sessions:
        return judged
    longest = max(sessions, key=lambda session: session.get(7, 0))
    judged = replace(judged, sport_type=sport_of(longest.get(5), longest.get(6)))
    distances = [session[9] / 100 for session in sessions if 9 in session]
    timers = [session[8] / 1000 for session in sessions if 8 in session]
    spans = [
        (session[2], session[2] + session[7] / 1000 if 7 in session else None)
        for session in sessions
        if _real(session.get(2))
    ]
    if spans:
        start = min(begin for begin, _ in spans)
        ends = [end for _, end in spans if end is not None]
        records_end = judged.start.timestamp() + judged.elapsed - FIT_EPOCH
        elapsed = round(max(0.0, (max(ends) if ends else records_end) - start), 3)
        judged = replace(judged, start=_utc(start), elapsed=elapsed, moving=elapsed)
    elif any(7 in session for session in sessions):
        elapsed = sum(session.get(7, 0) for session in sessions) / 1000
        judged = replace(judged, elapsed=elapsed, moving=elapsed)
    return replace(
        judged,
        distance=round(sum(distances), 2) if distances else judged.distance,
        moving=min(judged.elapsed, round(sum(timers), 3)) if timers else judged.moving,
    )


def _real(moment: int | None) -> bool:
    return moment is not None and moment >= _FIRST_REAL_TIME


def _utc(moment: int) -> datetime:
    return datetime.fromtimestamp(moment + FIT_EPOCH, UTC)


def _position(record: dict[int, int]) -> tuple[float, float] | None:
    if 0 not in record or 1 not in record:
        return None
    return record[0] * 180 / 2**31, record[1] * 180 / 2**31


def _utc_offset(file: FitFile) -> int | None:
    """From the activity message: local_timestamp less timestamp, to the quarter hour; None when absurd."""
    for message in file.activities:
        if _real(message.get(TIMESTAMP)) and _real(message.get(5)):
            offset = round((message[5] - message[TIMESTAMP]) / 900) * 900
            if abs(offset) <= 14 * 3600:
                return offset
    return None
