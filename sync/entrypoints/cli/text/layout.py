"""How text is laid out: tables and pages that fit the terminal, and stay one line a row in a pipe.

Nothing is cut, and no word is broken: an address must stay one that can be copied.
"""

import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sync.entrypoints.commands_of import for_whom

if TYPE_CHECKING:
    from rich.console import Console

_WORD = re.compile(r"( *)((?:`[^`]*`|[^ ])+)")
PIPE_WIDTH = 1000  # nothing is folded there: one line, one row, for grep and awk


def on_a_terminal() -> bool:
    return sys.stdout.isatty()


def width() -> int:
    """Columns there are."""
    return shutil.get_terminal_size().columns if on_a_terminal() else PIPE_WIDTH


def console() -> "Console":
    """A console that takes every text literally: a run's title is no markup."""
    from rich.console import Console

    return Console(file=sys.stdout, width=width(), markup=False, highlight=False, emoji=False)


def clean(text: str) -> str:
    """Without control characters: a title must not move a terminal's cursor. Commands are the person's own."""
    return for_whom("".join(letter if letter.isprintable() else " " for letter in text))


def shown(page: str) -> str:
    """Several lines, each `clean`."""
    return "\n".join(map(clean, page.split("\n")))


def print_page(page: str, *, hang: int | None = None) -> None:
    """Several lines; on a terminal long ones go on below, `hang` columns in (else two more than the line begins)."""
    room = width()
    for line in shown(page).split("\n"):
        if not on_a_terminal():
            print(line)
            continue
        begins = len(line) - len(line.lstrip())
        print("\n".join(wrapped(line, room, begins + 2 if hang is None else hang)))


def wrapped(line: str, room: int, hang: int = 0) -> Iterator[str]:
    """The line in pieces of at most `room` columns, those after the first `hang` in; a longer word stays whole."""
    from rich.cells import cell_len

    if cell_len(line) <= room:
        yield line
        return
    begins = len(line) - len(line.lstrip())
    taken, used, empty = " " * begins, begins, True
    for gap, word in _words(line[begins:]):
        if not empty and used + len(gap) + cell_len(word) > room:
            yield taken
            taken, used, empty, gap = " " * hang, hang, True, ""
        taken, used, empty = f"{taken}{gap}{word}", used + len(gap) + cell_len(word), False
    yield taken


def _words(text: str) -> Iterator[tuple[str, str]]:
    """Each word with the spaces before it; a command between backticks is one, for it must stay one to be copied."""
    for found in _WORD.finditer(text):
        yield found[1], found[2]


def table(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    right: frozenset[str] = frozenset(),
    below: frozenset[str] = frozenset(),
    named: frozenset[str] = frozenset(),
) -> None:
    """Print a plain table, without columns that are empty in every row. `right`: the columns of numbers.

    Where it is wider than the terminal, each row becomes a few lines: its cells side by side, those of `below` on
    lines of their own, those of `named` together with their headings."""
    from rich.cells import cell_len

    filled = [each for each in range(len(headings)) if any(row[each] for row in rows)]
    names = [headings[each] for each in filled]
    cells = [[clean(row[each]) for each in filled] for row in rows]

    widths = [max(map(cell_len, [name, *column])) for name, column in zip(names, zip(*cells, strict=True), strict=True)]
    if on_a_terminal() and sum(widths) + 2 * (len(widths) - 1) > width():
        for row in cells:
            _stacked(names, row, below, named)
        return
    for line in [names, *cells]:
        made = [
            " " * (wide - cell_len(cell)) + cell if name in right else cell + " " * (wide - cell_len(cell))
            for name, cell, wide in zip(names, line, widths, strict=True)
        ]
        print("  ".join(made).rstrip())


def _stacked(names: Sequence[str], row: Sequence[str], below: frozenset[str], named: frozenset[str]) -> None:
    from rich.cells import cell_len

    cells = [(name, cell) for name, cell in zip(names, row, strict=True) if cell]
    lines = ["  ".join(cell for name, cell in cells if name not in below | named)]
    lines += [f"  {cell}" for name, cell in cells if name in below]
    for line in lines:
        print("\n".join(wrapped(line, width(), 4)))
    line = ""
    for piece in (f"{name} {cell}" for name, cell in cells if name in named):
        if line and cell_len(f"  {line}, {piece},") > width():
            print(f"  {line},")
            line = ""
        line = f"{line}, {piece}" if line else piece
    if line:
        print("\n".join(wrapped(f"  {line}", width(), 4)))
