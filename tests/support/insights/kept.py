"""What the engine keeps of the songs of each run, of a simulated life: as if its routes had been read."""

from datetime import datetime, timedelta

from sync.core.figures import Figures
from sync.core.insights.sample import Sample
from sync.core.music import Song
from sync.core.recipes import SONG_FIGURES
from sync.core.song_facts import Facts
from sync.core.song_figures import SongFigure, SongFigures
from sync.ports import Store
from sync.sim.songbook import SONGS
from sync.wiring import ME
from tests.support.contract.values import NOON

DAY = timedelta(days=1)
PAGES = {(one.artist, one.title): one.uri for one in SONGS}


def keep(
    store: Store, sample: Sample, *, source: str = "lastfm", first: datetime = NOON, every: timedelta = DAY
) -> None:
    """A run every so often from `first` on, told of by this source of plays, and what the catalogues say of its
    songs."""
    runs: dict[int, list[SongFigure]] = {}
    for part in sample.parts:
        artist, title = sample.songs[part.song]
        ran = part.stretch
        half = timedelta(seconds=ran.seconds / 2)
        middle = first + part.run * every + timedelta(minutes=ran.minute)
        metres = ran.seconds * 1000 / ran.pace
        figures = Figures(max(0.0, ran.minute * 60000 / ran.pace - metres / 2), ran.pace, None, ran.cadence, metres)
        when = middle - half, middle + half
        one = SongFigure(f"uri:{part.song}", artist, title, *when, ran.seconds, (source,), figures, stretch=ran)
        runs.setdefault(part.run, []).append(one)
        if store.load(Facts, one.song) is None and part.tempo is not None:
            song = Song(title, artist, uri=PAGES.get((artist, title), ""))
            store.put(Facts(one.song, song, bpm=part.tempo, energy=part.energy))
    for run, songs in runs.items():
        store.put(SongFigures(ME, "garmin", str(run), 0, SONG_FIGURES, f"{run}", first + run * every, tuple(songs)))
