"""What the statistics are given, and records: by artist and title, in order of time, of what may be analysed."""

from datetime import UTC, datetime, timedelta

from sync.core.insights.records import records
from sync.core.insights.sample import Sample, sample
from sync.core.insights.stretch import Stretch
from sync.core.song_figures import SongFigure, SongFigures

BEGAN = datetime(2026, 3, 14, 9, tzinfo=UTC)
RAN = Stretch(200.0, 12.0, 20.0, 300.0, 0.0, 0.0, records={"400 m": 110.0})


def song(name: str, stretch: Stretch | None = RAN, source: str = "lastfm", isrc: str = "") -> SongFigure:
    artist, title = name.split("/")
    return SongFigure(name, artist, title, BEGAN, BEGAN, 200.0, (source,), isrc=isrc, stretch=stretch)


def run(number: int, *songs: SongFigure, steady: bool = True) -> SongFigures:
    return SongFigures("me", "garmin", str(number), 0, 2, "", BEGAN + timedelta(days=number), songs, steady)


KNOWN = {"A/x": (100.0, 0.5), "A/y": (150.0, None), "A/z": (170.0, 0.9)}


def told(made: Sample) -> list[tuple[int, int, float | None, float | None]]:
    return [(one.run, one.song, one.tempo, one.next_tempo) for one in made.parts]


def test_the_next_song_is_that_of_the_same_run_and_may_be_too_short_to_count_itself() -> None:
    made = sample([run(2, song("A/z")), run(1, song("A/x"), song("A/y", None), song("A/z"))], KNOWN)
    assert told(made) == [(0, 0, 100.0, 150.0), (0, 1, 170.0, None), (1, 1, 170.0, None)]
    assert made.songs == (("A", "x"), ("A", "z"))


def test_one_song_by_two_ids_is_one_song() -> None:
    made = sample([run(1, song("A/x"), song("a/X ", isrc="other"))], {"A/x": (100.0, 0.5), "other": (100.0, 0.5)})
    assert [one.song for one in made.parts] == [0, 0]


def test_warming_up_and_intervals_are_kept_for_the_steps_and_not_compared() -> None:
    cold = Stretch(200.0, 4.9, 20.0, 300.0, 0.0, 0.0)
    made = sample([run(1, song("A/x", cold), song("A/y")), run(2, song("A/z"), steady=False)], KNOWN)
    assert [one.compared for one in made.parts] == [False, True, False]


def test_what_one_source_alone_told_of_is_left_out_unless_one_says_so() -> None:
    one = run(1, song("A/x", source="spotify"), song("A/y"))
    made = sample([one], KNOWN)
    assert (told(made), made.left_out) == ([(0, 0, 150.0, None)], 1)
    assert [each.title for each in records([one], streamed=False)] == ["y"]
    assert sample([one], KNOWN, streamed=True).left_out == 0


def test_the_same_is_the_same_in_whatever_order_it_is_read() -> None:
    runs = [run(number, song("A/x"), song("A/z")) for number in range(4)]
    assert sample(runs, KNOWN).fingerprint == sample(reversed(runs), KNOWN).fingerprint
    assert sample(runs, KNOWN).fingerprint != sample(runs, KNOWN | {"A/x": (101.0, 0.5)}).fingerprint


def test_a_record_is_the_best_of_all_plays_with_the_run_it_was_set_in() -> None:
    better = Stretch(200.0, 12.0, 20.0, 280.0, 0.0, 0.0, records={"400 m": 105.0})
    (best,) = records([run(1, song("A/x")), run(2, song("A/x", better)), run(3, song("A/x"))], streamed=False)
    assert (best.seconds, best.began, best.run, best.plays) == (105.0, BEGAN + timedelta(days=2), "2", 3)
