"""One setting: its variable, how its text is read, and its sentence in `.env.example`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sync.core.user import Secret


def plain_text(text: str) -> str:
    """A setting that is taken as it is."""
    return text


def url(text: str) -> str:
    """A setting that is an address. Raises ValueError saying what it must be."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError("an http(s) URL")
    return text.rstrip("/")


def one_of(*choices: str) -> Callable[[str], str]:
    """A setting with a fixed set of values."""

    def parse(text: str) -> str:
        if text not in choices:
            raise ValueError(" or ".join(choices))
        return text

    return parse


@dataclass(frozen=True, slots=True)
class Option:
    """One setting: its variable, the field of `Settings` that it fills ("" for a service's own), how its text is read,
    and its sentence for `.env.example`. `shown`: the value there; `default`: what it is when it is not set; `open`:
    it stands there ready to be filled in; `travels`: if it is secret, it is a parameter on AWS."""

    name: str
    field: str
    parse: Callable[[str], Any]
    about: str
    secret: bool = False
    shown: str = ""
    default: Any = ""
    open: bool = False
    travels: bool = True


def secret(name: str, about: str, *, open: bool = False, travels: bool = True) -> Option:
    """A setting that must not be shown."""
    return Option(name, "", Secret, about, secret=True, default=Secret(""), open=open, travels=travels)
