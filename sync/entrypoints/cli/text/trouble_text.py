"""What the command line says when a service does not do what a person asked for."""

from collections.abc import Iterator
from contextlib import contextmanager

from sync.app import App
from sync.core.errors import AppInactive, LoginNeeded, RateLimited, SyncError
from sync.entrypoints.cli.screen import fail
from sync.entrypoints.cli.text.times import moment


@contextmanager
def troubles_told(app: App) -> Iterator[None]:
    """A service's error ends the command, with the way out where a person has one: nothing is repeated here."""
    try:
        yield
    except SyncError as error:
        raise fail(_told(app, error), 1) from None


def _told(app: App, error: SyncError) -> str:
    built = app.services.get(error.service)
    if isinstance(error, RateLimited):
        return f"{app.title(error.service)} asks to be left alone until {moment(error.until)}: try again then."
    if built is not None and isinstance(error, LoginNeeded | AppInactive):
        way_out = built.service.way_out(error) if built.keeper is not None else ""
        return f"{error.reason}{f': {way_out}' if way_out else ''}."
    return f"{error.reason}."
