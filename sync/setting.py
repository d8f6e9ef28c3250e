"""One setting: its variable, how its text is read, and its sentence in `.env.example`."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sync.core.secret import Secret

OURS = "RUNTRACK_"


def plain_text(text: str) -> str:
    """A setting that is taken as it is."""
    return text


def url(text: str) -> str:
    """A setting that is an address. Raises ValueError saying what it must be."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError("an http(s) URL")
    return text.rstrip("/")


def urls(text: str) -> tuple[str, ...]:
    """A setting that is several addresses for Apprise. Raises ValueError saying what it must be."""
    several = tuple(text.replace(",", " ").split())
    if not all("://" in each for each in several):
        raise ValueError("Apprise URLs separated by spaces")
    return several


def networks(text: str) -> tuple[str, ...]:
    """A setting that is addresses or networks. Raises ValueError saying what it must be."""
    from ipaddress import ip_address, ip_network  # which hardly any installation needs

    several = text.replace(",", " ").split()
    try:
        return tuple(str(ip_network(each)) if "/" in each else str(ip_address(each)) for each in several)
    except ValueError:
        raise ValueError("addresses or networks separated by spaces, such as 127.0.0.1 or 172.16.0.0/12") from None


def url_secret(text: str) -> str:
    """A setting that is a secret and stands in an address. Raises ValueError saying what it must be."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{22,128}", text):
        raise ValueError("22 to 128 letters, digits, - and _; `openssl rand -hex 16` makes one")
    return text


def zone(text: str) -> str:
    """A setting that is a time zone. Raises ValueError saying what it must be."""
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(text).key
    except (LookupError, OSError, ValueError):
        raise ValueError("a time zone such as Europe/Oslo") from None


def types(text: str) -> tuple[str, ...]:
    """A setting that is types of activities. Raises ValueError saying what it must be."""
    names = tuple(name.strip().lower() for name in text.split(",") if name.strip())
    if not names or not all(name.replace("_", "").isalnum() for name in names):
        raise ValueError("Garmin activity types separated by commas, such as running,cycling (or all)")
    return names


def path(text: str) -> Path:
    """A setting that is a file or a folder. Raises ValueError saying what it must be."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise ValueError(f"a path; whose folder {text.partition('/')[0]} is cannot be found out") from None


def day(text: str) -> datetime:
    """A setting that is a day, in UTC. Raises ValueError saying what it must be."""
    try:
        return datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC)
    except ValueError:
        raise ValueError("a date such as 2026-03-14") from None


def number(low: float, high: float, what: str) -> Callable[[str], float]:
    """A setting that is a number between two others."""

    def parse(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if not low <= number <= high:
            raise ValueError(f"{what} between {low:g} and {high:g}")
        return number

    return parse


EVER = "ever"


@dataclass(frozen=True, slots=True)
class HowLong:
    """Reads for how many days something is kept, from `least` on; None: for ever. `choices`: the usual ones."""

    least: int
    choices: tuple[str, ...] = ("90", "365", EVER)

    def __call__(self, text: str) -> float | None:
        if text.lower() == EVER:
            return None
        return number(self.least, 36_500, f"{EVER}, or days")(text)


def names(text: str) -> tuple[str, ...]:
    """A setting that is names of services. Raises ValueError saying what it must be."""
    several = tuple(name.strip().lower() for name in text.split(",") if name.strip())
    if not all(name.isascii() and name.isalnum() for name in several):
        raise ValueError("names of services separated by commas")
    return several


@dataclass(frozen=True, slots=True)
class OneOf:
    """Reads a setting with a fixed set of values."""

    choices: tuple[str, ...]

    def __call__(self, text: str) -> str:
        if text not in self.choices:
            raise ValueError(" or ".join(self.choices))
        return text


def one_of(*choices: str) -> Callable[[str], str]:
    """A setting with a fixed set of values."""
    return OneOf(choices)


@dataclass(frozen=True, slots=True)
class Flag:
    """Reads a setting that is yes or no, in any of their usual spellings."""

    choices: tuple[str, ...] = ("yes", "no")

    def __call__(self, text: str) -> bool:
        if text.lower() in ("1", "true", "yes", "on"):
            return True
        if text.lower() in ("0", "false", "no", "off"):
            return False
        raise ValueError("yes or no")


def port(text: str) -> int | None:
    """A port, None for off."""
    if text.lower() in ("off", "none", "no"):
        return None
    if not text.isdecimal() or not 0 <= int(text) <= 65535:
        raise ValueError("a port, or off")
    return int(text)


def emoji(text: str) -> str:
    """One emoji, "" for off."""
    if text.lower() in ("off", "none", "no"):
        return ""
    if len(text) > 8 or not text.isprintable() or any(sign.isspace() for sign in text):
        raise ValueError("one emoji, or off")
    return text


@dataclass(frozen=True, slots=True)
class Option:
    """One setting: its variable, the field of `Settings` that it fills ("" for a service's own), how its text is read,
    and its sentence for `.env.example`. `shown`: the value there; `default`: what it is when it is not set; `open`:
    it stands there ready to be filled in; `travels`: if it is secret, it is a parameter on AWS; `personal`: each person
    of an installation may have their own."""

    name: str
    field: str
    parse: Callable[[str], Any]
    about: str
    secret: bool = False
    shown: str = ""
    default: Any = ""
    open: bool = False
    travels: bool = True
    personal: bool = False

    @property
    def short(self) -> str:
        """What a person calls it: `title_emoji`."""
        return self.name.removeprefix(OURS).lower()


@dataclass(frozen=True, slots=True)
class Choice:
    """A setting that each person may have their own of. `given`: its text in the environment, "" where it is not set;
    `usual`: the text of its default; `parse`: how a person's own text is read; `from_file`: that is what a file holds;
    `beside`: the settings that are a person's own together with it, or not at all."""

    option: Option
    given: str
    usual: str
    parse: Callable[[str], Any]
    from_file: bool = False
    beside: tuple[str, ...] = ()


def secret(name: str, about: str, *, open: bool = False, travels: bool = True, personal: bool = False) -> Option:
    """A setting that must not be shown."""
    default = Secret("")
    return Option(name, "", Secret, about, secret=True, default=default, open=open, travels=travels, personal=personal)


def as_text(value: Any) -> str:
    """A value as a person would write it."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:g}"
        case datetime():
            return f"{value:%Y-%m-%d}"
        case tuple():
            return ",".join(value)
    return str(value)
