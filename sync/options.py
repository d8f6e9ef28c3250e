"""The table of options: each setting's variable, how its text is read, and one line for the documentation."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sync.core.activity_types import TYPES
from sync.core.user import Secret


def _text(text: str) -> str:
    return text


def _types(text: str) -> tuple[str, ...]:
    names = tuple(name.strip().lower() for name in text.split(",") if name.strip())
    if not names or not all(name.replace("_", "").isalnum() for name in names):
        raise ValueError("Garmin activity types separated by commas, such as running,cycling (or all)")
    return names


def unknown_types(names: Iterable[str]) -> list[str]:
    """A line for each activity type that Garmin is not known to have. It may be a new one: nothing is refused."""
    from difflib import get_close_matches

    lines = []
    for name in names:
        if name != "all" and name not in TYPES:
            close = get_close_matches(name, TYPES, n=1)
            meant = f"; did you mean {close[0]}?" if close else ""
            lines.append(f"RUNTRACK_ACTIVITY_TYPES: {name} is no activity type of Garmin that Runtrack knows{meant}")
    return lines


def _path(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise ValueError(f"a path; whose folder {text.partition('/')[0]} is cannot be found out") from None


def _date(text: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC)
    except ValueError:
        raise ValueError("a date such as 2026-03-14") from None


def _number(low: float, high: float, what: str) -> Callable[[str], float]:
    def parse(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if not low <= number <= high:
            raise ValueError(f"{what} between {low:g} and {high:g}")
        return number

    return parse


def _flag(text: str) -> bool:
    if text.lower() in ("1", "true", "yes", "on"):
        return True
    if text.lower() in ("0", "false", "no", "off"):
        return False
    raise ValueError("yes or no")


def _one_of(*choices: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in choices:
            raise ValueError(" or ".join(choices))
        return text

    return parse


def _url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError("an http(s) URL")
    return text.rstrip("/")


def _urls(text: str) -> tuple[str, ...]:
    urls = tuple(url for url in text.replace(",", " ").split() if url)
    if not all("://" in url for url in urls):
        raise ValueError("Apprise URLs separated by spaces")
    return urls


def _emoji(text: str) -> str:
    if text.lower() in ("off", "none", "no"):
        return ""
    if len(text) > 8 or not text.isprintable() or any(sign.isspace() for sign in text):
        raise ValueError("one emoji, or off")
    return text


def _client_id(text: str) -> str:
    if not text.isdigit():
        raise ValueError("the number that Strava shows under Settings, My API Application")
    return text


@dataclass(frozen=True, slots=True)
class Option:
    """One setting: its variable, the field it fills, how it is read, and one line for the documentation."""

    name: str
    field: str
    parse: Callable[[str], Any]
    about: str
    secret: bool = False


OPTIONS: tuple[Option, ...] = (
    Option("STRAVA_CLIENT_ID", "strava_client_id", _client_id, "your Strava API application's client id"),
    Option("STRAVA_CLIENT_SECRET", "strava_client_secret", Secret, "its client secret", secret=True),
    Option(
        "STRAVA_REFRESH_TOKEN",
        "strava_refresh_token",
        Secret,
        "from `make get-token`; used until a rotated one is stored",
        secret=True,
    ),
    Option("SPOTIFY_CLIENT_ID", "spotify_client_id", _text, "your own Spotify application's client id"),
    Option(
        "SPOTIFY_CLIENT_SECRET", "spotify_client_secret", Secret, "its client secret (may be left out)", secret=True
    ),
    Option("LASTFM_API_KEY", "lastfm_api_key", Secret, "your Last.fm API key", secret=True),
    Option("MUSICBRAINZ_CONTACT", "musicbrainz_contact", _text, "e-mail or page; MusicBrainz is asked only with one"),
    Option("RUNTRACK_STYLE", "style", _one_of("list", "short", "top", "line"), "how the soundtrack's text looks"),
    Option("RUNTRACK_TEMPLATE", "template", _path, "path of your own Jinja2 template of it (instead of a style)"),
    Option("RUNTRACK_TITLE_EMOJI", "title_emoji", _emoji, "what the title of a run with music gets; off: nothing"),
    Option("RUNTRACK_TITLE_EMOJI_AT", "title_emoji_at", _one_of("end", "start"), "end or start of the title"),
    Option("APP_URL", "app_url", _url, "where your dashboard is; the soundtrack then links to the run's page"),
    Option(
        "RUNTRACK_ACTIVITY_TYPES",
        "activity_types",
        _types,
        "Garmin types to sync; `running` is the whole family, `all` everything",
    ),
    Option("RUNTRACK_SINCE", "since", _date, "nothing older is synced (default: 7 days before the first start)"),
    Option(
        "RUNTRACK_MIN_DISTANCE_KM", "min_distance_km", _number(0, 1000, "kilometres"), "shorter activities are skipped"
    ),
    Option(
        "RUNTRACK_UPLOAD_DELAY_MINUTES",
        "upload_delay_minutes",
        _number(0, 10080, "minutes"),
        "wait this long after a run's end",
    ),
    Option(
        "RUNTRACK_ANNOTATE_ONLY",
        "annotate_only",
        _flag,
        "yes: never upload, only follow runs that reach Strava another way",
    ),
    Option(
        "RUNTRACK_KEEP_ORIGINALS_DAYS",
        "keep_originals_days",
        _number(1, 36500, "days"),
        "how long FIT files are kept (default: for ever)",
    ),
    Option("RUNTRACK_POLL_SECONDS", "poll_seconds", _number(60, 86400, "seconds"), "time between two looks at Garmin"),
    Option("RUNTRACK_DATABASE", "database", _path, "path of the SQLite file"),
    Option("RUNTRACK_KEY_FILE", "key_file", _path, "path of the sealing key"),
    Option("RUNTRACK_SEALING_KEY", "sealing_key", Secret, "the sealing key itself, instead of a file", secret=True),
    Option("RUNTRACK_ENVIRONMENT", "environment", _text, "on AWS: which installation this is (production, dev)"),
    Option("RUNTRACK_TABLE_PREFIX", "table_prefix", _text, "on AWS: what stands before the tables' names"),
    Option("RUNTRACK_BUCKET", "bucket", _text, "on AWS: the bucket of the files; rows are in DynamoDB then"),
    Option("RUNTRACK_PARAMETERS", "parameters", _text, "on AWS: the path of the parameters that hold the secrets"),
    Option("RUNTRACK_QUEUE_URL", "queue_url", _url, "on AWS with many users: where their turns are put"),
    Option("RUNTRACK_NOTIFY_URLS", "notify_urls", _urls, "Apprise URLs that are told of problems", secret=True),
    Option("RUNTRACK_HEARTBEAT_URL", "heartbeat_url", _url, "fetched after every tick that did its work", secret=True),
    Option("RUNTRACK_LOG_FORMAT", "log_format", _one_of("json", "text"), "json or text"),
    Option("RUNTRACK_HTTP_TIMEOUT_SECONDS", "http_seconds", _number(0.1, 120, "seconds"), "patience with one request"),
    Option("GARMIN_DOMAIN", "garmin_domain", _one_of("com", "cn"), "com, or cn for garmin.cn accounts"),
    Option("GARMIN_API_URL", "garmin_api_url", _url, "base of Garmin's API (connectapi)"),
    Option("GARMIN_AUTH_URL", "garmin_auth_url", _url, "base of Garmin's token service (diauth)"),
    Option("GARMIN_SSO_URL", "garmin_sso_url", _url, "base of Garmin's sign-in pages"),
    Option("STRAVA_API_URL", "strava_api_url", _url, "base of Strava's API (it moves in 2027)"),
    Option("STRAVA_OAUTH_URL", "strava_oauth_url", _url, "base of Strava's OAuth"),
    Option("SPOTIFY_API_URL", "spotify_api_url", _url, "base of Spotify's API"),
    Option("SPOTIFY_ACCOUNTS_URL", "spotify_accounts_url", _url, "base of Spotify's OAuth"),
    Option("LASTFM_API_URL", "lastfm_api_url", _url, "base of Last.fm's API"),
    Option("LISTENBRAINZ_API_URL", "listenbrainz_api_url", _url, "base of ListenBrainz's API"),
    Option("MUSICBRAINZ_API_URL", "musicbrainz_api_url", _url, "base of MusicBrainz"),
    Option("RECCOBEATS_API_URL", "reccobeats_api_url", _url, "base of ReccoBeats"),
    Option("DEEZER_API_URL", "deezer_api_url", _url, "base of Deezer's API"),
)
