"""End a login at its service too, where that is possible."""

from dataclasses import dataclass
from datetime import datetime

from sync.core.errors import LoginNeeded, SyncError, Unopened
from sync.ports import Conflict, KeyLost, StoreBroken
from sync.service import Built


@dataclass(frozen=True, slots=True)
class Told:
    """What a service was told: `why` is "" when it ended the login, None when it cannot be told, else why it did not.
    `dead`: the login had ended before."""

    service: str
    why: str | None = None
    dead: bool = False


def revoked(built: Built, user: str, now: datetime) -> Told:
    """That the service does not answer, or that nobody can open the tokens any more, hinders nothing. Raises
    `StoreBroken` while the rows or files refuse: the tokens are still there then, and telling it can be repeated."""
    name = built.service.name
    if built.revoke is None:
        return Told(name)
    try:
        built.revoke(user, now)
    except (SyncError, KeyLost) as error:
        return Told(name, error.reason, dead=isinstance(error, LoginNeeded) and not isinstance(error, Unopened))
    except StoreBroken:
        raise
    except Conflict as error:
        raise StoreBroken(f"the login at {name} keeps being changed by another program", "run it again") from error
    except Exception as error:  # of a package's service, or a bug: nothing of it may keep the login here
        return Told(name, f"{type(error).__name__}: {error}")
    return Told(name, "")
