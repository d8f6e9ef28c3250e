"""`runtrack` begins here: the loop and cron's one tick go straight to the daemon, everything else to Typer.

Typer, with the pydantic that it reads options with, costs an idle tick a quarter of its CPU and the daemon 9 MB for as
long as it runs; two fixed command lines need neither. `runtrack run --help` and every other form are still Typer's.
Nothing is imported at the top, so that `main` can say how.
"""

import gc
import sys

LOOP, ONCE = ["run"], ["run", "--once"]


def main() -> None:
    """The console script; its arguments are the process's."""
    try:
        _main()
    except KeyboardInterrupt:  # while something was still being imported
        from sync.entrypoints.ending import INTERRUPTED

        raise SystemExit(INTERRUPTED) from None


def _main() -> None:
    if sys.argv[1:] == ONCE:
        gc.disable()  # a cold tick is mostly imports, and looking for garbage among them a sixth of its CPU
        try:
            _run(once=True)
        finally:
            gc.freeze()  # or the leaving interpreter looks for garbage all the same
    elif sys.argv[1:] == LOOP:
        _run(once=False)
    else:
        from sync.entrypoints.quick_imports import quick_imports

        with quick_imports():
            from sync.entrypoints.cli.app import main as typed
        typed()


def _run(*, once: bool) -> None:
    from sync.entrypoints.daemon.command import run
    from sync.entrypoints.ending import told

    told(lambda: run(once=once))
