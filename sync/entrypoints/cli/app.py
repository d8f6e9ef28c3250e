"""The `runtrack` command: Typer's commands. `start` decides which command lines come here, and ends them.

Exit codes: 0 fine, 1 something needs a person, 2 failed (a wrong setting, a refused store, a bug).
"""

from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from sync.entrypoints.cli import doctor, music, push, rotate_key, show, steer
from sync.entrypoints.cli.login import commands
from sync.entrypoints.cli.screen import Place
from sync.entrypoints.cli.text.words import HELP, Commands
from sync.entrypoints.ending import told

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
    from sync.entrypoints.daemon.command import run as ticks

    ticks(once=once)


app.add_typer(commands.login, name="login")
app.command()(commands.logout)
show.register(app)
steer.register(app)
music.register(app)
doctor.register(app)
push.register(app)
rotate_key.register(app)


def main(
    arguments: Sequence[str] | None = None, place: Place | None = None, command: Callable[..., object] = app
) -> None:
    """Any command. What a user can cause is said in a sentence, never as a traceback."""
    told(lambda: command(arguments, obj=place))
