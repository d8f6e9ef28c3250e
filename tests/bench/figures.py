"""A measured figure with its unit and limit; how all of them are printed as a table and as JSON."""

import json
import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

NOTE = "measured in one run, compare only ratios"
WIDTH = 130  # of the table where no terminal says otherwise


@dataclass(frozen=True)
class Figure:
    """One line of the report. With several samples `value` is usually their median, and `least` the smallest of them.

    The limit is held against `least` where there is one: a busy machine can only make a time look longer."""

    part: str
    name: str
    value: float
    unit: str
    limit: float | None = None
    least: float | None = None
    samples: int = 1
    about: str = ""

    @property
    def within(self) -> bool | None:
        """Whether the limit holds; None without one."""
        if self.limit is None:
            return None
        return (self.value if self.least is None else self.least) <= self.limit

    def document(self) -> dict[str, Any]:
        return {
            "part": self.part,
            "name": self.name,
            "value": round(self.value, 4),
            "unit": self.unit,
            "limit": self.limit,
            "within": self.within,
            "least": None if self.least is None else round(self.least, 4),
            "samples": self.samples,
            "about": self.about,
        }


def of_several(
    part: str, name: str, samples: Sequence[float], unit: str, *, limit: float | None = None, about: str = ""
) -> Figure:
    """The median of several samples, and their least."""
    return Figure(part, name, statistics.median(samples), unit, limit, min(samples), len(samples), about)


def document(figures: Sequence[Figure], *, quick: bool, seconds: float) -> dict[str, Any]:
    """Everything as JSON values, with what has to be known about the machine to read them."""
    return {
        "note": NOTE,
        "quick": quick,
        "seconds": round(seconds, 1),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "limits_held": all(figure.within is not False for figure in figures),
        "figures": [figure.document() for figure in figures],
    }


def as_json(values: dict[str, Any]) -> str:
    return json.dumps(values, separators=(", ", ": "))


def print_table(console: Console, figures: Sequence[Figure], title: str) -> None:
    """One row for each figure, in the order they were measured; a missed limit stands out."""
    table = Table(title=f"{title} ({NOTE})", title_justify="left", header_style="bold")
    table.caption = "of several samples: the median, and the least, which the limit is held against"
    table.add_column("part", no_wrap=True)
    table.add_column("figure")
    for heading in ("value", "least", "limit"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("unit", no_wrap=True)
    table.add_column("", no_wrap=True)
    before = ""
    for figure in figures:
        verdict = {None: "", True: "held", False: "[bold red]missed[/]"}[figure.within]
        table.add_row(
            figure.part if figure.part != before else "",
            figure.name + (f"\n  [dim]{figure.about}[/]" if figure.about else ""),
            shown(figure.value),
            "" if figure.least is None else shown(figure.least),
            "" if figure.limit is None else shown(figure.limit),
            figure.unit,
            verdict,
        )
        before = figure.part
    console.print(table)


def shown(value: float) -> str:
    """Three digits that matter: `0.312`, `4.07`, `62.3`, `1,204`."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3f}" if abs(value) < 1 else f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"
