"""Documents in the SQLite file: one row each, found by kind and key, every save a compare-and-set."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from sync.core.document_kinds import key_of, kind_of
from sync.ports import As, Conflict, Doc, Document
from sync.stores.codec import decode, due_of, encode, micros
from sync.stores.sqlite_file import SqliteFile

AFTER_SLASH = "0"
"""The sign that follows the one between the parts of a key."""
SMALL = 16_384
"""Characters of a document that is remembered once it was decoded."""
MOST_NAMES = 500
"""Keys that one statement asks for; SQLite takes some thousands."""


class SqliteDocuments(SqliteFile):
    """The document part of `ports.Store`."""

    def load(self, kind: type[Doc], *key: str) -> Doc | None:
        rows = self._read("SELECT doc FROM documents WHERE kind = ? AND key = ?", kind_of(kind).name, joined(key))
        return _document(rows[0][0], kind) if rows else None

    def load_each(self, kind: type[Document], keys: Sequence[tuple[str, ...]], shape: type[As]) -> list[As | None]:
        names = [joined(key) for key in keys]
        found = dict[str, str]()
        for first in range(0, len(names), MOST_NAMES):
            some = names[first : first + MOST_NAMES]
            among = f"key IN ({','.join('?' * len(some))})"
            found |= self._read(f"SELECT key, doc FROM documents WHERE kind = ? AND {among}", kind_of(kind).name, *some)
        return [decode(found[name], shape) if name in found else None for name in names]

    def all(self, kind: type[Doc], *prefix: str) -> list[Doc]:
        """By a range of keys, so that it takes as long for one of 10,000 people as for the only one."""
        start = joined((*prefix, ""))
        among, values = ("AND key >= ? AND key < ?", (start, start[:-1] + AFTER_SLASH)) if prefix else ("", ())
        rows = self._read(f"SELECT doc FROM documents WHERE kind = ? {among} ORDER BY key", kind_of(kind).name, *values)
        return [_document(doc, kind) for (doc,) in rows]

    def waiting(self, kind: type[Doc], now: datetime, limit: int) -> list[Doc]:
        rows = self._read(
            "SELECT doc FROM documents WHERE kind = ? AND due <= ? ORDER BY due LIMIT ?",
            kind_of(kind).name,
            micros(now),
            limit,
        )
        return [decode(doc, kind) for (doc,) in rows]

    def open_ones(self, kind: type[Doc], user: str, by: datetime | None = None) -> list[Doc]:
        start, until = joined((user, "")), "due IS NOT NULL" if by is None else f"due <= {micros(by)}"
        among = "(key = ? OR (key >= ? AND key < ?))"  # a kind of which a user has one is told by the user alone
        rows = self._read(
            f"SELECT doc FROM documents WHERE kind = ? AND {among} AND +{until} ORDER BY due, key",
            kind_of(kind).name,
            joined((user,)),
            start,
            start[:-1] + AFTER_SLASH,
        )
        return [_document(doc, kind) for (doc,) in rows]

    def put(self, document: Doc) -> Doc:
        saved = replace(document, version=document.version + 1)
        name, key = kind_of(type(document)).name, joined(key_of(document))

        def work() -> None:
            if document.version == 0:
                changed = self._db.execute(
                    "INSERT OR IGNORE INTO documents (kind, key, doc, due, version) VALUES (?, ?, ?, ?, 1)",
                    (name, key, encode(saved), due_of(saved)),
                ).rowcount
            else:
                changed = self._db.execute(
                    "UPDATE documents SET doc = ?, due = ?, version = ? WHERE kind = ? AND key = ? AND version = ?",
                    (encode(saved), due_of(saved), saved.version, name, key, document.version),
                ).rowcount
            if changed != 1:
                raise Conflict(f"{name} {key}")

        self._write(work)
        return saved

    def remove(self, document: Doc) -> None:
        def work() -> None:
            self._db.execute(
                "DELETE FROM documents WHERE kind = ? AND key = ?",
                (kind_of(type(document)).name, joined(key_of(document))),
            )

        self._write(work)

    def keep_strange(self, rows: Sequence[tuple[object, ...]]) -> None:
        """Documents of kinds that this code does not know, as they lay in another file."""
        sql = "INSERT OR IGNORE INTO documents (kind, key, doc, version, due) VALUES (?, ?, ?, ?, ?)"
        self._write(lambda: self._db.executemany(sql, rows))


def _document(text: str, kind: type[Doc]) -> Doc:
    """Each tick reads the same few several times, and none of them can be changed. Large ones are not remembered: 256
    versions of a folder's index would be gigabytes."""
    return _remembered(text, kind) if len(text) <= SMALL else decode(text, kind)


@lru_cache(maxsize=256)
def _remembered(text: str, kind: type[Doc]) -> Doc:
    return decode(text, kind)


def joined(key: Sequence[str]) -> str:
    """One text, from which no two keys come out alike: a slash inside a part is written as ~1, a tilde as ~0."""
    plain = "/".join(key)
    if "~" not in plain and plain.count("/") == len(key) - 1:
        return plain
    return "/".join(part.replace("~", "~0").replace("/", "~1") for part in key)
