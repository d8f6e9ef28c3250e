"""The simulated pages of songs: oEmbed of three services, the iTunes Search API, Bandcamp's pages, and short links.

Source: docs/services/songs.md. All are at one address, each below the name of its host (`bases`). What each has of the
songbook depends on the song's number alone. Not played: Apple's limit of calls, which has no answer that is published.
"""

from html import escape
from typing import Any, ClassVar

from werkzeug.wrappers import Request, Response

from sync.core.music import plain
from sync.sim.clock import Now
from sync.sim.http import SimService, answer
from sync.sim.songbook import SONGS, SimSong

HOSTS = ("open.spotify.com", "www.youtube.com", "soundcloud.com", "itunes.apple.com")
SHORT = ("spotify.link", "spoti.fi", "link.deezer.com", "deezer.page.link", "on.soundcloud.com")
LIVE = 500_000  # added to a song's number at Apple: a concert's recording of it
_FIRST = 1_440_000_000


class SimSongPages(SimService):
    """See the module. `leads`: where short links lead, by host and path ("spotify.link/abc")."""

    name = "songpages"
    rules: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("spotify", "GET", "/open.spotify.com/oembed"),
        ("youtube", "GET", "/www.youtube.com/oembed"),
        ("soundcloud", "GET", "/soundcloud.com/oembed"),
        ("lookup", "GET", "/itunes.apple.com/lookup"),
        ("search", "GET", "/itunes.apple.com/search"),
        ("bandcamp", "GET", "/<whose>.bandcamp.com/track/<name>"),
        ("short", "GET", "/short/<path:address>"),
    )

    def __init__(self, now: Now) -> None:
        super().__init__(now)
        self.leads: dict[str, str] = {}

    @property
    def bases(self) -> dict[str, str]:
        """Each host, and where it is here."""
        artists = {f"{slug(song.artist)}.bandcamp.com" for song in SONGS}
        there = {f"https://{host}": f"{self.url}/{host}" for host in (*HOSTS, *artists)}
        return there | {f"https://{host}": f"{self.url}/short/{host}" for host in SHORT}

    @property
    def settings(self) -> dict[str, str]:
        """Those that lead the product here, but for Bandcamp's pages and short links."""
        names = ("SPOTIFY_PLAYER_URL", "YOUTUBE_URL", "SOUNDCLOUD_URL", "ITUNES_API_URL")
        return {name: f"{self.url}/{host}" for name, host in zip(names, HOSTS, strict=True)}

    # -- oEmbed -----------------------------------------------------------------------------------

    def spotify(self, request: Request) -> Response:
        """The title alone, nobody's name."""
        song = next((one for one in SONGS if _asked(request).endswith(f"/track/{one.spotify_id}")), None)
        return _embedded(song, {"title": song.title}) if song else self.refusal(404, "spotify", request)

    def youtube(self, request: Request) -> Response:
        """A title as its uploader has written it."""
        song = next((one for one in SONGS if _asked(request).endswith(f"v={video_of(one)}")), None)
        if song is None:
            return self.refusal(404, "youtube", request)
        title, channel = {
            0: (song.title, f"{song.artist} - Topic"),
            1: (f"{song.artist} - {song.title} (Official Video) | Some Label", "Some Label"),
            2: (f"{song.artist} - {song.title} [Lyrics]", "Words For Runners"),
        }[song.number % 3]
        return _embedded(song, {"title": title, "author_name": channel})

    def soundcloud(self, request: Request) -> Response:
        """It adds the uploader's name to the title."""
        whose, _, name = _asked(request).removeprefix("https://soundcloud.com/").partition("/")
        song = _of_slugs(whose, name)
        if song is None:
            return self.refusal(404, "soundcloud", request)
        return _embedded(song, {"title": f"{song.title} by {song.artist}", "author_name": song.artist})

    # -- Apple ------------------------------------------------------------------------------------

    def lookup(self, request: Request) -> Response:
        """Empty for a song that this country's shop has not."""
        number, country = request.args.get("id", ""), request.args.get("country", "us")
        there = [song for song in SONGS if apple_knows(song) and str(apple_id(song)) == number]
        shown = [_shown(song) for song in there if country == "us" or song.number % 4 != 1]
        return answer({"resultCount": len(shown), "results": shown})

    def search(self, request: Request) -> Response:
        """What has all the words in it, a concert's recording first."""
        words = set(plain(request.args.get("term", "")).split())
        found = [song for song in SONGS if apple_knows(song) and words <= set(plain(_names(song)).split())]
        shown = [each for song in found for each in (_shown(song, live=True), _shown(song))]
        return answer({"resultCount": len(shown), "results": [{"kind": "music-video"}, *shown]})

    # -- pages and short links --------------------------------------------------------------------

    def bandcamp(self, request: Request, whose: str, name: str) -> Response:
        song = _of_slugs(whose, name)
        if song is None:
            return Response("<!DOCTYPE html><title>Not here</title>", 404, mimetype="text/html")
        title = escape(f"{song.title}, by {song.artist}")
        head = f'<meta property="og:title" content="{title}"><meta property="og:image" content="{_cover(song)}">'
        return Response(f"<!DOCTYPE html><html><head>{head}</head><body>♫</body></html>", mimetype="text/html")

    def short(self, request: Request, address: str) -> Response:
        leads_to = self.leads.get(address)
        if leads_to is None:
            return Response("<!DOCTYPE html><title>Not here</title>", 404, mimetype="text/html")
        return Response("moved", 302, {"Location": leads_to}, mimetype="text/html")

    def refusal(self, status: int, endpoint: str, request: Request) -> Response:
        return Response({404: "Not Found", 401: "Unauthorized"}.get(status, "error"), status, mimetype="text/plain")


def apple_knows(song: SimSong) -> bool:
    return song.number % 5 != 3


def apple_id(song: SimSong) -> int:
    return _FIRST + song.number


def page_of(song: SimSong) -> str:
    """Its page at Apple."""
    return f"https://music.apple.com/us/song/{apple_id(song)}"


def video_of(song: SimSong) -> str:
    return f"sim-{song.number:07d}"


def slug(name: str) -> str:
    """A name as it stands in an address."""
    return "".join(sign for sign in plain(name).replace(" ", "-") if sign.isascii())


def _of_slugs(whose: str, name: str) -> SimSong | None:
    return next((song for song in SONGS if (slug(song.artist), slug(song.title)) == (whose, name)), None)


def _asked(request: Request) -> str:
    return request.args.get("url", "")


def _names(song: SimSong) -> str:
    return f"{song.title} {song.artist}"


def _cover(song: SimSong) -> str:
    return f"https://pictures.example/{slug(song.album)}/100x100bb.jpg"


def _embedded(song: SimSong, told: dict[str, Any]) -> Response:
    return answer({"type": "rich", "version": "1.0", "html": "<iframe></iframe>", "thumbnail_url": _cover(song)} | told)


def _shown(song: SimSong, *, live: bool = False) -> dict[str, Any]:
    return {
        "wrapperType": "track",
        "kind": "song",
        "trackId": apple_id(song) + live * LIVE,
        "trackName": song.title + " (Live)" * live,
        "artistName": song.artist,
        "collectionName": song.album,
        "trackTimeMillis": round((song.seconds + 40 * live) * 1000),
        "trackViewUrl": f"https://music.apple.com/us/album/x/1?i={apple_id(song)}&uo=4",
        "artworkUrl100": _cover(song),
    }
