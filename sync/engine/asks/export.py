"""Everything of a person as the entries of an archive: read from the store as they are taken, never held whole."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sync.app import App
from sync.core.archive import forms
from sync.core.archive.readme import readme
from sync.core.user import User
from sync.engine.asks.own_documents import own_documents
from sync.engine.asks.refusals import Leaving, NobodyThere

ALWAYS = datetime.max.replace(tzinfo=UTC)
BUFFER = 64 * 1024


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the archive: `pieces` are its bytes in order, made as they are taken."""

    name: str
    pieces: Iterable[bytes]


def export(app: App, user: str, now: datetime, made_by: str) -> Iterator[Entry]:
    """The entries, the small ones first. `made_by`: this program and its version. Raises `NobodyThere` before the first
    one, and `Leaving` before it or behind the last: half of what there was is not everything. What changes meanwhile is
    in it as it was or as it is, each row whole."""
    somebody(app, user)
    head = {
        "format": forms.FORMAT,
        "version": forms.VERSION,
        "user": user,
        "made_at": now.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "made_by": made_by,
    }
    yield Entry(forms.HEAD, [_json(head)])
    yield Entry(forms.README, [readme(user, now).encode()])
    for lines in reversed(forms.DOCUMENTS):
        yield Entry(lines.name, _packed(lines, own_documents(app.store, lines.form.of, user)))
    yield Entry(forms.RUNS.name, _packed(forms.RUNS, app.store.every_run(user)))
    yield Entry(forms.PLAYS.name, _packed(forms.PLAYS, app.store.every_play(user)))
    for folder in forms.FOLDERS:
        prefix = f"{folder}/{user}"
        for name in app.files.older_than(prefix, ALWAYS):
            data = app.files.get(name)
            if data is not None:  # deleted meanwhile
                yield Entry(forms.file_out(folder, name.removeprefix(f"{prefix}/"), data), [data])
    still_here(app, user)


def still_here(app: App, user: str) -> None:
    """Raises `Leaving` of who is being deleted, or was meanwhile."""
    if (now_is := app.store.load(User, user)) is None or now_is.leaving is not None:
        raise Leaving(user)


def somebody(app: App, user: str) -> None:
    """Raises `NobodyThere`, and `Leaving` of who is being deleted."""
    known = app.store.load(User, user)
    if known is None:
        raise NobodyThere(user)
    if known.leaving is not None:
        raise Leaving(user)


def _packed(lines: forms.Lines, values: Iterable[Any]) -> Iterator[bytes]:
    """The lines, some thousand signs at a time."""
    kept, size = list[bytes](), 0
    for value in values:
        line = _json(lines.form.write(value))
        kept.append(line)
        size += len(line)
        if size >= BUFFER:
            yield b"".join(kept)
            kept, size = [], 0
    yield b"".join(kept)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode() + b"\n"
