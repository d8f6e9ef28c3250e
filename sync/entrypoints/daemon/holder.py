"""Who works on a database: what a second process and `status` are told about the one that holds the lock."""

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sync.config import Settings
from sync.stores import private

DOUBT = timedelta(seconds=60)
"""How long after its last moment a process that works once is still not called hanging: a slow disk, a full machine."""


@dataclass(frozen=True, slots=True)
class Holder:
    """`ends` is when a process that works once must be over; `hangs_since` is what a daemon has noticed of itself."""

    process: int
    since: datetime
    ends: datetime | None = None
    hangs_since: datetime | None = None

    def hangs(self, now: datetime) -> datetime | None:
        """Since when it gets nowhere, None while all is well."""
        if self.hangs_since is None and self.ends is not None and now > self.ends + DOUBT:
            return self.ends
        return self.hangs_since

    def words(self, now: datetime) -> str:
        """Since when it works, and what to do when it hangs."""
        said = f"since {_at(self.since)}"
        if since := self.hangs(now):
            said += f". It hangs since {_at(since)}: end it with `kill {self.process}`, or `kill -9 {self.process}` "
            said += "when that does not help, and start it again. Nothing is lost: what it had begun is in its row"
        return said


def lock_path(settings: Settings) -> Path:
    return settings.database.with_name(settings.database.name + ".lock")


def _path(settings: Settings) -> Path:
    return lock_path(settings).with_suffix(".lock.pid")


def write(settings: Settings, holder: Holder) -> None:
    """Raises OSError."""
    document = {name: at.isoformat() if isinstance(at, datetime) else at for name, at in asdict(holder).items()}
    private.write(_path(settings), json.dumps(document).encode())


def remove(settings: Settings) -> None:
    _path(settings).unlink(missing_ok=True)


def read(settings: Settings) -> Holder | None:
    """None when there is nobody, or what is written there is of another version."""
    try:
        found = json.loads(_path(settings).read_text())
        times = {name: datetime.fromisoformat(found[name]) if found[name] else None for name in ("ends", "hangs_since")}
        return Holder(int(found["process"]), datetime.fromisoformat(found["since"]), **times)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def me(lasting: timedelta | None = None) -> Holder:
    """This process, beginning now. `lasting`: how long it may take at most, when it works once."""
    now = datetime.now(UTC)
    return Holder(os.getpid(), now, now + lasting if lasting is not None else None)


def hanging(settings: Settings, now: datetime) -> str:
    """What `status` says of a process that hangs on this database, "" when there is none."""
    known = read(settings)
    if known is None or known.hangs(now) is None:
        return ""
    try:
        with private.held(lock_path(settings)) as free:
            # one that was killed has only left its name
            return "" if free else f"`runtrack run` (process {known.process}) works {known.words(now)}"
    except OSError:
        return ""


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
