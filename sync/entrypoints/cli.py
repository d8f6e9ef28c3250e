"""The `runtrack` command: Typer's commands, and the one place where errors become advice and exit codes.

Exit codes: 0 fine, 1 something needs a person, 2 failed (a wrong setting, a refused store, a bug).
"""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer

from sync.config import SettingsError
from sync.core.errors import SyncError
from sync.entrypoints import logs
from sync.entrypoints.environment import read_settings
from sync.entrypoints.screen import Place
from sync.ports import StoreBroken

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


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
    from sync.entrypoints import daemon

    settings = read_settings()
    logs.configure(settings.log_format)
    if once:
        raise typer.Exit(daemon.run_once(settings, datetime.now(UTC)))
    daemon.run(settings)


def main(arguments: Sequence[str] | None = None, place: Place | None = None) -> None:
    """The console script. What a user can cause is said in a sentence, never as a traceback."""
    from sync.entrypoints.daemon import AlreadyRunning

    try:
        app(arguments, obj=place)
    except SettingsError as error:
        _fail("Some settings are wrong:\n" + "\n".join(f"  {problem}" for problem in error.problems))
    except StoreBroken as error:
        _fail(f"{error.reason}\n  {error.advice}")
    except AlreadyRunning as error:
        _fail(f"{error}\n  Stop it first; every other command works beside it.")
    except SyncError as error:
        _fail(error.reason)


def _fail(message: str) -> None:
    print(message, file=sys.stderr)
    raise SystemExit(2)
