"""Runs unlike most, as the API tells of them: a day long, with 200 songs, on a treadmill, without a route."""

import gzip
import json
import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import Page, Route

from sync.core.route import Route as Recorded
from sync.core.route_packing import packed

START = datetime(2026, 11, 14, 12, tzinfo=UTC)
ID = "770000001"


@dataclass(frozen=True)
class Odd:
    """A run of `hours`, at a point each `every` seconds. `placed`: out of doors; `read`: its route is there."""

    hours: float
    songs: int
    every: float = 1.0
    placed: bool = True
    read: bool = True

    @property
    def seconds(self) -> float:
        return self.hours * 3600


A_DAY = Odd(24, 40, every=5)
MANY_SONGS = Odd(10, 200, every=4)
TREADMILL = Odd(0.7, 9, placed=False)
NO_ROUTE = Odd(0.7, 9, placed=False, read=False)
NO_MUSIC = Odd(0.7, 0)


def show(page: Page, odd: Odd) -> str:
    """Answers for it in place of the server; the path of its page."""
    said = {"": _run(odd), "/music": _music(odd), "/why": _WHY, "/text": {"id": ID, "title": "", "text": ""}}

    def answered(route: Route) -> None:
        rest = route.request.url.partition(ID)[2]
        if rest == "/route":
            route.fulfill(body=gzip.decompress(packed(_route(odd))), content_type="application/json")
        else:
            route.fulfill(json=said[rest])

    page.route(re.compile(f"/api/activities/{ID}(/|$)"), answered)
    return f"/runs/{ID}"


def _run(odd: Odd) -> dict[str, Any]:
    route = {"state": "read", "why": ""} if odd.read else {"state": "none", "why": "it was typed in by hand"}
    told: dict[str, Any] = json.loads(_RUN)
    metres = odd.seconds * 2.8
    return told | {
        "elapsed": odd.seconds,
        "moving": odd.seconds,
        "distance": metres,
        "songs": odd.songs,
        "route": route,
    }


def _music(odd: Odd) -> dict[str, Any]:
    each = odd.seconds / max(1, odd.songs)
    songs = [_song(number, number * each, min(each, 260.0)) for number in range(odd.songs)]
    outcome = "complete" if songs else "nothing played"
    return {
        "id": ID,
        "outcome": outcome,
        "due": None,
        "songs": songs,
        "gaps": [],
        "sources": ["spotify"] if songs else [],
    }


def _song(number: int, begins: float, seconds: float) -> dict[str, Any]:
    return {
        "title": f"Song {number + 1} of a long way",
        "artist": "The Fartleks",
        "album": "",
        "seconds": seconds,
        "link": "",
        "cover": "",
        "uri": f"test:{number}",
        "number": number + 1,
        "begins": begins,
        "ends": begins + seconds,
        "inside": seconds,
        "at": begins * 2.8,
        "pace": 357.0,
        "heart_rate": 150.0,
        "cadence": 168.0,
        "tempo": 168.0,
        "tempo_note": "",
        "features": None,
        "sources": ["spotify"],
    }


def _route(odd: Odd) -> Recorded:
    """Laps of ten minutes, faster and slower by turns."""
    at = [n * odd.every for n in range(int(odd.seconds / odd.every) + 1)]
    angle = [2 * math.pi * t / 600 for t in at]
    first = round(START.timestamp() * 1000)
    nowhere = (None,) * len(at)
    return Recorded(
        time_ms=tuple(first + round(t * 1000) for t in at),
        lat=tuple(45.76 + 0.004 * math.sin(a) + t * 1e-7 for a, t in zip(angle, at, strict=True))
        if odd.placed
        else nowhere,
        lon=tuple(4.83 + 0.006 * math.cos(a) for a in angle) if odd.placed else nowhere,
        distance=tuple(2.8 * t for t in at),
        altitude=tuple(170 + 30 * math.sin(a / 3) for a in angle) if odd.placed else nowhere,
        speed=tuple(2.8 + 0.4 * math.sin(a * 2) for a in angle),
        heart_rate=tuple(150 + 12 * math.sin(a * 2) for a in angle),
        cadence=tuple(168 + 4 * math.sin(a) for a in angle),
        power=nowhere,
        temperature=nowhere,
        offset=3600,
        sport="running",
    )


_WHY = {"id": ID, "history": [], "next": {"words": "", "due": None, "waits": ""}, "beside": []}
_RUN = json.dumps(
    {
        "id": ID,
        "title": "A long way",
        "sport": "running",
        "start": START.isoformat().replace("+00:00", "Z"),
        "offset": 3600,
        "heart_rate": 150.0,
        "state": "annotated",
        "words": "On Strava with its songs",
        "reason": "",
        "how": "uploaded",
        "due": None,
        "target_url": None,
        "backfill": False,
        "music": "complete",
        "line": [],
        "multisport": False,
        "kept": True,
        "privacy": "",
        "text_closed": "",
        "digest": None,
        "places": [],
        "next": {"words": "", "due": None, "waits": ""},
        "can": [],
        "formats": ["json"],
    }
)
