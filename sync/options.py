"""The table of Runtrack's own settings, in the order of `.env.example`. Those of the services stand with them."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

from sync.core.preferences import EmojiPlace
from sync.core.secret import Secret
from sync.setting import Flag, Option, emoji, networks, one_of, plain_text, port, url, url_secret, urls


def _types(text: str) -> tuple[str, ...]:
    names = tuple(name.strip().lower() for name in text.split(",") if name.strip())
    if not names or not all(name.replace("_", "").isalnum() for name in names):
        raise ValueError("Garmin activity types separated by commas, such as running,cycling (or all)")
    return names


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


_flag = Flag()


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
        emoji,
        "What the title of a run with music gets; off: titles are left alone.",
        shown="🎵",
    ),
    Option(
        "RUNTRACK_TITLE_EMOJI_AT",
        "title_emoji_at",
        one_of(*get_args(EmojiPlace)),
        "end or start of the title.",
        shown="end",
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
    Option(
        "RUNTRACK_PRIVATE_RUNS",
        "private_runs",
        one_of("upload", "skip"),
        "What becomes of runs that are private where they come from: upload them as any other, or skip them.",
        shown="upload",
    ),
    Option(
        "RUNTRACK_KEEP_ONLY",
        "keep_only",
        _flag,
        "yes: send nothing anywhere; keep the runs here, with file, route and soundtrack. "
        "Default: so as long as no application to send them with is set up.",
        shown="no",
    ),
    Option(
        "RUNTRACK_FETCH_FILES",
        "fetch_files",
        _flag,
        "Whether the files of runs that were uploaded another way are fetched too, one a minute, for their map and "
        "figures. They are never sent.",
        shown="yes",
    ),
)
KEPT = tuple(
    Option(
        f"RUNTRACK_KEEP_{what}_DAYS",
        f"keep_{what.lower()}_days",
        _number(least, 36500, "days"),
        f"How long {about}. Default: for ever.",
        shown="365",
    )
    for what, least, about in (
        ("ORIGINALS", 1, "the original files are kept (days)"),
        ("ROUTES", 1, "the routes read from them are kept (days)"),
        ("PLAYS", 30, "it is kept what was played (days, at least 30)"),
    )
)


HINTS = "The secret part of the address for webhooks (docs/reverse-proxy.md); without one nobody listens there."
MACHINE = (
    *KEPT,
    Option(
        "RUNTRACK_POLL_SECONDS",
        "poll_seconds",
        _number(60, 86400, "seconds"),
        "Time between two looks at Garmin (seconds, at least 60).",
        shown="60",
    ),
    Option(
        "RUNTRACK_WEB",
        "web",
        port,
        "The port on which `runtrack run` shows your runs in the browser, on this machine alone; off: it does not.",
        shown="8080",
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
        urls,
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
    Option(
        "RUNTRACK_TRUSTED_PROXIES",
        "trusted_proxies",
        networks,
        "Reverse proxies in front of the pages whose X-Forwarded-For and X-Forwarded-Proto are believed: addresses or "
        "networks, separated by spaces.",
        shown="127.0.0.1",
        default=(),
    ),
    Option("RUNTRACK_HINTS_SECRET", "hints_secret", url_secret, HINTS, secret=True, travels=False),
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
    Option("RUNTRACK_TABLE_PREFIX", "table_prefix", plain_text, "What the tables' names begin with.", shown="dev-"),
    Option(
        "RUNTRACK_BUCKET",
        "bucket",
        plain_text,
        "Bucket of the files. With one, rows are in DynamoDB.",
        shown="runtrack-files-123456789012",
    ),
    Option("RUNTRACK_PARAMETERS", "parameters", plain_text, "Path of the secrets.", shown="/runtrack/production"),
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
OF_PERSON = {each.field for each in (*TEXT, *SYNCED, *KEPT)} - {"app_url"} | {"notify_urls"}
"""The fields of those that each person may have their own of."""
