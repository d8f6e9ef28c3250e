"""The sources of an application wrapped: each call of one goes through what a test puts around it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sync.app import App, RunSource
from sync.ports import ActivitySource


def wrapped(app: App, around: Callable[[ActivitySource], Any]) -> App:
    return replace(app, sources=tuple(replace(each, bind=_bound(each, around)) for each in app.sources))


def _bound(source: RunSource, around: Callable[[ActivitySource], Any]) -> Callable[[str, datetime], ActivitySource]:
    def bind(user: str, now: datetime) -> ActivitySource:
        made: ActivitySource = around(source.bind(user, now))
        return made

    return bind
