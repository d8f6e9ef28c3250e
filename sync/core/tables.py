"""Runs, what was run to each song, and plays as tables for analysis: their columns, each with what it means.

A value is a text, a number, a whole number or a time (aware UTC); None: not known. Names end in their unit.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sync.core.run_file.plain import harmless

type Value = str | float | int | datetime | None
type Row = Sequence[Value]
SOME = 500
"""Rows that are packed at a time."""


class Of(StrEnum):
    """What is in a column."""

    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole number"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Column:
    """`about`: what a value means, in a sentence's part."""

    name: str
    of: Of
    about: str


@dataclass(frozen=True, slots=True)
class Table:
    """`about`: what a row is."""

    name: str
    about: str
    columns: tuple[Column, ...]


RUNS = Table(
    "runs",
    "one run",
    (
        Column("run", Of.TEXT, "its name, as every command takes it"),
        Column("start", Of.TIME, "when it began"),
        Column("offset_s", Of.WHOLE, "the runner's clock, seconds east of UTC"),
        Column("title", Of.TEXT, "its title"),
        Column("sport", Of.TEXT, "the watch's word for it"),
        Column("elapsed_s", Of.NUMBER, "from start to end"),
        Column("moving_s", Of.NUMBER, "without pauses and standing"),
        Column("distance_m", Of.NUMBER, "how far"),
        Column("climb_m", Of.NUMBER, "metres climbed"),
        Column("heart_rate", Of.NUMBER, "mean, beats a minute"),
        Column("cadence", Of.NUMBER, "mean, steps a minute (of a ride: turns)"),
        Column("songs", Of.WHOLE, "how many songs were written into its text"),
        Column("state", Of.TEXT, "where it is on its way"),
        Column("target_id", Of.WHOLE, "its number on the target"),
    ),
)
PARTS = Table(
    "parts",
    "one song of one run",
    (
        Column("run", Of.TEXT, "the run's name, as in `runs`"),
        Column("number", Of.WHOLE, "the song's place in the run, from 1"),
        Column("starts", Of.TIME, "when it began; it may have been before the run"),
        Column("ends", Of.TIME, "when it ended; it may have been after the run"),
        Column("inside_s", Of.NUMBER, "how long it played within the run"),
        Column("begins_m", Of.NUMBER, "how far the run was when it began"),
        Column("metres", Of.NUMBER, "how far was run to it"),
        Column("artist", Of.TEXT, "who made it"),
        Column("title", Of.TEXT, "its title"),
        Column("isrc", Of.TEXT, "the recording's number"),
        Column("bpm", Of.NUMBER, "its tempo as catalogues have it, never doubled or halved"),
        Column("energy", Of.NUMBER, "0 to 1, as catalogues have it"),
        Column("pace_s_per_km", Of.NUMBER, "mean, seconds a kilometre"),
        Column("heart_rate", Of.NUMBER, "mean, beats a minute"),
        Column("cadence", Of.NUMBER, "mean, steps a minute"),
        Column("sources", Of.TEXT, "the services that told of it, with spaces between them"),
    ),
)
PLAYS = Table(
    "plays",
    "one song that was played, on a run or not",
    (
        Column("played_at", Of.TIME, "the time that its source tells: of some the start, of others the end"),
        Column("source", Of.TEXT, "the service that told of it"),
        Column("artist", Of.TEXT, "who made it"),
        Column("title", Of.TEXT, "its title"),
        Column("album", Of.TEXT, "where it is on"),
        Column("length_s", Of.NUMBER, "how long the recording is"),
        Column("heard_s", Of.NUMBER, "how much of it was heard, where the source says so"),
        Column("isrc", Of.TEXT, "the recording's number"),
        Column("uri", Of.TEXT, "the source's own id"),
        Column("client", Of.TEXT, "the program that reported it"),
    ),
)
TABLES = (RUNS, PARTS, PLAYS)


def as_csv(table: Table, rows: Iterable[Row]) -> Iterator[bytes]:
    """RFC 4180, a head line first, some rows at a time. Names that look like formulas are made texts."""
    out = io.StringIO(newline="")
    lines = csv.writer(out)
    lines.writerow([column.name for column in table.columns])
    for number, row in enumerate(rows, 1):
        lines.writerow([_cell(value) for value in row])
        if number % SOME == 0:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def written(at: datetime) -> str:
    """A time as text: ISO 8601 in UTC, to the second, which sorts as the times do."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def schema(tables: Iterable[Table] = TABLES) -> Iterator[str]:
    """Markdown: what each column means."""
    for table in tables:
        yield ""
        yield f"## {table.name}"
        yield ""
        yield f"A row is {table.about}."
        yield ""
        yield "| column | holds | what |"
        yield "|---|---|---|"
        for column in table.columns:
            yield f"| `{column.name}` | {column.of} | {column.about} |"


def _cell(value: Value) -> str | float | None:
    if isinstance(value, datetime):
        return written(value)
    return harmless(value) if isinstance(value, str) else value
