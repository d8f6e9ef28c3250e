"""One process at a time works on a database: its lock file, and who holds it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta

from sync.config import Settings
from sync.entrypoints.daemon import holder
from sync.stores import private, schema
from sync.stores.sqlite_words import explained


class AlreadyRunning(Exception):
    """Another process works on this database; `known` says which, since when, and whether it hangs."""

    def __init__(self, database: str, known: holder.Holder | None) -> None:
        who = f"process {known.process}" if known else "process unknown"
        more = f", {known.words(datetime.now(UTC))}" if known else ""
        super().__init__(f"another `runtrack run` ({who}) already works on {database}{more}")


@contextmanager
def alone(settings: Settings, lasting: timedelta | None = None, *, rebuilds: bool = False) -> Iterator[None]:
    """Hold the database's lock file for as long as the block runs. The kernel lets go of it however we end.
    `lasting`: how long it may take, for who comes later; `rebuilds`: a file that is no database may be set aside."""
    schema.refuse_foreign(settings.database, texts=not rebuilds)  # before a file of ours lies beside it
    path = holder.lock_path(settings)
    with ExitStack() as lock:
        with explained(path):
            private.make_folder(path.parent)
            free = lock.enter_context(private.held(path))
        if not free:
            raise AlreadyRunning(str(settings.database), holder.read(settings))
        try:
            with suppress(OSError):  # only a word for the next one: on a full disk the lock is held all the same
                holder.write(settings, holder.me(lasting))
            yield
        finally:
            with suppress(OSError):
                holder.remove(settings)
