"""Tables that can be asked in SQL: SQLite in memory, filled from what is kept, thrown away behind the answer.

Nothing that a statement does reaches what is kept: it is not there.
"""

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import datetime

from sync.core.tables import TABLES, Of, Row, Table, written

TYPES = {Of.TEXT: "TEXT", Of.NUMBER: "REAL", Of.WHOLE: "INTEGER", Of.TIME: "TEXT"}
FORBIDDEN = frozenset({sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH})
"""The way to other files."""


class BadStatement(Exception):
    """SQLite's words of what is wrong with it."""


def answer(statement: str, rows: Callable[[Table], Iterable[Row]]) -> Iterator[tuple[str, ...] | tuple[object, ...]]:
    """The names of the columns, then row after row. Only tables that the statement names are filled. Times are texts
    (ISO 8601, UTC), which SQLite's own functions read. Raises `BadStatement`."""
    with closing(sqlite3.connect(":memory:")) as database:
        for table in TABLES:
            database.execute(f"CREATE TABLE {table.name} ({_columns(table)})")
            if re.search(rf"\b{table.name}\b", statement, re.IGNORECASE):
                put = f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(table.columns))})"
                database.executemany(put, (tuple(map(_value, row)) for row in rows(table)))
        database.set_authorizer(_allowed)
        try:
            found = database.execute(statement)
            if found.description is None:
                raise BadStatement("it is no question: write SELECT …")
            yield tuple(str(column[0]) for column in found.description)
            yield from found
        except sqlite3.Error as error:
            raise BadStatement(str(error)) from error


def _allowed(action: int, *what: object) -> int:
    return sqlite3.SQLITE_DENY if action in FORBIDDEN else sqlite3.SQLITE_OK


def _columns(table: Table) -> str:
    return ", ".join(f"{column.name} {TYPES[column.of]}" for column in table.columns)


def _value(value: object) -> object:
    return written(value) if isinstance(value, datetime) else value
