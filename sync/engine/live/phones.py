"""What a phone sends: kept where somebody runs with it, noted where nothing can be made of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import parse_qsl

from sync.core.live.joining import AHEAD, usable
from sync.core.live.parting import Remembered, parted
from sync.core.live.phones.apps import APPS
from sync.core.live.phones.phone import LivePhone
from sync.core.live.phones.told import UNREADABLE, Told, Trouble
from sync.core.live.point import LivePoint
from sync.core.live.run import KEPT, LiveRun
from sync.engine import saving
from sync.engine.live.arriving import arrived, cut
from sync.ports import Store

MOST_FIELDS = 100


def read(app: str, query: bytes, body: bytes) -> Told:
    """What one request of this app says, behind its `?` or in its body, which may be such a line too."""
    is_line = bool(body.strip()) and body.lstrip()[:1] not in (b"{", b"[")
    line = b"&".join(part for part in (query, body if is_line else b"") if part)
    try:
        fields = dict(parse_qsl(line.decode("latin-1"), max_num_fields=MOST_FIELDS))
    except ValueError:
        return UNREADABLE
    return APPS[app].read(fields, body)


def take_in(store: Store, phone: LivePhone, told: Told, before: Remembered, now: datetime) -> Remembered:
    """Keep what is of a run, and return what is to be remembered for the phone's next request. Safe to repeat with the
    same memory, as by a phone that got no answer. Raises `Conflict` as `arrived` does."""
    points, trouble = usable(told.points, now), told.trouble
    if told.points and not points and all(_is_of_another_time(point, now) for point in told.points):
        trouble = Trouble.CLOCK
    after = _kept(store, phone, points, before, now) if points else before
    if (told.points or trouble) and not phone.is_noted(trouble, now):
        _note(store, phone, trouble, now)
    return after


def _kept(store: Store, phone: LivePhone, points: Sequence[LivePoint], before: Remembered, now: datetime) -> Remembered:
    known = [run for run in store.all(LiveRun, phone.user, phone.app) if run.device == phone.device]
    parts, after = parted(points, known, before)
    for part in parts:
        arrived(store, phone.user, phone.app, part.points, now, device=phone.device, id=part.id)
    if any(part.over for part in parts) or any(map(_has_rest, known)):
        for run in store.all(LiveRun, phone.user, phone.app):
            if run.device == phone.device and run.ended_at is not None and _has_rest(run):
                cut(store, run, run.ended_at)
    return after


def _has_rest(run: LiveRun) -> bool:
    """Whether points of after its end are kept: it was seen to be over a quarter of an hour later."""
    return run.ended_at is not None and run.last > run.ended_at


def _is_of_another_time(point: LivePoint, now: datetime) -> bool:
    return not now - KEPT < point.at <= now + AHEAD


def _note(store: Store, phone: LivePhone, trouble: Trouble, now: datetime) -> None:
    """Best effort: another request of the phone's notes it as well."""
    seen = phone.last_seen if trouble else now
    saving.put(store, replace(phone, last_seen=seen, trouble=trouble))
