"""Show the text of a run as it would be written now. Nothing is changed, and nobody is asked."""

from collections.abc import Iterable
from dataclasses import dataclass

from sync.app import App
from sync.core.activity import ON_TARGET, Activity
from sync.engine.asks.refusals import NoSongs, TemplateUnusable
from sync.engine.soundtrack import block_for

LATEST = 30


@dataclass(frozen=True, slots=True)
class TextPreview:
    """A run and its text."""

    run: Activity
    text: str


def preview_text(app: App, runs: Iterable[Activity]) -> TextPreview:
    """Of the first of these runs that has music. Raises `NoSongs`, `TemplateUnusable`."""
    return _first(app, runs, named=True)


def preview_latest(app: App, user: str) -> TextPreview:
    """Of the latest run that has music. Raises `NoSongs`, `TemplateUnusable`."""
    return _first(app, app.store.activities(user, states=ON_TARGET, limit=LATEST), named=False)


def _first(app: App, runs: Iterable[Activity], *, named: bool) -> TextPreview:
    for run in runs:
        block = block_for(app, run)
        if block.wrong:
            raise TemplateUnusable(block.wrong)
        if block.text:
            return TextPreview(run, block.text)
    raise NoSongs(named=named)
