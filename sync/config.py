"""Settings from the environment and `.env`: one table of options, every problem reported at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from sync.adapters.all import SERVICES
from sync.core.user import Preferences, Secret
from sync.options import OWN, unknown_types
from sync.setting import Option

OPTIONS: tuple[Option, ...] = (*OWN, *(option for service in SERVICES for option in service.settings))
"""Every setting of Runtrack itself and of the services that come with it."""


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
    style: Literal["list", "short", "top", "line"] = "list"
    template: Path | None = None
    title_emoji: str = "🎵"
    title_emoji_at: Literal["end", "start"] = "end"
    app_url: str = ""
    sealing_key: Secret = Secret("")
    environment: str = "production"
    table_prefix: str = ""
    bucket: str = ""
    parameters: str = ""
    queue_url: str = ""
    of_services: Mapping[str, Any] = field(default_factory=dict)
    """The services' own settings by their variables: each of them, set or not."""
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
        of_services = {option.name: option.default for option in OPTIONS if not option.field}
        problems = []
        for option in OPTIONS:
            text = environ.get(option.name, "").strip()
            if not text:
                continue
            try:
                (values if option.field else of_services)[option.field or option.name] = option.parse(text)
            except ValueError as error:
                shown = "" if option.secret else f" is {text!r}, but"
                problems.append(f"{option.name}{shown} must be {error}")
        problems += [_unknown(name) for name in sorted(environ) if name.startswith(OURS) and name not in NAMES]
        warnings = [_unknown(name) for name in sorted(environ) if name.startswith(THEIRS) and name not in NAMES]
        warnings += [_unknown(name) for name in sorted(own) if not name.startswith((OURS, *THEIRS)) and _close(name)]
        warnings += unknown_types(values.get("activity_types", ()))
        for service in SERVICES:
            if len({bool(environ.get(name, "").strip()) for name in service.needs}) > 1:
                problems.append(f"{' and '.join(service.needs)} belong together: one of them is missing")
        if problems:
            raise SettingsError([*problems, *warnings])
        return cls(**values, of_services=of_services, warnings=tuple(warnings), origin=origin)

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
    def seeds(self) -> list[str]:
        """The settings that hold a refresh token to begin with, those that are set."""
        return [each.seed for each in SERVICES if each.seed and self.of_services[each.seed]]

    @property
    def unseeded(self) -> "Settings":
        """The same without the refresh tokens that logins would begin with."""
        return replace(self, of_services={**self.of_services, **dict.fromkeys(self.seeds, Secret(""))})

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


assert {option.field for option in OWN} == {each.name for each in fields(Settings)[:-3]}
