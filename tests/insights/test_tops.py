"""What was run to most, by month, year, hour and kilometre: in the runner's own hours, of what may be analysed."""

from datetime import UTC, datetime, timedelta

from sync.core.figures import Figures
from sync.core.insights.tops import FEW, Played, Top, Tops, tops
from sync.core.song_figures import SongFigure, SongFigures

EAST = 2 * 3600
"""A runner two hours east of Greenwich."""


def song(
    name: str, start: datetime, inside: float = 240.0, begin: float | None = None, source: str = "lastfm"
) -> SongFigure:
    """ "Artist/Title", run to at 5:00 a kilometre from `begin` metres on."""
    artist, title = name.split("/")
    figures = Figures() if begin is None else Figures(begin, 300.0, None, None, inside / 0.3)
    return SongFigure(name, artist, title, start, start + timedelta(seconds=inside), inside, (source,), figures)


def run(number: int, began: datetime, *songs: SongFigure) -> SongFigures:
    return SongFigures("me", "garmin", str(number), 0, 1, "", began, songs)


def counted(*runs: SongFigures, east: int = 0, streamed: bool = False) -> Tops:
    return tops(runs, {(one.source, one.id, one.leg): east for one in runs}, streamed=streamed)


def names(of: Played) -> list[tuple[str, int]]:
    return [(one.title, one.plays) for one in of.songs]


NIGHT = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)
"""In the runner's own zone the first of April, half past midnight."""


def test_the_month_and_the_hour_are_those_of_the_runners_own_clock() -> None:
    late = run(1, NIGHT, song("A/x", NIGHT - timedelta(minutes=1)), song("A/y", NIGHT + timedelta(minutes=40)))
    here = counted(late, east=EAST)
    assert [(one.name, one.plays) for one in here.months] == [("2026-04", 2)]
    assert [(one.name, names(one)) for one in here.hours] == [("0", [("x", 1)]), ("1", [("y", 1)])]
    assert [one.name for one in counted(late).months] == ["2026-03"]
    assert [one.name for one in here.years] == ["2026"]


def test_a_song_is_counted_by_artist_and_title_however_a_service_writes_it() -> None:
    one = run(1, NIGHT, song("The Fartleks/Wet Mile", NIGHT), song("Lactate/Wet Mile", NIGHT))
    two = run(2, NIGHT + timedelta(days=40), song("the fartleks/Wet  mile", NIGHT + timedelta(days=40), 120.0))
    found = counted(one, two)
    assert found.whole == Played(
        "",
        2,
        3,
        600.0,
        0.0,
        (Top("The Fartleks", "Wet Mile", 2, 360.0, 0.0), Top("Lactate", "Wet Mile", 1, 240.0, 0.0)),
        (Top("The Fartleks", "", 2, 360.0, 0.0), Top("Lactate", "", 1, 240.0, 0.0)),
    )
    assert [one.name for one in found.months] == ["2026-05", "2026-03"]


def test_a_kilometre_is_that_of_the_song_in_its_middle() -> None:
    found = counted(
        run(
            1,
            NIGHT,
            song("A/first", NIGHT, 150.0, 0.0),  # to 500 m
            song("A/second", NIGHT, 300.0, 500.0),  # to 1,500 m
            song("A/third", NIGHT, 120.0, 1600.0),  # to 2,000 m: no middle
            song("A/long", NIGHT, 600.0, 2000.0),  # to 4,000 m
            song("A/nowhere", NIGHT),
        )
    )
    assert [(one.name, names(one)) for one in found.kilometres] == [
        ("1", [("second", 1)]),
        ("3", [("long", 1)]),
        ("4", [("long", 1)]),
    ]
    assert (found.kilometres[0].seconds, found.kilometres[0].metres) == (300.0, 1000.0)


def test_what_may_not_be_analysed_and_what_hardly_played_is_not_counted() -> None:
    one = run(1, NIGHT, song("A/x", NIGHT, 29.0), song("A/y", NIGHT, source="spotify"), song("A/z", NIGHT))
    assert names(counted(one).whole) == [("z", 1)]
    assert names(counted(one, streamed=True).whole) == [("y", 1), ("z", 1)]
    assert counted() == Tops()


def test_ties_are_settled_by_time_and_the_least_are_left_out() -> None:
    songs = [song(f"A/{number}", NIGHT, 100.0 + number) for number in range(5)]
    month = counted(run(1, NIGHT, *songs, song("B/twice", NIGHT, 40.0), song("B/twice", NIGHT, 40.0))).months[0]
    assert names(month) == [("twice", 2), ("4", 1), ("3", 1)]
    assert len(month.songs) == FEW
