"""A note that somebody was deleted, kept apart from the rows: an older copy of these must not bring the person back.

It names nobody: its own name is a hash of theirs, and it holds no more than when that was.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sync.core.user import Connection, User

FOLDER = "deleted"


@dataclass(frozen=True, slots=True)
class Note:
    """`name`: of its file. `at`: up to when everything of the person had to go. `done`: it has gone; else the deletion
    had begun at that moment."""

    name: str
    at: datetime
    done: bool


def name_for(user: str) -> str:
    """The name of the file with the note about this person."""
    return f"{FOLDER}/{sha256(f'deleted from runtrack: {user}'.encode()).hexdigest()[:32]}.json"


def written(at: datetime, *, done: bool) -> bytes:
    """What the file holds."""
    return json.dumps({"at": at.isoformat(), "done": done}).encode()


def read(name: str, data: bytes) -> Note | None:
    """None for what is no note."""
    try:
        found = json.loads(data)
        at, done = datetime.fromisoformat(found["at"]), found["done"]
    except (ValueError, KeyError, TypeError):
        return None
    return Note(name, at, done is True) if at.tzinfo else None


def is_from_before(note: Note, known: User | None, links: Iterable[Connection]) -> bool:
    """Whether rows with this user and these logins are of a copy from before the deletion: nothing in them is newer.
    Somebody of that name who came later has a tick or a login that is."""
    moments = [known.ticked_at, known.tidied_at] if known else []
    for link in links:
        moments += [link.authorized_at, link.refreshed_at, link.last_ok, link.polled_at]
    return all(moment is None or moment <= note.at for moment in moments)
