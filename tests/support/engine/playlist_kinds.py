"""What a playlist can be of: a person's songs, and the wish for the playlist of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sync.app import App
from sync.core.figures import Figures
from sync.core.insights.experiment import Experiment, Planned
from sync.core.music import Song
from sync.core.song_facts import Facts
from sync.core.song_figures import SongFigure, SongFigures
from sync.engine.asks.own_playlists import cadence_playlist, experiment_playlist
from sync.engine.asks.playlists import Made, playlist
from sync.wiring import ME
from tests.insights.test_experiment import RAN
from tests.support.contract.values import NOON
from tests.support.music import MusicWorld


@dataclass(frozen=True)
class Kind:
    """`songs`: this person's are these by now; `ask_by`: for the playlist of them; `holds`: what is in it then."""

    songs: Callable[[MusicWorld, list[Song]], None]
    ask_by: Callable[[App, datetime, list[Song]], Made]
    holds: Callable[[MusicWorld, list[Song]], list[str]]

    def ask(self, world: MusicWorld, songs: list[Song]) -> Made:
        return self.ask_by(world.wired.app, world.now, songs)


def ran_to(world: MusicWorld, songs: list[Song]) -> None:
    """One run to each of the songs, of which the first was run to most, and so on; 170 beats a minute all."""
    for place, song in enumerate(songs):
        if world.store.load(Facts, song.key) is None:
            world.store.put(Facts(song.key, song, bpm=170.0 if place % 2 else 85.0))
    for known in world.store.all(SongFigures, ME):
        world.store.remove(known)
    for number in range(len(songs)):
        run = SongFigures(ME, "garmin", str(number), 0, 2, "", NOON, tuple(map(figure, songs[: number + 1])))
        world.store.put(run)


def figure(song: Song) -> SongFigure:
    told = ("spotify", "lastfm")
    return SongFigure(song.key, song.artist, song.title, NOON, NOON, 200.0, told, Figures(cadence=172.0), stretch=RAN)


def shuffled(world: MusicWorld, songs: list[Song]) -> None:
    """An experiment of these songs, begun anew where there was one of others."""
    ran_to(world, songs)
    planned = tuple(Planned(one.artist, one.title, 170.0) for one in songs)
    known = world.store.load(Experiment, ME)
    world.store.put(Experiment(ME, NOON, 7, planned, version=known.version if known else 0))


def in_its_order(world: MusicWorld, songs: list[Song]) -> list[str]:
    uris = {one.title: one.uri for one in songs}
    kept = world.store.load(Experiment, ME)
    assert kept is not None
    return [uris[one.title] for one in kept.order(kept.next_number)]


def in_order(_: MusicWorld, songs: list[Song]) -> list[str]:
    return [one.uri for one in songs]


KINDS = {
    "any": Kind(
        lambda *_: None,
        lambda app, now, songs: playlist(app, ME, "any", "Any", "Any.", songs, now),
        in_order,
    ),
    "cadence": Kind(ran_to, lambda app, now, _: cadence_playlist(app, ME, 170, now), in_order),
    "experiment": Kind(shuffled, lambda app, now, _: experiment_playlist(app, ME, now), in_its_order),
}
