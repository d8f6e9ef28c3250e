"""Settings from the environment and `.env`: one table of options, every problem reported at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from sync.core.user import Preferences, Secret
from sync.options import OPTIONS

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
            title_emoji=self.title_emoji,
            title_emoji_at=self.title_emoji_at,
            app_url=self.app_url,
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
