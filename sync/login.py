"""A login as a machine of values: what a person is asked, shown or told next, whoever shows it.

`Login.begin` and `Login.answer` give the next step; a terminal, a page and a test render the same four of them. What a
step needs to be gone on with is in its `state`, a few texts: sealed where they must rest between two requests.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from urllib.parse import parse_qs, urlencode, urlsplit

from sync.core.bundle import Bundle
from sync.login_field import Field

PICKED_UP = "The next tick goes on with it by itself."
Given = Mapping[str, str]


class NotConnected(Exception):
    """It has come to nothing, and nothing was stored; the message says why and what to do."""


class NotOurs(Exception):
    """An answer that does not belong to this attempt: said to whoever brought it, and the waiting goes on."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask for these. `note` is said before, `meanwhile` once they are given, for the answer takes its time."""

    fields: tuple[Field, ...]
    state: Given = field(default_factory=dict)
    note: str = ""
    meanwhile: str = ""


@dataclass(frozen=True, slots=True)
class Open:
    """Show the page at `url`; what it sends to the redirect address is the answer."""

    url: str
    state: Given = field(repr=False)


@dataclass(frozen=True, slots=True)
class Wait:
    """Not before `until`. `asked`: the service has refused just now, else it was left alone; `instead`: another way."""

    until: datetime
    why: str
    instead: str = ""
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Done:
    """What is to be stored, `said` to the person, and `warnings` of what is not quite as it should be."""

    bundle: Bundle
    account: str
    scopes: tuple[str, ...]
    said: tuple[str, ...]
    warnings: tuple[str, ...] = ()


Step = Ask | Open | Wait | Done


class Login(Protocol):
    """How a person connects one service. Both raise `NotConnected`, and our errors where a service does not answer.
    Where there is a page, `redirect` is given: the address that it sends its answer to."""

    def begin(self, given: Given, now: datetime) -> Step: ...

    def answer(self, state: Given, given: Given, now: datetime) -> Step: ...


def granted(title: str, state: str, given: Given) -> tuple[str, tuple[str, ...] | None]:
    """The code of a page's answer, and what was granted (None where it does not say). Raises `NotOurs` for another
    state, `NotConnected` where there is no code."""
    if not hmac.compare_digest(given.get("state", "").encode(), state.encode()):
        raise NotOurs("this answer does not belong to the login that is waiting (its state is another one)")
    if not given.get("code"):
        why = "you said no on its page" if given.get("error") == "access_denied" else "it sent no code"
        raise NotConnected(f"{title} is not connected: {why}. Nothing was stored.")
    return given["code"], tuple(given["scope"].replace(",", " ").split()) if "scope" in given else None


def query_of(text: str) -> str:
    """The query of what was pasted: the address that the browser ended at, its query alone, or just code and state.
    "" for anything else."""
    words = text.split()
    if "=" in text:
        return urlsplit(text.strip()).query or text.strip().lstrip("?")
    return urlencode({"code": words[0], "state": words[1]}) if len(words) == 2 else ""


def parsed(query: str) -> dict[str, str]:
    """A query's values by name."""
    return {name: values[-1] for name, values in parse_qs(query).items()}
