"""Spotify as a source of plays: the newest fifty of `recently-played`, never with a cursor.

Assumptions (docs/services/spotify.md; nothing was tried against the live service): no more than 50 plays are held, a
late one shows up behind newer ones, `played_at` is when the play ended or began, `next` means nothing. A 403 is
either a scope that the consent lacks, or an application whose owner has no Premium or has not allow-listed this user.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sync.adapters.clean import measure, text
from sync.adapters.music_http import MusicHttp
from sync.adapters.play_fields import isrc_of, link_of, plausible, readable
from sync.adapters.spotify_fields import API, HELD, NAME, ON_NOW, SCOPE
from sync.adapters.spotify_history import utc
from sync.adapters.status_error import StatusError
from sync.core.backoff import capped
from sync.core.bundle import Bundle
from sync.core.errors import AppInactive, LoginNeeded, RateLimited, SyncError, Unavailable
from sync.core.exchange import Batch, OnNow
from sync.core.music import Artist, Play, Song
from sync.service import Hosts, Tokens

COVER_PIXELS = 300
type Meaning = Callable[[StatusError, datetime], SyncError]
QUIET = timedelta(minutes=5)
"""How long it is left alone when it refuses without saying for how long; longer with each refusal in a row."""

log = logging.getLogger("runtrack.spotify")


class Spotify:
    """The user's own application at Spotify. `for_user` binds an account to a moment."""

    def __init__(self, hosts: Hosts, *, seconds: float = 30.0) -> None:
        self.http = MusicHttp(NAME, hosts, seconds=seconds)

    def for_user(self, user: str, now: datetime, tokens: Tokens) -> "SpotifyPlays":
        return SpotifyPlays(self, tokens, user, now)


class SpotifyPlays:
    """One user's plays at one moment. See `ports.PlaySource` and `ports.on_now.NowSource`."""

    scopes = (ON_NOW,)

    def __init__(self, spotify: Spotify, tokens: Tokens, user: str, now: datetime) -> None:
        self._spotify, self._tokens, self._user, self._now = spotify, tokens, user, now

    def recent(self, since: datetime) -> Batch:
        answer = self.call(
            lambda bundle: self._spotify.http.get(
                f"{API}/v1/me/player/recently-played", {"limit": str(HELD)}, bearer(bundle)
            )
        )
        items = answer.get("items") if isinstance(answer, dict) else None
        if not isinstance(items, list):
            raise Unavailable("spotify: the list of plays is not one", service=NAME)
        songs = [item for item in items if not _is_podcast(item)]
        read = [_play(item, self._user) for item in songs]
        readable(songs, read, NAME)
        plays = [play for play in read if play is not None]
        return Batch(tuple(sorted(plays, key=lambda play: play.played_at, reverse=True)), full=len(items) >= HELD)

    def between(self, start: datetime, end: datetime) -> Batch:
        newest = self.recent(start)
        return Batch(tuple(play for play in newest.plays if start <= play.played_at <= end), newest.full)

    def on_now(self) -> OnNow:
        """Its `timestamp` is that of the last change, not of the answer: it is of no use for the position."""
        answer = self.call(
            lambda bundle: self._spotify.http.get(
                f"{API}/v1/me/player/currently-playing", headers=bearer(bundle), may_be_empty=True
            ),
            _refusal_of_now,
        )
        if answer is None:
            return OnNow()
        if not isinstance(answer, dict) or not isinstance(answer.get("is_playing"), bool):
            raise Unavailable("spotify: what plays now is told in an unknown shape", service=NAME)
        return _on_now(answer)

    def get(self, url: str, headers: dict[str, str]) -> Any:
        """One answer as it is. Raises `StatusError`, and what `MusicHttp.get` does."""
        return self._spotify.http.get(url, headers=headers)

    def call(self, send: Callable[[Bundle], Any], meaning: Meaning | None = None) -> Any:
        """Send with a usable token; after a 401 once more with a refreshed one; then a person is needed. `meaning`: of
        any other refusal, where it is not the usual one."""
        bundle = self._tokens.usable(self._user, self._now)
        for last in (False, True):
            try:
                return send(bundle)
            except StatusError as refused:
                if refused.status != 401:
                    raise (meaning or refusal)(refused, self._now) from refused
                if last:
                    words = "spotify refuses a token that was refreshed a moment ago"
                    raise LoginNeeded(words, service=NAME) from refused
            bundle = self._tokens.renewed(self._user, self._now, refused=bundle)
        raise AssertionError  # the second time it has returned or raised


def bearer(bundle: Bundle) -> dict[str, str]:
    return {"Authorization": f"Bearer {bundle.fields['access_token']}"}


def refusal(refused: StatusError, now: datetime) -> SyncError:
    """What a refusal other than 401 means (docs/services/spotify.md#refusals)."""
    words = f"spotify: {refused}"
    match refused.status:
        case 403 if b"scope" in refused.body.lower():
            return LoginNeeded("the consent lacks a permission that is needed", service=NAME, scopes=(SCOPE,))
        case 403:
            why = f"Spotify refuses this application ({refused.head or 'it does not say why'})"
            return AppInactive(f"{why}: its owner needs Premium, and you must be among its users", service=NAME)
        case 429:
            told = refused.retry_after(now)
            return RateLimited(words, capped(told or now + QUIET, now), service=NAME, doubling=told is None)
    return Unavailable(words, service=NAME)


def _refusal_of_now(refused: StatusError, now: datetime) -> SyncError:
    """A login that may not tell what plays now tells all the rest."""
    error = refusal(refused, now)
    if isinstance(error, LoginNeeded):
        return LoginNeeded(error.reason, service=NAME, scopes=(ON_NOW,))
    return error


def _on_now(answer: dict[str, Any]) -> OnNow:
    """An advertisement comes without an item, an episode without one or as one of another type."""
    item = answer.get("item")
    try:
        if not isinstance(item, dict) or item.get("type", "track") != "track" or not text(item.get("name")):
            return OnNow()
        song, told = song_of(item), answer.get("progress_ms")
        position = measure(told) / 1000 if told else None if told is None else 0.0
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        log.warning("what plays now cannot be read", extra={"error": repr(error)})
        return OnNow()
    if position is not None and (song.seconds is None or position > song.seconds):
        position = None if song.seconds is None else song.seconds
    return OnNow(song, position, answer["is_playing"])


def _played(item: Any) -> Any:
    """What was played, under its old name or the one that Spotify gives it elsewhere since 2026 (`playlists/items`)."""
    song = item.get("track") if isinstance(item, dict) else None
    return item["item"] if song is None and isinstance(item, dict) and "item" in item else song


def _is_podcast(item: Any) -> bool:
    song = _played(item)
    return isinstance(song, dict) and song.get("type", "track") != "track"


def _play(item: Any, user: str) -> Play | None:
    """One item; None for what cannot be read, which must not stop the others."""
    try:
        song = _played(item)
        if not text(song.get("name")):
            return None
        return Play(user, NAME, plausible(utc(item["played_at"])), song_of(song), context=_context(item))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        log.warning("unreadable play left out", extra={"error": repr(error)})
        return None


def song_of(song: dict[str, Any]) -> Song:
    """A song as the Web API tells it. Raises KeyError and its like for what cannot be read."""
    artists = tuple(artist for told in song.get("artists") or [] if (artist := _artist(told)) is not None)
    album, ids, links = (song.get(name) or {} for name in ("album", "external_ids", "external_urls"))
    return Song(
        title=text(song["name"]),
        artist=", ".join(artist.name for artist in artists),
        seconds=measure(song.get("duration_ms")) / 1000 or None,
        isrc=isrc_of(ids.get("isrc")),
        uri=text(song.get("uri")),
        album=text(album.get("name")),
        link=link_of(links.get("spotify")),
        artists=artists,
        cover=_cover(album.get("images")),
    )


def _artist(told: Any) -> Artist | None:
    if not isinstance(told, dict) or not text(told.get("name")):
        return None
    ident = text(told.get("id"))
    return Artist(text(told["name"]), f"spotify:artist:{ident}" if ident.isalnum() else "")


def _cover(images: Any) -> str:
    """The picture whose width is closest to what pages show; one without a width as a last resort."""
    told = [image for image in images if isinstance(image, dict)] if isinstance(images, list) else []
    known = [(abs((measure(image.get("width")) or 10_000) - COVER_PIXELS), link_of(image.get("url"))) for image in told]
    return min((pair for pair in known if pair[1]), default=(0, ""))[1]


def _context(item: dict[str, Any]) -> str:
    context = item.get("context")
    return text(context.get("uri")) if isinstance(context, dict) else ""
