"""The simulated catalogues of songs: MusicBrainz, ReccoBeats and Deezer as one service, with their oddities.

Source: docs/services/songfacts.md. What each of them knows of the songbook depends on the song's number alone:
a world is the same in every process.
"""

import random
from collections import deque
from datetime import datetime, timedelta
from typing import Any, ClassVar

from werkzeug.wrappers import Request, Response

from sync.sim import deezer_records as deezer
from sync.sim.clock import Now
from sync.sim.deezer_records import deezer_bpm as deezer_bpm
from sync.sim.deezer_records import deezer_knows as deezer_knows
from sync.sim.http import SimService, answer
from sync.sim.songbook import SONGS, SimSong

MOST_IDS = 40
_QUOTA = (50, timedelta(seconds=5))  # Deezer's calls by address


class SimCatalogues(SimService):
    """All three answer at one address; each has its own limits.

    * `patient`: nobody's limits count.

    `refused` counts the calls that were refused because a limit was exceeded (injected ones not among them)."""

    name = "songfacts"
    rules: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("recording", "GET", "/ws/2/recording/<mbid>"),
        ("features", "GET", "/v1/audio-features"),
        ("song", "GET", "/track/isrc:<isrc>"),
        ("numbered", "GET", "/track/<int:number>"),
        ("search", "GET", "/search"),
    )

    def __init__(self, now: Now) -> None:
        super().__init__(now)
        self.patient = False
        self.refused = 0
        self._asked_musicbrainz: datetime | None = None
        self._asked_deezer: deque[datetime] = deque()
        self._dice = random.Random("catalogues")

    # -- MusicBrainz ------------------------------------------------------------------------------

    def recording(self, request: Request, mbid: str) -> Response:
        """One request a second, and none without a contact in the User-Agent."""
        at, last = self.now(), self._asked_musicbrainz
        self._asked_musicbrainz = at
        soon = last is not None and timedelta(0) <= at - last < timedelta(seconds=1)
        agent = request.headers.get("User-Agent", "")
        if not self.patient and (soon or not any(sign in agent for sign in "@/" if "(" in agent)):
            self.refused += 1
            return self.refusal(503, "recording", request)
        song = next((song for song in SONGS if song.mbid == mbid), None)
        if song is None:
            return self.refusal(404, "recording", request)
        isrcs = [song.isrc] if musicbrainz_knows(song) else []
        length = round(song.seconds * 1000)
        return answer({"id": mbid, "title": song.title, "length": length, "video": False, "isrcs": isrcs})

    # -- ReccoBeats -------------------------------------------------------------------------------

    def features(self, request: Request) -> Response:
        """In no order; unknown songs are missing, and so are those beyond the fortieth id."""
        ids = [one for one in request.args.get("ids", "").split(",") if one]
        if not ids:
            return answer(_recco_error(400, "ids is required"), 400)
        known = {song.spotify_id: song for song in SONGS if reccobeats_knows(song)}
        found = [_features(known[one]) for one in ids[:MOST_IDS] if one in known]
        self._dice.shuffle(found)
        return answer({"content": found})

    # -- Deezer -----------------------------------------------------------------------------------

    def song(self, request: Request, isrc: str) -> Response:
        """Whatever is wrong, the status is 200."""
        return self._refused(request) or _page(next((one for one in deezer.records() if one.isrc == isrc), None))

    def numbered(self, request: Request, number: int) -> Response:
        return self._refused(request) or _page(next((one for one in deezer.records() if one.number == number), None))

    def search(self, request: Request) -> Response:
        """25 where no `limit` is given. Tempo and ISRC are on a song's own page only."""
        if refused := self._refused(request):
            return refused
        query = request.args.get("q", "")
        if not query:
            words = {"type": "MissingParameterException", "message": "Missing parameters: q", "code": 501}
            return answer({"error": words})
        found = deezer.found(query)
        limit = min(request.args.get("limit", 25, type=int), 100)
        return answer({"data": [one.shown() for one in found[:limit]], "total": len(found)})

    def _refused(self, request: Request) -> Response | None:
        most, within = _QUOTA
        at = self.now()
        while self._asked_deezer and at - self._asked_deezer[0] >= within:
            self._asked_deezer.popleft()
        self._asked_deezer.append(at)
        if self.patient or len(self._asked_deezer) <= most:
            return None
        self.refused += 1
        return self.refusal(429, "song", request)

    # -- their words ------------------------------------------------------------------------------

    def refusal(self, status: int, endpoint: str, request: Request) -> Response:
        if endpoint in ("song", "numbered", "search") and status == 429:
            return answer({"error": {"type": "Exception", "message": "Quota limit exceeded", "code": 4}})
        if endpoint == "features":
            return answer(_recco_error(status, "Too Many Requests" if status == 429 else "error"), status)
        if endpoint == "recording":
            limited = "Your requests are exceeding the allowable rate limit."
            words = {404: "Not Found", 503: limited, 429: limited}.get(status, "Internal Server Error")
            return answer(
                {"error": words, "help": "For usage, please see: https://musicbrainz.org/development/mmd"}, status
            )
        return answer({"error": {"type": "Exception", "message": f"status {status}", "code": status}}, status)


def musicbrainz_knows(song: SimSong) -> bool:
    """Its coverage is thin."""
    return song.number % 3 != 0


def reccobeats_knows(song: SimSong) -> bool:
    return song.number % 7 != 3


def _page(record: deezer.Record | None) -> Response:
    if record is None:
        return answer({"error": {"type": "DataException", "message": "no data", "code": 800}})
    return answer(record.shown() | {"isrc": record.isrc, "bpm": record.bpm, "gain": -8.4})


def _features(song: SimSong) -> dict[str, Any]:
    return {
        "id": f"11111111-0000-4000-8000-{song.number:012d}",
        "href": f"https://open.spotify.com/track/{song.spotify_id}",
        "isrc": song.isrc,
        "acousticness": 0.12,
        "danceability": song.danceability,
        "energy": song.energy,
        "instrumentalness": 0.0,
        "key": -1,
        "liveness": 0.1,
        "loudness": -7.5,
        "mode": 1,
        "speechiness": 0.05,
        "tempo": 0.0 if song.number % 11 == 5 else song.bpm,
        "valence": song.valence,
    }


def _recco_error(status: int, words: str) -> dict[str, Any]:
    return {
        "timestamp": "2026-01-01T00:00:00.000+00:00",
        "error": words,
        "path": "/v1/audio-features",
        "status": status,
    }
