"""Keep a run here that is sent nowhere: its file, from which its route is read, and what is known of its songs."""

from collections.abc import Iterator

from sync.core.activity import Activity
from sync.engine import enrich
from sync.engine.context import TickContext
from sync.engine.legs import DOWNLOADS_A_TICK, prepared
from sync.engine.soundtrack import block_for

KEPT = "kept here: nothing is sent"


def keep(row: Activity, context: TickContext) -> Iterator[Activity]:
    """A discovered run of somebody whose runs are sent nowhere. Safe to run twice: a download changes nothing, and the
    same bytes are written again."""
    if context.downloads >= DOWNLOADS_A_TICK:
        return  # still due: the source is asked for so many files a minute and no more
    leg, _ = yield from prepared(row, context)
    if leg is None:
        return
    context.app.files.put(leg.file_name, leg.original.data)
    enrich.remember(context, (part.song for part in block_for(context.app, leg.row).parts))
    yield leg.row.kept(context.now, leg.original.sha256, KEPT, leg.original.kind)
