"""Settings from the environment and `.env`: one table of options, every problem reported at once."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from sync.adapters.all import SERVICES
from sync.core.activity_types import unknown_types
from sync.core.peace import Peace
from sync.core.preferences import EmojiPlace, Preferences
from sync.core.secret import Secret
from sync.options import OF_PERSON, OWN
from sync.setting import EVER, OURS, Choice, HowLong, Option, as_text

OPTIONS: tuple[Option, ...] = (*OWN, *(option for service in SERVICES for option in service.settings))
"""Every setting of Runtrack itself and of the services that come with it."""


PERSONAL = tuple(option for option in OPTIONS if option.personal or option.field in OF_PERSON)
"""Those that each person of an installation may have their own of."""


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
    keep_only: bool | None = None
    private_runs: Literal["upload", "skip"] = "upload"
    fetch_files: bool = True
    insights_of_all_plays: bool = False
    keep_originals_days: float | None = None
    keep_routes_days: float | None = None
    keep_plays_days: float | None = None
    language: Literal["", "en", "de"] = ""
    units: Literal["metric", "imperial"] = "metric"
    time_zone: str = ""
    quiet_hours: str = "22-8"
    messages_a_day: float = 10
    digest: bool = True
    theme: Literal["system", "light", "dark"] = "system"
    listens_at: tuple[str, ...] = ()
    poll_seconds: float = 60.0
    web: int | None = 8080
    notify_urls: tuple[str, ...] = field(default=(), repr=False)
    trusted_proxies: tuple[str, ...] = ()
    hints_secret: str = field(default="", repr=False)
    heartbeat_url: str = field(default="", repr=False)
    log_format: Literal["json", "text"] = "json"
    http_seconds: float = 30.0
    style: Literal["list", "short", "top", "line"] = "list"
    template: Path | None = None
    title_emoji: str = "🎵"
    title_emoji_at: EmojiPlace = "end"
    name_senders: bool = False
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
    given: frozenset[str] = field(default=frozenset(), compare=False)  # the names of those that were set

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
        problems, given = [], set[str]()
        for option in OPTIONS:
            text = environ.get(option.name, "").strip()
            if not text:
                continue
            given.add(option.name)
            try:
                (values if option.field else of_services)[option.field or option.name] = option.parse(text)
            except ValueError as error:
                shown = "" if option.secret else f" is {text!r}, but"
                problems.append(f"{option.name}{shown} must be {error}")
        problems += [_unknown(name) for name in sorted(environ) if name.startswith(OURS) and name not in NAMES]
        warnings = [_unknown(name) for name in sorted(environ) if name.startswith(THEIRS) and name not in NAMES]
        warnings += [_unknown(name) for name in sorted(own) if not name.startswith((OURS, *THEIRS)) and _close(name)]
        warnings += unknown_types(values.get("activity_types", ()))
        warnings += [
            f"RUNTRACK_LISTENS_AT: songs are looked for at {', '.join(SEARCHED)}, not at {name}"
            for name in values.get("listens_at", ())
            if name not in SEARCHED
        ]
        for service in SERVICES:
            if len({bool(environ.get(name, "").strip()) for name in service.needs}) > 1:
                problems.append(f"{' and '.join(service.needs)} belong together: one of them is missing")
        if problems:
            raise SettingsError([*problems, *warnings])
        return cls(**values, of_services=of_services, warnings=tuple(warnings), origin=origin, given=frozenset(given))

    def of_person(self, own: Mapping[str, str]) -> "Settings":
        """The same with a person's own texts in place of what the environment says; one that is no good (any more)
        counts as not set. A service's own settings are a person's all together: an application of one's own never goes
        with somebody else's secret."""
        values: dict[str, Any] = {}
        of_services = dict(self.of_services)
        for service in SERVICES:
            theirs = [option for option in service.options if option.personal]
            if any(option.name in own for option in theirs):
                of_services |= {option.name: option.default for option in theirs}
        for option in PERSONAL:
            if option.name in own and option.field != "template":
                with suppress(ValueError):
                    value = option.parse(own[option.name])
                    (values if option.field else of_services)[option.field or option.name] = value
        if {"RUNTRACK_STYLE", "RUNTRACK_TEMPLATE"} & own.keys():
            values["template"] = None  # the text of a person's own is not in a file
        return replace(self, **values, of_services=of_services)

    def choices(self) -> dict[str, Choice]:
        """The settings that each person may have their own of, by name, as they are for everybody."""
        usual = {each.name: each.default for each in fields(Settings)}
        beside = {name: service.needs for service in SERVICES for name in service.needs if service.needs[1:]}
        found = {}
        for option in PERSONAL:
            value = getattr(self, option.field) if option.field else self.of_services[option.name]
            default = usual[option.field] if option.field else option.default
            is_template = option.field == "template"
            found[option.name] = Choice(
                option,
                ("***" if option.secret else _shown(option, value)) if option.name in self.given else "",
                "" if option.secret else _shown(option, default),
                _template if is_template else option.parse,
                from_file=is_template,
                beside=beside.get(option.name, ()),
            )
        return found

    @property
    def preferences(self) -> Preferences:
        most = int(self.messages_a_day)
        peace = Peace(self.quiet_hours, self.time_zone, most, self.digest, self.language, self.units)
        return Preferences(
            types=self.activity_types,
            min_distance=self.min_distance_km * 1000,
            upload_delay=timedelta(minutes=self.upload_delay_minutes),
            annotate_only=self.annotate_only,
            keep_only=self.keep_only,
            skip_private=self.private_runs == "skip",
            fetch_files=self.fetch_files,
            insights_of_all_plays=self.insights_of_all_plays,
            keep_originals=_days(self.keep_originals_days),
            keep_routes=_days(self.keep_routes_days),
            keep_plays=_days(self.keep_plays_days),
            title_emoji=self.title_emoji,
            title_emoji_at=self.title_emoji_at,
            name_senders=self.name_senders,
            app_url=self.app_url,
            listens_at=self.listens_at,
            peace=peace,
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


SEARCHED = sorted(each.name for each in SERVICES if each.song_pages is not None and each.song_pages.search)
"""The services at which one can look for a song by an address."""
NAMES = frozenset(option.name for option in OPTIONS)
THEIRS = tuple(sorted({f"{name.partition('_')[0]}_" for name in NAMES} - {OURS, "APP_"}))
"""What the settings of services begin with. Other programs may have names like them: a wrong one refuses nothing."""


def _template(text: str) -> str:
    """A template of a person's own, whole. Raises ValueError where it is wrong."""
    from sync.adapters.template_check import check
    from sync.ports import TemplateWrong

    try:
        check(text)
    except TemplateWrong as error:
        raise ValueError(f"a template that makes a text: {error}") from None
    return text


def _shown(option: Option, value: Any) -> str:
    return EVER if value is None and isinstance(option.parse, HowLong) else as_text(value)


def _days(number: float | None) -> timedelta | None:
    return None if number is None else timedelta(days=number)


def _unknown(name: str) -> str:
    return f"{name} is not a setting of Runtrack{f'; did you mean {close}?' if (close := _close(name)) else ''}"


def _close(name: str) -> str:
    """The setting that a misspelled name was meant to be; "" for a name that is one, or is like none."""
    from difflib import get_close_matches

    if name in NAMES:
        return ""
    longer = [known for known in NAMES if set(name.split("_")) < set(known.split("_"))]
    alike = 0.6 if name.startswith(OURS) else 0.82
    close = sorted(longer, key=len) or get_close_matches(name, sorted(NAMES), n=1, cutoff=alike)
    return close[0] if close else ""


assert {option.field for option in OWN} == {each.name for each in fields(Settings)[:-4]}
