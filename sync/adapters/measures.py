"""What a recording says of itself without its points: start, length, distance, sports; and its title.

A reader is loaded by the first file of its kind: most ticks see none.
"""

from sync.core.default_title import default_title
from sync.core.original import FileKind, Measures, Original


def measure(original: Original) -> Measures:
    """See `App.measure`. Raises `NoRoute` for a file that is none of those, or a broken one."""
    return measured(original)[0]


def measured(original: Original) -> tuple[Measures, str]:
    """The same, and the title: the file's own, else one by the time of day. Raises `NoRoute`."""
    match original.kind:
        case FileKind.FIT:
            from sync.adapters.fit_skim import sports, summary

            found = summary(original.data)
            told = Measures(found.start, found.offset, found.elapsed, found.distance, sports(original.data))
            title, lon = "", None
        case FileKind.GPX:
            from sync.adapters.gpx import read_gpx

            points = read_gpx(original.data)
            told, title, lon = points.measures(), points.title, points.lon
        case FileKind.TCX:
            from sync.adapters.tcx import read_tcx

            points = read_tcx(original.data)
            told, title, lon = points.measures(), points.title, points.lon
    return told, _one_line(title) or default_title(sport_of(told), told.start, told.offset, lon)


def sport_of(told: Measures) -> str:
    """The one sport of a recording."""
    return "multi_sport" if len(set(told.sports)) > 1 else told.sports[0] if told.sports else "other"


def _one_line(title: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in title).split())[:100]
