"""What of a person's runs is taken along: the names by which it is chosen, on the command line and over the API."""

from collections.abc import Collection, Iterator
from datetime import datetime
from importlib.util import find_spec

from sync.engine.asks.take_out import Packer, Selection
from sync.engine.run_files import Form

TABLES, PARQUET, CALENDAR = "tables", "parquet", "calendar"
NAMES = (*(str(form) for form in Form), TABLES, PARQUET, CALENDAR)


class NoParquet(Exception):
    """Apache Arrow, which writes it, is not installed here."""


class CannotBeCut(Exception):
    """The watch's own file is as it is: no privacy zone can be taken out of it."""


def has_parquet() -> bool:
    return find_spec("pyarrow") is not None


def selection(names: Collection[str], since: datetime, until: datetime, *, cut_zones: bool = False) -> Selection:
    """Of `NAMES`, runs that began from `since` on and before `until`. Raises `NoParquet`, `CannotBeCut`."""
    if cut_zones and Form.FIT in names:
        raise CannotBeCut
    forms = tuple(form for form in Form if form in names)
    return Selection(since, until, forms, dict(_packers(names)), CALENDAR in names, cut_zones)


def _packers(names: Collection[str]) -> Iterator[tuple[str, Packer]]:
    """What reads a table's rows is loaded where it is asked for."""
    from sync.core.tables import as_csv

    if TABLES in names:
        yield "csv", as_csv
    if PARQUET in names:
        if not has_parquet():
            raise NoParquet
        from sync.adapters.parquet import pieces

        yield "parquet", pieces
