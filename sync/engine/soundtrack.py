"""A run's soundtrack from the plays we keep, and the block of text it becomes. Reads only what is kept.

Matching is imported where plays are laid onto a run: most ticks have none to lay.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sync.app import App
from sync.core.activity import Activity
from sync.core.annotation import digest
from sync.core.description import block_of, mark_of
from sync.core.exchange import FoundFacts
from sync.core.music import Play, is_live
from sync.core.song_facts import Facts, facts_id
from sync.engine.asks.share_run import lasting_link
from sync.engine.capture import AROUND
from sync.engine.kept_routes import route_of
from sync.engine.laid_songs import NEIGHBOURS as NEIGHBOURS
from sync.engine.laid_songs import parts_of as parts_of
from sync.engine.laid_songs import plays_of
from sync.engine.laid_songs import songs_of as songs_of
from sync.ports import TemplateWrong

if TYPE_CHECKING:
    from sync.core.soundtrack import Part


@dataclass(frozen=True, slots=True)
class Block:
    """What would stand in the description: the mark that makes it ours, the text ("" without songs), its parts.
    `plays`: a digest of the plays of the run's time. `wrong`: why there is no text although there are songs (the user's
    template)."""

    mark: str
    text: str
    parts: "tuple[Part, ...]"
    plays: str
    wrong: str = ""


def _digest(run: Activity, plays: list[Play]) -> str:
    """Of the plays that would wake the run (`capture.woken`)."""
    end = run.start + timedelta(seconds=run.elapsed)
    return digest(play for play in plays if run.start - AROUND <= play.played_at <= end + AROUND)


def _page(app: App, run: Activity) -> str:
    """The run's page; the one for others where the run is shown to them."""
    base = app.preferences.app_url
    link = lasting_link(app.store, run) if base else None
    return f"{base}/s/{link.id}" if link is not None else f"{base}/runs/{run.key.short}" if base else ""


def facts_of(app: App, parts: "tuple[Part, ...]") -> dict[str, Facts]:
    """What is known of the parts' songs, by song key."""
    songs = {part.song.key: part.song for part in parts}
    known = app.store.load_each(Facts, [(facts_id(song),) for song in songs.values()], Facts)
    return {key: facts for key, facts in zip(songs, known, strict=True) if facts is not None}


def block_for(app: App, run: Activity) -> Block:
    """The block of a run as it would be written now. A template that fails holds up no upload: it is said instead."""
    from sync.core.figures import figures
    from sync.core.soundtrack import soundtrack
    from sync.core.template_values import values
    from sync.engine import from_friends  # which lays songs onto runs as well

    mark = mark_of(run.key.user, run.key.short)
    known = [play for play in plays_of(app, run) if not is_live(play.source)]  # others read it
    parts, plays = soundtrack(run.start, run.elapsed, known), _digest(run, known)
    if not parts or app.renderer is None:
        return Block(mark, "", parts, plays)
    found = {
        key: FoundFacts(f.isrc, f.bpm, f.energy, f.danceability, f.valence) for key, f in facts_of(app, parts).items()
    }
    page = _page(app, run)
    route = route_of(app, run) if app.renderer.shows_route else None
    ran = [figures(route, run.start, part.start, part.end) for part in parts] if route is not None else []
    sent = from_friends.senders(app, run, parts) if app.preferences.name_senders else ()
    seen = values(
        title=run.title,
        start=run.start,
        elapsed=run.elapsed,
        parts=parts,
        facts=found,
        link=page,
        figures=ran,
        senders=sent,
    )
    try:
        body = app.renderer.render(seen)
    except TemplateWrong as error:
        return Block(mark, "", parts, plays, str(error))
    return Block(mark, block_of(mark, body), parts, plays)
