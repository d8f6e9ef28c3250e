"""Where a command runs: its clock, its settings, its questions, and what it says besides its output."""

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from sync.config import Settings
from sync.core.user_name import ME
from sync.entrypoints.cli.text.layout import shown
from sync.entrypoints.environment import read_settings
from sync.entrypoints.notices import words_for
from sync.ports import StoreBroken

if TYPE_CHECKING:
    from sync.wiring import Wired


def _asker() -> Callable[[str], bool] | None:
    return typer.confirm if sys.stdin.isatty() and sys.stdout.isatty() else None


@dataclass(frozen=True)
class Place:
    """What a command gets from outside. `ask` puts a yes-or-no question to the person; None: nobody is there. `user`:
    whose runs it is about."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], None] = time.sleep
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    ask: Callable[[str], bool] | None = field(default_factory=_asker)
    user: str = ME

    def typed(self, question: str) -> str:
        """What the person types. Says so and leaves where nobody is there to type."""
        print(question, end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        if not line:
            raise fail("\nNobody answers: run this command in a terminal.", 1)
        return line.strip()

    def settings(self) -> Settings:
        """Raises `SettingsError`."""
        return read_settings(self.environ)


def place_of(context: typer.Context) -> Place:
    """The place that `main` was given."""
    return context.ensure_object(Place)


@contextmanager
def opened(
    settings: Settings, user: str = ME, *, looks: bool = False, seals: bool = False, anybody: bool = False
) -> Iterator["Wired"]:
    """The wired application for one command of one person. `looks`: it changes nothing, and waits for nobody who does.
    `seals`: a login is to be stored, so there must be a key (a first one is made) before a person is asked for
    anything. Raises `StoreBroken` with the way out; says so and leaves where there is no such person, unless it may be
    `anybody`."""
    from sync.engine.asks.users import NoSuchPerson, known
    from sync.engine.own import texts_of
    from sync.wiring import build, kept, looked_at

    if settings.bucket and not settings.sealing_key:  # this machine's own key would seal what AWS could never open
        reason = f"RUNTRACK_BUCKET is set, but the sealing key of {settings.environment} is not known here"
        way_out = "set RUNTRACK_PARAMETERS to its path, and run `runtrack push-credentials` once, which makes the key"
        raise StoreBroken(reason, way_out)
    wired = build(settings, kept=looked_at if looks else kept, words=words_for(settings))
    try:
        if user != ME and not anybody:
            try:
                known(wired.store, user)
            except NoSuchPerson as error:
                names = ", ".join(error.known or (ME,))
                raise fail(
                    f"There is no {user!r} here, only {names}: `runtrack users add NAME` adds somebody."
                ) from None
        if own := texts_of(wired.app, user):
            wired = replace(wired, app=wired.app.as_set_up(wired.app, own), settings=settings.of_person(own))
        wired = replace(wired, user=user)
        if seals:
            wired.app.sealer.seal("", "a try")
        yield wired
    finally:
        wired.close()


def say(text: str) -> None:
    """To the person, on stderr: standard output is left to what a program may want to read."""
    print(text, file=sys.stderr, flush=True)


def fail(message: str, code: int = 2) -> typer.Exit:
    """Say on stderr why it does not go on; raise what this returns."""
    print(shown(message), file=sys.stderr)
    return typer.Exit(code)
