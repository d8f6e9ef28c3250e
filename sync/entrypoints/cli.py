"""The `runtrack` command: Typer's commands, and the one place where errors become advice and exit codes.

Exit codes: 0 fine, 1 something needs a person, 2 failed (a wrong setting, a refused store, a bug).
"""

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from sync.config import SettingsError
from sync.core.errors import SyncError
from sync.entrypoints import logs
from sync.entrypoints.environment import read_settings
from sync.ports import StoreBroken

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
                  help="Keeps your Strava complete: every Garmin run, exactly once.")  # fmt: skip


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


def main() -> None:
    """The console script. What a user can cause is said in a sentence, never as a traceback."""
    from sync.entrypoints.daemon import AlreadyRunning

    try:
        app()
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
