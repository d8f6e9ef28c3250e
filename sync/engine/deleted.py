"""Who was deleted here, as notes among the files say: a copy of the rows from before knows nothing of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sync.core import deleted
from sync.core.deleted import Note
from sync.core.user import Connection, User
from sync.ports import Files, Store

ALWAYS = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Back:
    """Somebody who was deleted, and is there again with rows from before."""

    name: str
    note: Note


def leave_note(files: Files, user: str, at: datetime, *, done: bool) -> None:
    """Write it, in place of an earlier one. Raises `StoreBroken`."""
    files.put(deleted.name_for(user), deleted.written(at, done=done))


def find_note(files: Files, user: str) -> Note | None:
    """The note about this person, None when they were never deleted here."""
    name = deleted.name_for(user)
    data = files.get(name)
    return deleted.read(name, data) if data is not None else None


def back_again(store: Store, files: Files) -> Iterator[Back]:
    """Whoever a copy has brought back, by name. Where nobody was ever deleted, only the notes are looked for."""
    notes = set(files.older_than(deleted.FOLDER, ALWAYS))
    if not notes:
        return
    links: dict[str, list[Connection]] = {}
    for link in store.all(Connection):
        links.setdefault(link.user, []).append(link)
    for name in sorted({*store.users(), *links}):
        note = find_note(files, name) if deleted.name_for(name) in notes else None
        known = store.load(User, name)
        is_leaving = known is not None and known.leaving is not None
        if note is not None and not is_leaving and deleted.is_from_before(note, known, links.get(name, ())):
            yield Back(name, note)
