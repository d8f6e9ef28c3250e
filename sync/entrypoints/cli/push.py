"""`runtrack push-credentials`: the command that moves this machine's logins to AWS, and what it says."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from sync.core.user import Connection
from sync.entrypoints import logs
from sync.entrypoints.cli.screen import Place, fail, opened, place_of, say
from sync.entrypoints.cli.text.words import CONNECTED, NAMES, NEEDED, any_of

if TYPE_CHECKING:
    from sync.entrypoints.cli.installation import Installation
    from sync.wiring import Wired

LOG_IN = f"Run {' and '.join(f'`{each.command}`' for each in NEEDED)} on this machine first."
ALONE = "two machines that refresh the same tokens end each other's logins"


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command("push-credentials")(push_credentials)


def push_credentials(
    context: typer.Context,
    environment: Annotated[
        str, typer.Option(metavar="ENVIRONMENT", help="Which installation (default: RUNTRACK_ENVIRONMENT)")
    ] = "",
    service: Annotated[
        list[str] | None,
        typer.Option(metavar="SERVICE", help=f"Only this login ({any_of(list(CONNECTED))}), also several times"),
    ] = None,
    bucket: Annotated[
        str, typer.Option(metavar="BUCKET", help="The bucket of the files (default: RUNTRACK_BUCKET, or by its name)")
    ] = "",
    keep: Annotated[bool, typer.Option("--keep", help="Keep the logins on this machine as well")] = False,
) -> None:
    """Bring this machine's logins to AWS, sealed anew, and forget them here. The Lambda refreshes them from then on."""
    from sync.entrypoints.cli import installation
    from sync.entrypoints.daemon.lock import AlreadyRunning, alone

    place = place_of(context)
    settings = replace(place, environ={**place.environ, "RUNTRACK_PARAMETERS": ""}).settings()
    logs.configure(settings.log_format)
    named = environment or settings.environment
    bucket = bucket or (settings.bucket if named == settings.environment else "")
    if not settings.database.exists() and not settings.seeds:
        raise fail(f"Nothing to push: there is no database at {settings.database}. {LOG_IN}", 1)
    if unknown := [name for name in service or () if name not in CONNECTED]:
        raise fail(f"--service {unknown[0]!r} is none of {', '.join(CONNECTED)}.")
    try:
        with alone(settings), opened(replace(settings, bucket=""), place.user) as wired:
            stored = [name for name in service or CONNECTED if wired.app.store.load(Connection, wired.user, name)]
            if not stored:
                raise fail(f"Nothing to push: no such login is stored on this machine. {LOG_IN}", 1)
            code = _told(wired, installation.find(named, bucket), stored, place, keep=keep)
    except ValueError as error:
        raise fail(f"--environment {error}.") from None
    except AlreadyRunning as error:
        raise fail(f"{error}\nStop it first: it would go on refreshing the logins that move.") from None
    if not keep:
        for name in settings.seeds:
            say(f"{name} is still set: take it out of the environment and .env, or it is used again.")
    raise typer.Exit(code)


def _told(wired: "Wired", there: "Installation", services: Sequence[str], place: Place, *, keep: bool) -> int:
    """Push, saying each login as it has arrived; returns the exit code."""
    from sync.entrypoints.cli.login.credentials import push

    stuck, moved = 0, list[str]()
    for each in push(wired, there, services, place.now(), keep=keep, sleep=place.sleep):
        name = NAMES[each.service]
        if each.why:
            stuck += 1
            again = f"Run `{CONNECTED[each.service].command}`, then again."
            say(f"{name} was not pushed, it needs a login: {each.why}. {again}")
            continue
        moved.append(name)
        here = "forgotten here" if each.forgotten else "kept here as well"
        what = "is sealed in" if each.pushed else "has a fresher login already in"
        print(f"{name} {what} {there.where}, and {here}.", flush=True)
    if moved and keep:
        say(f"Leave `runtrack run` off on one of them: {ALONE}.")
    elif moved:
        print(f"They were forgotten here because {ALONE}. `make status` shows the installation.")
    return 1 if stuck else 0
