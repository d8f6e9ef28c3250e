"""Songs for a number of steps a minute: in step by the beat, its half or its double, those run to most first."""

from dataclasses import replace

import pytest

from sync.core.figures import Figures
from sync.core.insights.experiment import Planned
from sync.core.insights.for_cadence import MOST, Fitting, fitting, steps_a_beat, usual_cadence
from sync.core.song_figures import SongFigures
from tests.insights.test_experiment import heard, run

FAST, HALF, DOUBLE = (Planned("A", name, bpm) for name, bpm in (("Fast", 170.0), ("Half", 85.0), ("Double", 340.0)))
SLOW = Planned("A", "Slow", 120.0)
KNOWN: dict[str, tuple[float | None, float | None]] = {
    f"uri:{one.title}": (one.tempo, None) for one in (FAST, HALF, DOUBLE, SLOW)
}


def found(*runs: SongFigures, cadence: float = 170, streamed: bool = False) -> list[tuple[str, float, int]]:
    return [(one.title, one.steps, one.plays) for one in fitting(runs, KNOWN, cadence, streamed=streamed)]


@pytest.mark.parametrize(
    ("tempo", "cadence", "steps"),
    [
        (170, 170, 1.0),
        (170, 173.3, 1.0),
        (170, 173.5, None),
        (170, 166.7, 1.0),
        (170, 166.5, None),
        (85, 171, 2.0),
        (340, 169, 0.5),
        (120, 170, None),
    ],
)
def test_within_two_hundredths_of_the_beat_its_half_or_its_double(
    tempo: float, cadence: float, steps: float | None
) -> None:
    assert steps_a_beat(tempo, cadence) == steps


def test_what_was_run_to_most_comes_first_and_each_song_once() -> None:
    runs = [run(1, FAST, HALF, SLOW), run(2, HALF, DOUBLE), run(3, HALF)]
    assert found(*runs) == [("Half", 2.0, 3), ("Double", 0.5, 1), ("Fast", 1.0, 1)]
    assert found(*runs, cadence=150) == []


def test_a_song_that_only_a_service_told_of_whose_terms_forbid_it_is_left_out_until_one_has_said_otherwise() -> None:
    streamed = run(1, FAST, source="spotify")
    assert found(streamed) == []
    assert found(streamed, streamed=True) == [("Fast", 1.0, 1)]


def test_a_song_without_a_tempo_or_with_none_that_can_be_is_none() -> None:
    odd = {"uri:Fast": (None, 0.5), "uri:Half": (0.0, None), "uri:Double": (-170.0, None)}
    assert fitting([run(1, FAST, HALF, DOUBLE, SLOW)], odd, 170, streamed=False) == ()


def test_a_service_s_own_id_of_a_song_is_kept_where_another_knew_it_by_its_names() -> None:
    named = replace(heard(FAST), song="a|fast", isrc="X")
    first, second = run(1), run(2, FAST)
    runs = [replace(first, songs=(named,)), second]
    (one,) = fitting(runs, KNOWN | {"X": (170.0, None)}, 170, streamed=False)
    assert one == Fitting("A", "Fast", 170.0, 1.0, 2, "uri:Fast", "X")


def test_there_are_never_too_many() -> None:
    many = [Planned("A", f"Song {number:03}", 170.0) for number in range(MOST + 5)]
    known: dict[str, tuple[float | None, float | None]] = {f"uri:{one.title}": (170.0, None) for one in many}
    assert len(fitting([run(1, *many)], known, 170, streamed=False)) == MOST


def test_the_usual_steps_are_the_middle_of_those_that_a_runner_can_have() -> None:
    def at(number: int, *cadences: float | None) -> SongFigures:
        songs = tuple(replace(heard(FAST), figures=Figures(cadence=one)) for one in cadences)
        return replace(run(number), songs=songs)

    assert usual_cadence([at(1, 168.0, 172.0, None), at(2, 171.4, 85.0)]) == 171  # 85: the turns of a ride
    assert usual_cadence([at(1, None, 70.0)]) is None
    assert usual_cadence([]) is None
