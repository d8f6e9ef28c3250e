"""`runtrack sql`: runs, songs and plays as tables, asked in SQL."""

import csv
import json
import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from sync.core.tables import TABLES, Row, Table
from sync.entrypoints.cli.screen import fail, opened, place_of
from sync.entrypoints.cli.text.layout import table as print_table
from sync.entrypoints.cli.text.words import AsJson


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(sql)


def sql(
    context: typer.Context,
    statement: Annotated[
        str, typer.Argument(metavar="[SELECT]", help="The question; none: which tables there are")
    ] = "",
    as_csv: Annotated[bool, typer.Option("--csv", help="As CSV")] = False,
    as_json: AsJson = False,
) -> None:
    """Ask runs, what was run to each song, and plays in SQL (SQLite's). Nothing is changed."""
    from sync.adapters.sql_tables import BadStatement, answer
    from sync.engine.asks.take_out import FIRST, LAST, rows_of

    if not statement.strip():
        _tables()
        return
    place = place_of(context)
    with opened(place.settings(), place.user, looks=True) as wired:

        def rows(of: Table) -> Iterator[Row]:
            return rows_of(wired.app, wired.user, of, FIRST, LAST)

        try:
            columns, *found = answer(statement, rows)
        except BadStatement as error:
            raise fail(f"SQLite does not understand this: {error}. `runtrack sql` alone lists the tables.") from None
    names = [str(name) for name in columns]
    if as_json:
        print(json.dumps([dict(zip(names, row, strict=True)) for row in found], ensure_ascii=False, default=str))
    elif as_csv:
        csv.writer(sys.stdout).writerows([names, *found])
    elif not found:
        print("No row answers this.")
    else:
        numbers = {
            name for at, name in enumerate(names) if all(isinstance(row[at], int | float | None) for row in found)
        }
        print_table(names, [[_cell(value) for value in row] for row in found], right=frozenset(numbers))


def _tables() -> None:
    shown = [(table.name, column.name, column.of, column.about) for table in TABLES for column in table.columns]
    print_table(("table", "column", "holds", "what"), shown, below=frozenset({"what"}))


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".")
    return "" if value is None else str(value)
