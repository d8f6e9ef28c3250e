"""Settings from the environment and `.env`: one table of options, every problem reported at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from sync.core.user import Preferences, Secret
from sync.options import OPTIONS, unknown_types

__all__ = ["OPTIONS", "Settings", "SettingsError"]


class SettingsError(Exception):
    """One or more settings are wrong; `problems` has a line for each, naming the setting and what it should be."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


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
    spotify_client_id: str = ""
    spotify_client_secret: Secret = Secret("")
    lastfm_api_key: Secret = Secret("")
    musicbrainz_contact: str = ""
    style: Literal["list", "short", "top", "line"] = "list"
    template: Path | None = None
    title_emoji: str = "🎵"
    title_emoji_at: Literal["end", "start"] = "end"
    app_url: str = ""
    spotify_api_url: str = ""
    spotify_accounts_url: str = ""
    lastfm_api_url: str = ""
    listenbrainz_api_url: str = ""
    musicbrainz_api_url: str = ""
    reccobeats_api_url: str = ""
    deezer_api_url: str = ""
    sealing_key: Secret = Secret("")
    environment: str = "production"
    table_prefix: str = ""
    bucket: str = ""
    parameters: str = ""
    queue_url: str = ""
    warnings: tuple[str, ...] = field(default=(), compare=False)  # what looks like a mistake, and hinders nothing
    origin: str = field(default="", compare=False)  # which file was read besides the environment, in words

    @classmethod
    def read(
        cls,
        environ: Mapping[str, str],
        *,
        data_dir: Path,
        config_dir: Path,
        own: Iterable[str] = (),
        origin: str = "",
    ) -> "Settings":
        """Read the table from `environ`. Empty counts as unset. `own`: the names that come from our own file, where
        every misspelling is looked for. Raises `SettingsError` with every problem."""
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
        problems += [_unknown(name) for name in sorted(environ) if name.startswith(OURS) and name not in NAMES]
        warnings = [_unknown(name) for name in sorted(environ) if name.startswith(THEIRS) and name not in NAMES]
        warnings += [_unknown(name) for name in sorted(own) if not name.startswith((OURS, *THEIRS)) and _close(name)]
        warnings += unknown_types(values.get("activity_types", ()))
        application = ("STRAVA_CLIENT_ID", "STRAVA_CLIENT_SECRET")
        if len({bool(environ.get(name, "").strip()) for name in application}) > 1:
            problems.append("STRAVA_CLIENT_ID and STRAVA_CLIENT_SECRET belong together: one of them is missing")
        if problems:
            raise SettingsError([*problems, *warnings])
        return cls(**values, warnings=tuple(warnings), origin=origin)

    @property
    def preferences(self) -> Preferences:
        keep = self.keep_originals_days
        return Preferences(
            types=self.activity_types,
            min_distance=self.min_distance_km * 1000,
            upload_delay=timedelta(minutes=self.upload_delay_minutes),
            annotate_only=self.annotate_only,
            keep_originals=None if keep is None else timedelta(days=keep),
            title_emoji=self.title_emoji,
            title_emoji_at=self.title_emoji_at,
            app_url=self.app_url,
        )

    @property
    def files_dir(self) -> Path:
        return self.database.parent / "files"


NAMES = frozenset(option.name for option in OPTIONS)
OURS = "RUNTRACK_"
THEIRS = tuple(sorted({f"{name.partition('_')[0]}_" for name in NAMES} - {OURS, "APP_"}))
"""What the settings of services begin with. Other programs may have names like them: a wrong one refuses nothing."""


def _unknown(name: str) -> str:
    close = _close(name)
    return f"{name} is not a setting of Runtrack{f'; did you mean {close}?' if close else ''}"


def _close(name: str) -> str:
    """The setting that a misspelled name was meant to be; "" for a name that is one, or is like none."""
    from difflib import get_close_matches

    if name in NAMES:
        return ""
    longer = [known for known in NAMES if set(name.split("_")) < set(known.split("_"))]
    alike = 0.6 if name.startswith(OURS) else 0.82
    close = sorted(longer, key=len) or get_close_matches(name, sorted(NAMES), n=1, cutoff=alike)
    return close[0] if close else ""


assert {option.field for option in OPTIONS} == {each.name for each in fields(Settings)} - {"warnings", "origin"}
