"""The shuffle experiment: lists that nobody chose, and what of a run counts, fixed before it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from sync.core.insights.experiment import BEGINNING, FEWEST, MOST, Experiment, Planned, Ran, chosen, followed
from sync.core.insights.findings import Lack, Missing
from sync.core.insights.stretch import Stretch
from sync.core.song_figures import SongFigure, SongFigures

BEGAN = datetime(2026, 3, 14, 9, tzinfo=UTC)
SONGS = tuple(Planned("Artist", f"Song {number}", 100.0 + 3 * number) for number in range(20))
RAN = Stretch(200.0, 12.0, 20.0, 300.0, 0.0, 0.0)
EXPERIMENT = Experiment("me", BEGAN, 7, SONGS)


def heard(one: Planned, source: str = "lastfm") -> SongFigure:
    return SongFigure(f"uri:{one.title}", one.artist, one.title, BEGAN, BEGAN, 200.0, (source,), stretch=RAN)


def run(number: int, *songs: Planned, source: str = "lastfm") -> SongFigures:
    began = BEGAN + timedelta(days=number)
    return SongFigures("me", "garmin", str(number), 0, 2, "", began, tuple(heard(one, source) for one in songs))


def test_each_list_has_every_song_once_in_an_order_of_its_own() -> None:
    lists = [EXPERIMENT.order(number) for number in range(1, 21)]
    assert all(sorted(one, key=SONGS.index) == list(SONGS) for one in lists)
    assert len(set(lists)) == 20
    assert EXPERIMENT.order(3) == replace(EXPERIMENT, ended=BEGAN).order(3)  # the same whenever it is asked for
    assert EXPERIMENT.order(1) != replace(EXPERIMENT, seed=8).order(1)
    assert [one.title for one in EXPERIMENT.order(1)[:3]] == ["Song 19", "Song 9", "Song 4"]  # and on every machine


def test_no_place_in_a_list_is_for_fast_songs() -> None:
    lists = [EXPERIMENT.order(number) for number in range(1, 401)]
    means = [sum(one[place].tempo for one in lists) / 400 for place in range(20)]
    assert max(means) - min(means) < 7  # of 57: four standard errors to both sides
    rises = sum(b.tempo > a.tempo for one in lists for a, b in pairwise(one)) / (400 * 19)
    assert 0.48 < rises < 0.52


def test_of_a_run_the_songs_of_its_list_count_up_to_the_first_other_one() -> None:
    order, other = EXPERIMENT.order(1), Planned("Somebody", "Else", 150.0)
    ((ran, kept),) = followed(EXPERIMENT, [run(1, other, *order[:6], other, *order[6:9])])
    assert ran == Ran(1, "1", BEGAN + timedelta(days=1), 6)
    assert [one.title for one in kept.songs] == [one.title for one in order[:6]]


def test_a_skipped_song_ends_it() -> None:
    order = EXPERIMENT.order(1)
    ((ran, _),) = followed(EXPERIMENT, [run(1, *order[:4], *order[5:])])
    assert ran.songs == 4


def test_each_list_counts_once_and_the_next_one_is_another() -> None:
    first, second = EXPERIMENT.order(1), EXPERIMENT.order(2)
    runs = [run(3, *first), run(1, *second), run(2, *first)]
    ran = tuple(one for one, _ in followed(EXPERIMENT, runs))
    assert [(one.number, one.run) for one in ran] == [(2, "1"), (1, "2")]
    assert EXPERIMENT.next_number == 1
    assert replace(EXPERIMENT, ran=ran).next_number == 3


def test_other_runs_are_none_of_it() -> None:
    order = EXPERIMENT.order(1)
    assert list(followed(EXPERIMENT, [run(1, *order[: BEGINNING - 1])])) == []
    assert list(followed(EXPERIMENT, [run(1, *reversed(order))])) == []
    assert list(followed(EXPERIMENT, [run(-1, *order)])) == []  # before it began
    assert list(followed(replace(EXPERIMENT, ended=BEGAN + timedelta(hours=1)), [run(1, *order)])) == []
    assert list(followed(EXPERIMENT, [run(1)])) == []


def known(*songs: Planned) -> dict[str, tuple[float | None, float | None]]:
    return {f"uri:{one.title}": (one.tempo, None) for one in songs}


def test_the_songs_are_ones_own_that_were_run_to_most() -> None:
    many = [Planned("A", f"Song {number:02}", 90.0 + number) for number in range(60)]
    runs = [run(1, *many), run(2, *many[50:]), run(3, *many[:1])]
    songs, missing = chosen(runs, known(*many), streamed=False)
    assert (len(songs), missing) == (MOST, ())
    assert set(many[50:]) | {many[0]} < set(songs)


def test_without_enough_songs_or_with_songs_of_one_tempo_there_are_no_lists() -> None:
    few, alike = SONGS[: FEWEST - 1], [replace(one, tempo=170.0 + (one is SONGS[0])) for one in SONGS]
    assert chosen([run(1, *few)], known(*few), streamed=False)[1] == (Missing(Lack.SONGS, 11, 12),)
    assert chosen([run(1, *alike)], known(*alike), streamed=False)[1] == (Missing(Lack.ALIKE, 0.2, 8.0),)
    assert chosen([run(1, *SONGS)], {}, streamed=False)[1] == (Missing(Lack.SONGS, 0, 12),)
    told = [run(1, *SONGS, source="spotify")]
    assert chosen(told, known(*SONGS), streamed=False)[1] == (Missing(Lack.SONGS, 0, 12),)
    assert chosen(told, known(*SONGS), streamed=True)[1] == ()
