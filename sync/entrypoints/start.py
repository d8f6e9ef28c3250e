"""`runtrack` begins here: the loop and cron's one tick go straight to the daemon, everything else to Typer.

Typer, with the pydantic that it reads options with, costs an idle tick a quarter of its CPU and the daemon 9 MB for as
long as it runs; two fixed command lines need neither. `runtrack run --help` and every other form are still Typer's.
Nothing is imported at the top, so that `main` can say how.
"""

import gc
import sys
from collections.abc import Callable

LOOP, ONCE = ["run"], ["run", "--once"]
PIPE_CLOSED = 141  # 128 + SIGPIPE
INTERRUPTED = 130  # as shells number it: 128 + SIGINT


def main() -> None:
    """The console script; its arguments are the process's."""
    try:
        _main()
    except KeyboardInterrupt:  # while something was still being imported
        raise SystemExit(INTERRUPTED) from None


def _main() -> None:
    if sys.argv[1:] == ONCE:
        gc.disable()  # a cold tick is mostly imports, and looking for garbage among them a sixth of its CPU
        try:
            told(lambda: run(once=True))
        finally:
            gc.freeze()  # or the leaving interpreter looks for garbage all the same
    elif sys.argv[1:] == LOOP:
        told(lambda: run(once=False))
    else:
        from sync.entrypoints.cli import main as typed

        typed()


def run(*, once: bool) -> None:
    """`runtrack run`. One tick ends the process with its exit code: 0 fine, 1 a person is needed, 2 failed."""
    from datetime import UTC, datetime

    from sync.entrypoints import daemon, logs
    from sync.entrypoints.environment import read_settings
    from sync.ports import StoreBroken

    settings = read_settings()
    logs.configure(settings.log_format)
    if settings.bucket:
        reason = f"RUNTRACK_BUCKET is set: the runs are those of {settings.environment} on AWS, where the Lambda ticks"
        raise StoreBroken(reason, "see `make status` and `make logs`; to run on this machine, unset RUNTRACK_BUCKET")
    if once:
        raise SystemExit(daemon.run_once(settings, datetime.now(UTC)))
    daemon.run(settings)


def told(command: Callable[[], object]) -> None:
    """Run a command; what a user can cause is said in a sentence, never as a traceback, and ends with exit code 2."""
    from sync.config import SettingsError
    from sync.core.errors import SyncError
    from sync.entrypoints.daemon import AlreadyRunning
    from sync.ports import StoreBroken

    try:
        command()
    except SettingsError as error:
        _fail("Some settings are wrong:\n" + "\n".join(f"  {problem}" for problem in error.problems))
    except StoreBroken as error:
        _fail(f"{error.reason}\n  {error.advice}")
    except AlreadyRunning as error:
        _fail(f"{error}\n  Stop it first; every other command works beside it.")
    except SyncError as error:
        _fail(error.reason)
    except BrokenPipeError:
        raise SystemExit(PIPE_CLOSED) from None  # whoever reads what we print has seen enough
    except OSError as error:
        if error.errno is None:
            raise  # no word of the system's: a bug
        _fail(_refused(error))
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None  # whoever pressed the keys knows; rows hold what had begun


def _refused(error: OSError) -> str:
    """What the system refuses, in words that name the file and the way out."""
    import errno

    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    advice = "free some space, and try again" if full else "look at its permissions and its disk, and try again"
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror or error}\n  {advice}"


def _fail(message: str) -> None:
    print(message, file=sys.stderr)
    raise SystemExit(2)
