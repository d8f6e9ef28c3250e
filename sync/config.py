"""Settings from the environment and `.env`: one table of options, every problem reported at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from sync.core.user import Preferences, Secret


class SettingsError(Exception):
    """One or more settings are wrong; `problems` has a line for each, naming the setting and what it should be."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _text(text: str) -> str:
    return text


def _types(text: str) -> tuple[str, ...]:
    names = tuple(name.strip().lower() for name in text.split(",") if name.strip())
    if not names or not all(name.replace("_", "").isalnum() for name in names):
        raise ValueError("Garmin activity types separated by commas, such as running,cycling (or all)")
    return names


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
    Option("RUNTRACK_DATABASE", "database", Path, "path of the SQLite file"),
    Option("RUNTRACK_KEY_FILE", "key_file", Path, "path of the sealing key"),
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
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that can be set, with its default."""

    database: Path
    key_file: Path
    strava_client_id: str = ""
    strava_client_secret: Secret = Secret("")
    strava_refresh_token: Secret = Secret("")
    activity_types: tuple[str, ...] = ("running",)
    since: datetime | None = None
    min_distance_km: float = 0.0
    upload_delay_minutes: float = 0.0
    annotate_only: bool = False
    keep_originals_days: float | None = None
    poll_seconds: float = 60.0
    notify_urls: tuple[str, ...] = field(default=(), repr=False)
    heartbeat_url: str = field(default="", repr=False)
    log_format: Literal["json", "text"] = "json"
    http_seconds: float = 30.0
    garmin_domain: Literal["com", "cn"] = "com"
    garmin_api_url: str = ""
    garmin_auth_url: str = ""
    garmin_sso_url: str = ""
    strava_api_url: str = ""
    strava_oauth_url: str = ""

    @classmethod
    def read(cls, environ: Mapping[str, str], *, data_dir: Path, config_dir: Path) -> "Settings":
        """Read the table from `environ`. Empty counts as unset. Raises `SettingsError` with every problem."""
        values: dict[str, Any] = {"database": data_dir / "runtrack.sqlite", "key_file": config_dir / "sealing.key"}
        problems = []
        for option in OPTIONS:
            text = environ.get(option.name, "").strip()
            if not text:
                continue
            try:
                values[option.field] = option.parse(text)
            except ValueError as error:
                shown = "" if option.secret else f" is {text!r}, but"
                problems.append(f"{option.name}{shown} must be {error}")
        problems += [f"{name} is not a setting of Runtrack{_meant(name)}" for name in sorted(environ) if _unknown(name)]
        application = ("STRAVA_CLIENT_ID", "STRAVA_CLIENT_SECRET")
        if len({bool(environ.get(name, "").strip()) for name in application}) > 1:
            problems.append("STRAVA_CLIENT_ID and STRAVA_CLIENT_SECRET belong together: one of them is missing")
        if problems:
            raise SettingsError(problems)
        return cls(**values)

    @property
    def preferences(self) -> Preferences:
        keep = self.keep_originals_days
        return Preferences(
            types=self.activity_types,
            min_distance=self.min_distance_km * 1000,
            upload_delay=timedelta(minutes=self.upload_delay_minutes),
            annotate_only=self.annotate_only,
            keep_originals=None if keep is None else timedelta(days=keep),
        )

    @property
    def files_dir(self) -> Path:
        return self.database.parent / "files"


def _unknown(name: str) -> bool:
    return name.startswith("RUNTRACK_") and name not in {option.name for option in OPTIONS}


def _meant(name: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, [option.name for option in OPTIONS], n=1)
    return f"; did you mean {close[0]}?" if close else ""


assert {option.field for option in OPTIONS} == {each.name for each in fields(Settings)}
