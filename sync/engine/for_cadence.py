"""A person's own songs for a number of steps a minute, and their songs as a music service knows them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sync.app import App
from sync.core.insights.for_cadence import Fitting, fitting, id_of, usual_cadence
from sync.core.insights.sample import facts_name, song_name
from sync.core.music import Song
from sync.core.song_facts import Facts
from sync.core.song_figures import SongFigures
from sync.engine import insights_made


@dataclass(frozen=True, slots=True)
class ForCadence:
    """`steps` a minute, and the songs for them; `usual`: with how many this person runs to music. None: not known."""

    steps: int | None
    usual: int | None
    songs: tuple[Fitting, ...]


def for_cadence(app: App, user: str, steps: int | None) -> ForCadence:
    """Without `steps` those that are usual."""
    runs, known = insights_made.given(app, user)
    usual = usual_cadence(runs)
    wanted = usual if steps is None else steps
    streamed = app.preferences.insights_of_all_plays
    found = fitting(runs, known, wanted, streamed=streamed) if wanted is not None else ()
    return ForCadence(wanted, usual, found)


def as_heard(app: App, user: str, names: Iterable[tuple[str, str]]) -> list[Song]:
    """Songs by (artist, title), as they were heard on runs: with a service's own id, and the page that is known."""
    wanted = {song_name(artist, title): (artist, title) for artist, title in names}
    heard = dict[str, tuple[str, str]]()
    for run in app.store.all(SongFigures, user):
        for one in run.songs:
            name = song_name(one.artist, one.title)
            if name in wanted:
                had = heard.get(name, (one.song, facts_name(one)))
                heard[name] = id_of(had[0], one), had[1]
    told = [(*wanted[name], *heard.get(name, ("", ""))) for name in wanted]
    return known_as(app, told)


def known_as(app: App, told: Sequence[tuple[str, str, str, str]]) -> list[Song]:
    """Each (artist, title, id it was heard by, name of its facts) as a song, with the page that its facts know."""
    facts = app.store.load_each(Facts, [(name,) for *_, name in told], Facts)
    return [
        Song(title, artist, uri=id, link=(one.song.uri or one.song.link) if one else "")
        for (artist, title, id, _), one in zip(told, facts, strict=True)
    ]
