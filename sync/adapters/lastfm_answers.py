"""Last.fm's answers as values, and its error numbers as our errors. Every wording we rely on stands here.

Source: docs/services/lastfm.md#refusals. The number decides, never the HTTP status, which is often another than it
should be.
"""

from datetime import datetime, timedelta
from typing import Any

from sync.adapters.clean import text
from sync.adapters.json_text import parsed
from sync.adapters.play_fields import link_of, mbid_of, moment
from sync.adapters.status_error import StatusError
from sync.core.errors import AppInactive, LoginNeeded, RateLimited, SyncError, Unavailable
from sync.core.music import Artist, Play, Song

SERVICE = "lastfm"
WAIT = timedelta(minutes=5)
"""After "too many requests", which never says for how long."""
NO_PICTURE = "2a96cbd8b46e442fc41c2b86b821562f"  # pragma: allowlist secret
HIDDEN = (
    'Last.fm shows nobody the plays of {name} while "Hide recent listening information" is on: '
    "switch it off at https://www.last.fm/settings/privacy"
)


def error_in(answer: Any, name: str, now: datetime) -> SyncError | None:
    """The error that a JSON answer carries, with whatever HTTP status it came; None when it carries none."""
    if not isinstance(answer, dict) or "error" not in answer:
        return None
    words = f"{SERVICE}: error {text(answer['error'])}: {text(answer.get('message'))}"[:300]
    try:
        code = int(answer["error"])
    except (TypeError, ValueError):
        return Unavailable(words, service=SERVICE)
    match code:
        case 6:
            return LoginNeeded(f"Last.fm has no such user: {name}", service=SERVICE)
        case 9:
            return LoginNeeded("Last.fm no longer accepts this login", service=SERVICE)
        case 17:
            return LoginNeeded(HIDDEN.format(name=name), service=SERVICE)
        case 10:
            return AppInactive("Last.fm does not accept the API key", service=SERVICE)
        case 26:
            return AppInactive("Last.fm has suspended the API key", service=SERVICE)
        case 29:
            return RateLimited(words, now + WAIT, service=SERVICE, doubling=True)
    return Unavailable(words, service=SERVICE)


def refusal(refused: StatusError, name: str, now: datetime) -> SyncError:
    """The error that an answer other than 2xx stands for: by its number, where it has one."""
    try:
        answer = parsed(refused.body)
    except ValueError:
        answer = None
    if (error := error_in(answer, name, now)) is not None:
        until = refused.retry_after(now) if isinstance(error, RateLimited) else None
        return RateLimited(error.reason, until, service=SERVICE) if until else error
    words = f"{SERVICE}: {refused}"
    if refused.status == 429:
        until = refused.retry_after(now)
        return RateLimited(words, until or now + WAIT, service=SERVICE, doubling=until is None)
    return Unavailable(words, service=SERVICE)


def owner_of(page: Any) -> str:
    """Whose plays an answer says it holds. Raises `Unavailable` for an answer that does not say so."""
    try:
        box = page["recenttracks"]
        return text((box.get("@attr") or box)["user"])
    except (KeyError, TypeError, AttributeError):
        raise Unavailable(f"{SERVICE}: an answer of an unknown shape", service=SERVICE) from None


def items_of(page: Any) -> list[Any]:
    """The plays of a page, newest first: a single one comes without its list."""
    items = page["recenttracks"].get("track") or []
    return items if isinstance(items, list) else [items]


def pages_of(page: Any) -> int | None:
    """How many pages there are, None when that cannot be read."""
    try:
        return int(page["recenttracks"]["@attr"]["totalPages"])
    except (KeyError, TypeError, ValueError):
        return None


def is_on_now(item: Any) -> bool:
    """Whether this is the song that is on just now, which is no play yet."""
    about = item.get("@attr") if isinstance(item, dict) else None
    return isinstance(about, dict) and about.get("nowplaying") == "true"


def play_of(item: Any, user: str) -> Play | None:
    """One play; None for the song that is on just now and for what has no time, artist or title that can be used."""
    song = song_of(item) if not is_on_now(item) else None
    try:
        return Play(user, SERVICE, moment(item["date"]["uts"]), song) if song is not None else None
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError):
        return None


def song_of(item: Any) -> Song | None:
    """The song of an item; None for one without an artist or a title that can be used."""
    try:
        song = Song(
            text(item["name"]),
            _name(item["artist"]),
            album=_name(item.get("album") or ""),
            mbid=mbid_of(item.get("mbid")),
            link=link_of(item.get("url")),
            artists=_artists(item["artist"]),
            cover=_cover(item.get("image")),
            album_mbid=_mbid(item.get("album")),
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return None
    return song if song.title and song.artist else None


def _name(value: Any) -> str:
    """An artist's or an album's name, in any of the three ways in which it is written."""
    if isinstance(value, dict):
        value = value.get("#text") or value.get("name")
    return text(value)


def _mbid(value: Any) -> str:
    return mbid_of(value.get("mbid")) if isinstance(value, dict) else ""


def _artists(value: Any) -> tuple[Artist, ...]:
    """It tells one name, which is one artist for sure where it has an id."""
    return (Artist(_name(value), mbid=_mbid(value)),) if _mbid(value) else ()


def _cover(images: Any) -> str:
    """The largest, which comes last and has 300 pixels; its picture of a star stands for none."""
    told = [link_of(one.get("#text")) for one in images if isinstance(one, dict)] if isinstance(images, list) else []
    return next((address for address in reversed(told) if address and NO_PICTURE not in address), "")
