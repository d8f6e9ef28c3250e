"""The `runtrack` command: Typer's commands. `start` decides which command lines come here, and ends them.

Exit codes: 0 fine, 1 something needs a person, 2 failed (a wrong setting, a refused store, a bug).
"""

from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from sync.entrypoints import (
    cli_doctor,
    cli_key,
    cli_login,
    cli_login_music,
    cli_login_names,
    cli_music,
    cli_push,
    cli_show,
    cli_work,
    start,
)
from sync.entrypoints.screen import Place
from sync.entrypoints.words import HELP, Commands

app = typer.Typer(
    cls=Commands, context_settings=HELP, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None
)


@app.callback(invoke_without_command=True)
def root(version: Annotated[bool, typer.Option("--version", help="Print the version and leave")] = False) -> None:
    """Keeps your Strava complete: every Garmin run, exactly once."""
    if version:
        from importlib.metadata import version as installed

        print(f"runtrack {installed('runtrack')}")
        raise typer.Exit


@app.command()
def run(
    once: Annotated[
        bool, typer.Option("--once", help="One tick, for cron; exit code 0 fine, 1 a person, 2 failed")
    ] = False,
) -> None:
    """Watch Garmin and upload what Strava lacks, a tick each minute."""
    start.run(once=once)


app.add_typer(cli_login.login, name="login")
cli_login.login.command()(cli_login_music.spotify)
cli_login.login.command()(cli_login_names.lastfm)
cli_login.login.command()(cli_login_names.listenbrainz)
app.command()(cli_login.logout)
cli_show.register(app)
cli_work.register(app)
cli_music.register(app)
cli_doctor.register(app)
cli_push.register(app)
cli_key.register(app)


def main(
    arguments: Sequence[str] | None = None, place: Place | None = None, command: Callable[..., object] = app
) -> None:
    """Any command. What a user can cause is said in a sentence, never as a traceback."""
    start.told(lambda: command(arguments, obj=place))
