"""How a command ends: what a user can cause is said in a sentence, never as a traceback, and has an exit code.

What it needs is imported when it is needed: `start` must not wait for it.
"""

import sys
from collections.abc import Callable

PIPE_CLOSED = 141  # 128 + SIGPIPE
INTERRUPTED = 130  # as shells number it: 128 + SIGINT


def told(command: Callable[[], object]) -> None:
    """Run a command; what a user can cause is said in a sentence, never as a traceback, and ends with exit code 2."""
    from sync.config import SettingsError
    from sync.core.errors import SyncError
    from sync.entrypoints.daemon.lock import AlreadyRunning
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
