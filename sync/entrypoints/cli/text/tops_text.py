"""What `runtrack insights top` prints: in all, then by month, kilometre or hour."""

from collections.abc import Iterator
from enum import StrEnum

from sync.core.insights.tops import Played, Top, Tops
from sync.entrypoints.cli.text.layout import print_page
from sync.entrypoints.cli.text.times import clock


class By(StrEnum):
    """By what it is counted."""

    YEAR = "year"
    MONTH = "month"
    KILOMETRE = "kilometre"
    HOUR = "hour"


def show(tops: Tops, by: By) -> None:
    print_page("\n".join(_lines(tops, by)))


def _lines(tops: Tops, by: By) -> Iterator[str]:
    yield f"In all, {_sum(tops.whole)}"
    yield from map(_top, tops.whole.songs)
    yield "Artists"
    yield from map(_top, tops.whole.artists)
    counted = {By.YEAR: tops.years, By.MONTH: tops.months, By.KILOMETRE: tops.kilometres, By.HOUR: tops.hours}
    for one in counted[by]:
        yield ""
        yield f"{_named(one, by)}, {_sum(one)}"
        yield from map(_top, one.songs)


def _named(one: Played, by: By) -> str:
    if by is By.HOUR:
        return f"From {int(one.name):02}:00"
    return f"Kilometre {one.name}" if by is By.KILOMETRE else one.name


def _sum(of: Played) -> str:
    runs, plays = (f"{n} {what}{'s' if n != 1 else ''}" for n, what in ((of.runs, "run"), (of.plays, "play")))
    return f"{runs}, {plays}, {of.metres / 1000:.1f} km"


def _top(one: Top) -> str:
    name = f"{one.artist} – {one.title}" if one.title else one.artist
    return f"  {one.plays:>4} {'play ' if one.plays == 1 else 'plays'} {clock(one.seconds):>8}  {name}"
