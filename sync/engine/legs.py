"""From the source's original to what is sent: usually one file; of a multisport one file per leg, the wanted ones."""

from collections.abc import Generator
from dataclasses import dataclass, replace

from sync.core.activity import Activity, discovered
from sync.core.original import FileKind, Original
from sync.core.route import NoRoute
from sync.engine.context import TickContext

DOWNLOADS_A_TICK = 20


@dataclass(frozen=True, slots=True)
class Leg:
    """A row and the file that belongs to it."""

    row: Activity
    original: Original

    @property
    def file_name(self) -> str:
        """Where the original is kept."""
        return original_name(self.row)


def original_name(row: Activity) -> str:
    return f"originals/{row.key.user}/{row.key.short}"


def route_name(row: Activity) -> str:
    return f"routes/{row.key.user}/{row.key.short}.json.gz"


def old_route_name(row: Activity) -> str:
    """Where versions that kept plain JSON kept it."""
    return f"routes/{row.key.user}/{row.key.short}.json"


def legs_of(row: Activity, context: TickContext) -> list[Leg]:
    """Download the original: its files in the order they were recorded, each with a row of its own."""
    context.downloads += 1
    originals = context.source(row.key.source).original(row.key.id)
    if len(originals) == 1 and not row.multisport:
        return [Leg(row, originals[0])]
    parts = sorted((_measured(row, original, context) for original in originals), key=lambda leg: leg.row.start)
    return [replace(leg, row=replace(leg.row, key=replace(row.key, leg=number))) for number, leg in enumerate(parts)]


def kept(row: Activity, context: TickContext) -> Leg | None:
    """The leg of this row from our own copy of its file."""
    data = context.app.files.get(original_name(row))
    return None if data is None else Leg(row, Original(data, FileKind(row.original or FileKind.FIT), ""))


def prepared(row: Activity, context: TickContext) -> Generator[Activity, None, tuple[Leg | None, str]]:
    """The leg of this row, ready to be sent, and a word on it; None when the row is dealt with.

    Rows for the other legs are yielded first (they are new: saving them twice changes nothing), so that they
    exist before the first leg can be done."""
    if row.key.leg > 0 and (leg := kept(row, context)) is not None:
        return leg, ""
    legs = legs_of(row, context)
    if len(legs) == 1 and legs[0].row.key == row.key and not row.multisport:
        return legs[0], ""
    if row.key.leg >= len(legs):
        yield row.failed(
            context.now, f"{context.app.title(row.key.source)}'s original holds fewer files than it did before"
        )
        return None, ""
    for leg in legs:
        if leg.row.key != row.key and row.key.leg == 0:
            yield from _new_row(leg, row, context)
    mine = legs[row.key.leg]
    mine = replace(mine, row=replace(mine.row, version=row.version, history=row.history, state=row.state))
    if not _wanted(mine.row, context):
        yield mine.row.skipped(context.now, _unwanted(mine.row, len(legs)))
        return None, ""
    return mine, f"{_name(mine.row, len(legs))}: {context.app.target_title} lacks it; sending it now"


def _new_row(leg: Leg, parent: Activity, context: TickContext) -> Generator[Activity, None, None]:
    row, total = leg.row, leg.row.key.leg + 1
    fresh = discovered(
        row.key,
        title=parent.title,
        sport=row.sport,
        start=row.start,
        offset=row.offset,
        elapsed=row.elapsed,
        distance=row.distance,
        now=context.now,
        due=context.now,
        backfill=parent.backfill,
        multisport=True,
        privacy=parent.privacy,
        why=f"leg {total} of the multisport activity {parent.key.short}",
    )
    if _wanted(row, context):
        context.app.files.put(original_name(row), leg.original.data)
        yield replace(fresh, original=leg.original.kind)
    else:
        yield fresh.skipped(context.now, _unwanted(row, 0))


def _measured(row: Activity, original: Original, context: TickContext) -> Leg:
    """A leg with its own start, length and sport, read from its file; what cannot be read keeps the parent's."""
    try:
        of = context.app.measure(original)
    except NoRoute:
        return Leg(row, original)
    wants = context.app.preferences
    sport = next((sport for sport in of.sports if wants.wants(sport)), of.sports[0] if of.sports else row.sport)
    return Leg(
        replace(
            row,
            start=of.start,
            elapsed=of.elapsed,
            sport=sport,
            distance=row.distance if of.distance is None else of.distance,
            offset=of.offset if row.offset is None else row.offset,
        ),
        original,
    )


def _wanted(row: Activity, context: TickContext) -> bool:
    wants = context.app.preferences
    return (wants.wants(row.sport) or "multi_sport" in wants.types) and row.distance >= wants.min_distance


def _unwanted(row: Activity, total: int) -> str:
    return f"{_name(row, total)} is {row.sport}: not among the activity types, or too short"


def _name(row: Activity, total: int) -> str:
    return f"leg {row.key.leg + 1}" + (f" of {total}" if total > 1 else "")
