"""What can still be read of a damaged database: each document and each play by itself, around what is broken."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

from sync.core.budget import Budget
from sync.core.document_kinds import Whose, key_of, kind_named, kind_of
from sync.core.music import Gap, Play
from sync.core.own_settings import OwnSecrets, OwnSettings
from sync.core.song_facts import Facts
from sync.core.user import Backfill, Connection, User
from sync.stores.codec import decode

KINDS = (User, Connection, Budget, Backfill, Gap, Facts, OwnSettings, OwnSecrets)
ONE_PLAY = "SELECT doc FROM plays WHERE user = ? AND ms = ? AND source = ? AND song = ?"
PlayKey = tuple[str, int, str, str]


@dataclass
class Salvaged:
    """`documents` by kind and key, `plays` by key. `whole`: nothing was in the way. `lost`: what is known to be there
    but could not be read, by what it is (-1: some, nobody knows how many). `runs`: how many the ledger has, None when
    that cannot be read either."""

    documents: dict[type[Any], dict[tuple[str, ...], Any]] = field(default_factory=lambda: {k: {} for k in KINDS})
    plays: dict[PlayKey, Play] = field(default_factory=dict)
    whole: bool = False
    lost: dict[str, int] = field(default_factory=dict)
    play_keys: set[PlayKey] = field(default_factory=set)
    runs: int | None = None
    strange: list[tuple[object, ...]] = field(default_factory=list)  # documents of kinds that this code does not know

    def of(self, kind: type[Any]) -> list[Any]:
        return list(self.documents[kind].values())

    def people(self) -> set[str]:
        """Whoever something was found of."""
        named = {key[0] for kind in KINDS if kind_of(kind).whose is Whose.USER for key in self.documents[kind]}
        return named | {play.user for play in self.plays.values()} | {key[0] for key in self.play_keys}

    def forget(self, user: str) -> None:
        """As if nothing had been found of this person."""
        for kind in KINDS:
            if kind_of(kind).whose is Whose.USER:
                self.documents[kind] = {key: one for key, one in self.documents[kind].items() if key[0] != user}
        self.plays = {key: play for key, play in self.plays.items() if key[0] != user}
        self.play_keys = {key for key in self.play_keys if key[0] != user}
        self.strange = [row for row in self.strange if str(row[1]).partition("/")[0] != user]


def read(path: Path) -> Salvaged:
    """Everything that is still readable. Works on a copy, so that the file stays as it is; raises nothing about its
    content, `OSError` where the copy finds no room."""
    found = Salvaged()
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.sqlite"
        for part in ("", "-wal"):
            source = path.with_name(path.name + part)
            if source.exists():
                copyfile(source, copy.with_name(copy.name + part))
        try:
            with closing(sqlite3.connect(copy)) as database:
                if _count(database, "SELECT COUNT(*) FROM sqlite_master") is None:
                    found.lost["everything"] = -1
                    return found
                for kind in KINDS:
                    _take_documents(database, kind, found)
                _take_strange(database, found)
                _take_plays(database, found)
                found.runs = _count(database, "SELECT COUNT(*) FROM activities")
                (verdict,) = database.execute("PRAGMA quick_check(1)").fetchone()
                found.whole = not found.lost and found.runs is not None and verdict == "ok"
        except sqlite3.Error:
            pass  # what was found until here is all there is
    return found


def _take_documents(database: sqlite3.Connection, kind: type[Any], found: Salvaged) -> None:
    for text in _around(database, "SELECT doc FROM documents WHERE kind = ? ORDER BY key", (kind.__name__,), found):
        try:
            document = decode(text, kind)
        except ValueError:
            _lose(found, kind.__name__, 1)
            continue
        if not isinstance(document, Connection) or document.sealed:
            found.documents[kind][key_of(document)] = document


def _take_strange(database: sqlite3.Connection, found: Salvaged) -> None:
    if _count(database, "SELECT COUNT(*) FROM pragma_table_info('documents') WHERE name = 'due'"):
        every = "SELECT kind, key, doc, version, due FROM documents ORDER BY kind, key"
        rows = _around(database, every, (), found, "documents")
        found.strange = [row for row in rows if kind_named(row[0]) is None]


def _take_plays(database: sqlite3.Connection, found: Salvaged) -> None:
    """The index names plays whose page is broken, and leads to those that lie between broken pages."""
    if not _count(database, "SELECT COUNT(*) FROM sqlite_master WHERE name = 'plays'"):
        return  # of a schema before there were plays
    every = "SELECT user, ms, source, song, doc FROM plays ORDER BY user, ms, source, song"
    for row in _around(database, every, (), found, "plays"):
        _add_play(found, row[:4], row[4])
    if "plays" not in found.lost:
        return
    del found.lost["plays"]
    try:
        keys = database.execute("SELECT user, ms, source, song FROM plays INDEXED BY plays_source").fetchall()
    except sqlite3.Error:
        _lose(found, "plays", -1)
        return
    for key in keys:
        if key in found.plays:
            continue
        found.play_keys.add(key)
        try:
            for (text,) in database.execute(ONE_PLAY, key):
                _add_play(found, key, text)
        except sqlite3.Error:
            pass
    found.play_keys -= found.plays.keys()
    if found.play_keys:
        _lose(found, "plays", len(found.play_keys))


def _add_play(found: Salvaged, key: PlayKey, text: str) -> None:
    try:
        found.plays[key] = decode(text, Play)
    except ValueError:
        _lose(found, "plays", 1)


def _around(
    database: sqlite3.Connection, sql: str, values: tuple[str, ...], found: Salvaged, what: str = ""
) -> Iterator[Any]:
    """Rows from the beginning to the first broken page, then from the end back to the last one."""
    try:
        for row in database.execute(sql, values):
            yield row if what else row[0]
        return
    except sqlite3.Error:
        _lose(found, what or values[0], -1)
    try:
        backwards = ", ".join(f"{column} DESC" for column in sql.rpartition("ORDER BY ")[2].split(", "))
        for row in database.execute(f"{sql.rpartition('ORDER BY ')[0]}ORDER BY {backwards}", values):
            yield row if what else row[0]
    except sqlite3.Error:
        return


def _count(database: sqlite3.Connection, sql: str) -> int | None:
    try:
        return int(database.execute(sql).fetchone()[0])
    except sqlite3.Error:
        return None


def _lose(found: Salvaged, what: str, number: int) -> None:
    known = found.lost.get(what, 0)
    found.lost[what] = -1 if -1 in (known, number) else known + number
