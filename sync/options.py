"""The table of Runtrack's own settings, in the order of `.env.example`. Those of the services stand with them."""

from typing import get_args

from sync.core.preferences import EmojiPlace
from sync.core.secret import Secret
from sync.options_of_people import LOOKS, MESSAGES
from sync.setting import (
    Flag,
    HowLong,
    Option,
    day,
    emoji,
    networks,
    number,
    one_of,
    path,
    plain_text,
    port,
    types,
    url,
    url_secret,
    urls,
)

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
        path,
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
    Option("RUNTRACK_NAME_SENDERS", "name_senders", _flag, "yes: publish in the text who sent you a song.", shown="no"),
    Option(
        "APP_URL", "app_url", url, "Where your dashboard is, if you have one; the text then links to the run's page."
    ),
)
SYNCED = (
    Option(
        "RUNTRACK_ACTIVITY_TYPES",
        "activity_types",
        types,
        "Garmin types, separated by commas. `running` is the whole running family, `all` is everything.",
        shown="running",
    ),
    Option(
        "RUNTRACK_SINCE",
        "since",
        day,
        "Nothing that began before this day (UTC). Default: 7 days before the first start. `runtrack backfill` gets "
        "older runs.",
        shown="2026-03-14",
    ),
    Option(
        "RUNTRACK_MIN_DISTANCE_KM",
        "min_distance_km",
        number(0, 1000, "kilometres"),
        "Shorter activities are skipped (kilometres).",
        shown="0",
    ),
    Option(
        "RUNTRACK_UPLOAD_DELAY_MINUTES",
        "upload_delay_minutes",
        number(0, 10080, "minutes"),
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
        HowLong(least),
        f"How long {about}, or ever. Default: for ever.",
        shown="365",
    )
    for what, least, about in (
        ("ORIGINALS", 1, "the original files are kept (days)"),
        ("ROUTES", 1, "the routes read from them are kept (days)"),
        ("PLAYS", 30, "it is kept what was played (days, at least 30)"),
    )
)
HINTS = "The secret part of the address for webhooks (docs/reverse-proxy.md); without one nobody listens there."
ALL_PLAYS = "yes: insights also of plays from services whose terms keep statistics to oneself (docs/insights.md)."
MACHINE = (
    *KEPT,
    *LOOKS,
    *MESSAGES,
    Option(
        "RUNTRACK_POLL_SECONDS",
        "poll_seconds",
        number(60, 86400, "seconds"),
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
    Option("RUNTRACK_INSIGHTS_OF_ALL_PLAYS", "insights_of_all_plays", _flag, ALL_PLAYS, shown="no"),
    Option(
        "RUNTRACK_DATABASE",
        "database",
        path,
        "The SQLite file; the original files are kept beside it. Default: the user's data folder; in Docker /data.",
        shown="/var/lib/runtrack/runtrack.sqlite",
    ),
    Option(
        "RUNTRACK_KEY_FILE",
        "key_file",
        path,
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
        number(0.1, 120, "seconds"),
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
OF_PERSON = {each.field for each in (*TEXT, *SYNCED, *KEPT, *LOOKS, *MESSAGES)} - {"app_url"} | {"notify_urls"}
"""The fields of those that each person may have their own of."""
