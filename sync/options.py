"""The table of Runtrack's own settings, in the order of `.env.example`. Those of the services stand with them."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from sync.core.activity_types import TYPES
from sync.core.user import Secret
from sync.setting import Option, one_of, plain_text, url


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


TEXT = (
    Option(
        "RUNTRACK_STYLE",
        "style",
        one_of("list", "short", "top", "line"),
        "How the text of a run looks: list (every song), short (their titles in one line), top (the songs you ran "
        "fastest to), or line (the summary alone); see docs/soundtrack.md.",
        shown="list",
    ),
    Option(
        "RUNTRACK_TEMPLATE",
        "template",
        _path,
        "Or your own Jinja2 template of the text that runs get; see docs/soundtrack.md.",
    ),
    Option(
        "RUNTRACK_TITLE_EMOJI",
        "title_emoji",
        _emoji,
        "What the title of a run with music gets; off: titles are left alone.",
        shown="🎵",
    ),
    Option(
        "RUNTRACK_TITLE_EMOJI_AT", "title_emoji_at", one_of("end", "start"), "end or start of the title.", shown="end"
    ),
    Option(
        "APP_URL", "app_url", url, "Where your dashboard is, if you have one; the text then links to the run's page."
    ),
)
SYNCED = (
    Option(
        "RUNTRACK_ACTIVITY_TYPES",
        "activity_types",
        _types,
        "Garmin types, separated by commas. `running` is the whole running family, `all` is everything.",
        shown="running",
    ),
    Option(
        "RUNTRACK_SINCE",
        "since",
        _date,
        "Nothing that began before this day (UTC). Default: 7 days before the first start. `runtrack backfill` gets "
        "older runs.",
        shown="2026-03-14",
    ),
    Option(
        "RUNTRACK_MIN_DISTANCE_KM",
        "min_distance_km",
        _number(0, 1000, "kilometres"),
        "Shorter activities are skipped (kilometres).",
        shown="0",
    ),
    Option(
        "RUNTRACK_UPLOAD_DELAY_MINUTES",
        "upload_delay_minutes",
        _number(0, 10080, "minutes"),
        "Wait this long after a run's end, so that another tool may upload it first (minutes, at most a week).",
        shown="0",
    ),
    Option(
        "RUNTRACK_ANNOTATE_ONLY",
        "annotate_only",
        _flag,
        "yes: never upload; only follow the runs that reach Strava another way, such as Garmin's own link.",
        shown="no",
    ),
)
MACHINE = (
    Option(
        "RUNTRACK_KEEP_ORIGINALS_DAYS",
        "keep_originals_days",
        _number(1, 36500, "days"),
        "How long the original files are kept (days). Default: for ever.",
        shown="365",
    ),
    Option(
        "RUNTRACK_POLL_SECONDS",
        "poll_seconds",
        _number(60, 86400, "seconds"),
        "Time between two looks at Garmin (seconds, at least 60).",
        shown="60",
    ),
    Option(
        "RUNTRACK_DATABASE",
        "database",
        _path,
        "The SQLite file; the original files are kept beside it. Default: the user's data folder; in Docker /data.",
        shown="/var/lib/runtrack/runtrack.sqlite",
    ),
    Option(
        "RUNTRACK_KEY_FILE",
        "key_file",
        _path,
        "The key that seals the stored logins, never beside the database. Default: the configuration folder; in Docker "
        "/config.",
        shown="/etc/runtrack/sealing.key",
    ),
    Option(
        "RUNTRACK_NOTIFY_URLS",
        "notify_urls",
        _urls,
        "Who is told of problems: Apprise URLs separated by spaces (https://github.com/caronc/apprise), such as "
        "ntfy://my-topic.",
        secret=True,
    ),
    Option(
        "RUNTRACK_HEARTBEAT_URL",
        "heartbeat_url",
        url,
        "Fetched after every tick that did its work, for a service that calls you when it stays away.",
        secret=True,
    ),
    Option("RUNTRACK_LOG_FORMAT", "log_format", one_of("json", "text"), "json, or text for people.", shown="json"),
    Option(
        "RUNTRACK_HTTP_TIMEOUT_SECONDS",
        "http_seconds",
        _number(0.1, 120, "seconds"),
        "Patience with one request (seconds).",
        shown="30",
    ),
)
AWS = (
    Option("RUNTRACK_ENVIRONMENT", "environment", plain_text, "Name of the installation.", shown="production"),
    Option(
        "RUNTRACK_TABLE_PREFIX", "table_prefix", plain_text, "What stands before the names of the tables.", shown="dev-"
    ),
    Option(
        "RUNTRACK_BUCKET",
        "bucket",
        plain_text,
        "Bucket of the files. With one, rows are in DynamoDB.",
        shown="runtrack-files-123456789012",
    ),
    Option(
        "RUNTRACK_PARAMETERS",
        "parameters",
        plain_text,
        "Path of the parameters that hold the secrets.",
        shown="/runtrack/production",
    ),
    Option(
        "RUNTRACK_QUEUE_URL",
        "queue_url",
        url,
        "Queue of turns, with many users.",
        shown="https://sqs.eu-central-1.amazonaws.com/123456789012/runtrack-users",
    ),
    Option("RUNTRACK_SEALING_KEY", "sealing_key", Secret, "The sealing key itself, instead of a file.", secret=True),
)
OWN: tuple[Option, ...] = (*TEXT, *SYNCED, *MACHINE, *AWS)
