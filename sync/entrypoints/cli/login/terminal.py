"""A login at the terminal: asks, opens, waits and tells what the login's steps say, and knows no service."""

import getpass
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from sync.adapters import plugins as brought
from sync.adapters.all import OURS
from sync.config import Settings, SettingsError
from sync.core.errors import SyncError
from sync.entrypoints.cli.login import countdown
from sync.entrypoints.cli.screen import Place, fail, opened, say
from sync.entrypoints.cli.text.times import until
from sync.login import Ask, Done, Given, NotConnected, Open, Step, Wait
from sync.login_field import Field
from sync.ports import StoreBroken
from sync.service import Role, Service

if TYPE_CHECKING:
    from sync.wiring import Wired

STDIN = "-"
Advance = Callable[[Step | None, Given], Step]
"""The step after one, with what was given for it (None: the first)."""


def connect(place: Place, service: Service, given: Given, *, port: int, browser: bool) -> None:
    """One login to its end. Raises `typer.Exit` where it comes to nothing, and our errors."""
    from sync.engine.asks import connect as verb

    with opened(place.settings(), place.user) as wired:
        require(service, wired.settings)
        given = {name: _read(service, name, text) for name, text in given.items()} | _origin(service, given)
        wired.app.sealer.seal("", "a try")  # a key must be there, or be made, before a person is asked for anything

        def advance(step: Step | None, answer: Given) -> Step:
            if step is None:
                return verb.begin(wired.app, wired.user, service.name, answer, place.now())
            assert isinstance(step, Ask | Open)
            return verb.go_on(wired.app, wired.user, service.name, step.state, answer, place.now())

        if service.name not in wired.services:
            raise fail(f"{service.title} cannot be used: `runtrack doctor` says why. Nothing was stored.", 1)
        try:
            done = walked(place, service, advance, given, port=port, browser=browser)
        except verb.AnotherAccount as error:
            raise fail(_another(service, wired, error.account, error.known), 1) from None
        except (SyncError, StoreBroken, typer.Exit):
            raise
        except Exception as error:
            if service in OURS:
                raise  # a bug of ours
            why = f"the package that brings it fails ({brought.words(error)})"
            raise fail(f"{service.title} is not connected: {why}. Nothing was stored.", 2) from None
    told(done)


def walked(place: Place, service: Service, advance: Advance, given: Given, *, port: int, browser: bool) -> Done:
    """The steps of a login, rendered until it is done. Raises `typer.Exit` where it comes to nothing."""
    from sync.entrypoints.cli.login import page

    if service.page is not None:
        given = {**given, "redirect": page.address(service.page, port)}
    step: Step | None = None
    try:
        while True:
            step = advance(step, given)
            match step:
                case Done():
                    return step
                case Ask():
                    given = _answers(step)
                case Open():
                    assert service.page is not None
                    given = page.answered(service.title, step, service.page, port=port, browser=browser)
                case Wait():
                    raise _waits(step, place)
    except NotConnected as error:
        raise fail(str(error), 1) from None


def told(done: Done) -> None:
    """What the person hears of it."""
    for line in done.warnings:
        say(line)
    for line in done.said:
        print(line)


def require(service: Service, settings: Settings) -> Settings:
    """The settings, if they have what the service needs; else why not, and where that comes from. Raises
    `SettingsError` for a service without which nothing goes, else `typer.Exit`."""
    if not service.lacks(settings.of_services):
        return settings
    if service.roles & {Role.SOURCE, Role.TARGET}:
        raise SettingsError([service.how_to])
    raise fail(service.how_to, 1)


def _answers(step: Ask) -> Given:
    if step.note:
        say(step.note)
    given = {field.name: _asked(field.ask, hidden=field.hidden) for field in step.fields}
    if step.meanwhile and all(given.values()):
        say(step.meanwhile)
    return given


def _asked(question: str, *, hidden: bool) -> str:
    """An answer from the terminal, or one line of standard input where there is none."""
    if hidden and sys.stdin.isatty():
        return getpass.getpass(question, stream=sys.stderr).strip("\r\n")
    print(question, end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    if not line:
        raise fail("\nNobody answers: run this command in a terminal.", 1)
    return line.strip("\r\n") if hidden else line.strip()


def _waits(step: Wait, place: Place) -> typer.Exit:
    now = place.now()
    if not step.instead:
        return fail(f"{step.why}; try again {until(step.until, now)}. Nothing was stored.", 1)
    if step.asked:
        say(f"{step.why}. Nothing was stored.")
        return fail(f"{countdown.line(step.until, now)}; {step.instead}.", 1)
    say(f"{step.why}: it was not asked again.")
    say(f"--force asks it all the same; {step.instead}.")
    countdown.show(step.until, place)
    return typer.Exit(1)


def _field(service: Service, name: str) -> Field:
    return next(field for field in service.fields if field.name == name)


def _read(service: Service, name: str, text: str) -> str:
    """What was given on the command line: itself, or the text of the file that it names."""
    field = _field(service, name)
    if field.kind != "file":
        return sys.stdin.readline().strip() if field.hidden and text == STDIN else text.strip()
    path = _path(field, text)
    try:
        return sys.stdin.read() if text == STDIN else path.read_text(encoding="utf-8")
    except OSError as error:
        raise fail(f"{path} cannot be read: {error.strerror or error}. Nothing was stored.", 1) from None
    except ValueError as error:
        raise fail(f"{path} cannot be read: {error}. Nothing was stored.", 1) from None


def _origin(service: Service, given: Given) -> dict[str, str]:
    """Where the text of a file came from, in words."""
    files = {name: text for name, text in given.items() if _field(service, name).kind == "file"}
    return {
        f"{name}_from": "standard input" if text == STDIN else str(_path(_field(service, name), text))
        for name, text in files.items()
    }


def _path(field: Field, text: str) -> Path:
    path = Path(text).expanduser()
    if not path.is_dir():
        return path
    inside = [path / name for name in field.files]
    return next((file for file in inside if file.exists()), inside[0])


def _another(service: Service, wired: "Wired", account: str, known: str) -> str:
    settings = wired.settings
    place = f"{settings.environment} on AWS" if settings.bucket else f"{settings.database}"
    return (
        f"This is another {service.title} account ({account}) than the one whose runs {place} holds "
        f"({known}). Nothing was stored.\n"
        "A second account needs a name of its own: `runtrack users add NAME`, then the same with --user NAME."
    )
