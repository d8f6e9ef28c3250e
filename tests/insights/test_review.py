"""A year looked back on: by the runner's own days, of what may be counted; and its poster, with nobody's home in it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

from sync.core.figures import Figures
from sync.core.insights.review import Drawn, Review, YearRun, review
from sync.core.insights.stretch import Stretch
from sync.core.privacy import Zone
from sync.core.song_figures import SongFigure, SongFigures
from sync.entrypoints import poster

JANUARY = datetime(2026, 1, 3, 9)
LINE = tuple((47.0 + 0.0005 * step, 8.0) for step in range(64))
"""Due north, 56 metres a step."""


def ran(day: int, metres: float, *names: str, source: str = "lastfm") -> YearRun:
    """An hour on this day of the year, each song ("Artist/Title") ten minutes of it."""
    began = JANUARY + timedelta(days=day)
    start = began.replace(tzinfo=UTC)
    songs = []
    for place, name in enumerate(names):
        artist, title = name.split("/")
        begin = start + timedelta(minutes=10 * place)
        stretch = Stretch(600.0, 12.0, 20.0, 300.0, 0.0, 0.0, records={"1 km": 300.0 - day})
        figures = Figures(2000.0 * place, 300.0, None, None, 2000.0)
        end = begin + timedelta(minutes=10)
        songs.append(SongFigure(name, artist, title, begin, end, 600.0, (source,), figures, stretch=stretch))
    kept = SongFigures("me", "garmin", str(day), 0, 2, "", start, tuple(songs)) if songs else None
    return YearRun(str(day), began, 3600.0, metres, 50.0, LINE, kept)


RUNS = [
    ran(0, 10_000, "A/x", "B/y"),
    ran(1, 12_000, "A/x"),
    ran(2, 3_000),
    ran(40, 2_500, "B/y", "B/z"),
    ran(200, 21_000, "B/y"),
    ran(-10, 42_000, "C/before"),  # of the year before
]


def made(*runs: YearRun, zones: tuple[Zone, ...] = ()) -> Review:
    return review(2026, runs, zones, streamed=False)


def test_a_year_is_counted_by_the_runners_own_days() -> None:
    found = made(*RUNS)
    assert (found.runs, found.metres, found.seconds, found.climb) == (5, 48_500, 18_000.0, 250.0)
    assert (found.months[0], found.months[1], found.months[6], sum(found.months)) == (25_000, 2_500, 21_000, 48_500)
    assert (found.streak, found.eddington, found.longest) == (3, 3, ("200", 21_000))


def test_the_songs_of_the_year() -> None:
    found = made(*RUNS)
    assert (found.with_music, found.songs, found.artists, found.played.plays) == (4, 3, 2, 6)
    assert [(one.title, one.plays) for one in found.played.songs] == [("y", 3), ("x", 2), ("z", 1)]
    assert found.played.artists[0].artist == "B"
    assert found.farthest is not None
    assert (found.farthest.title, found.farthest.metres) == ("y", 6000.0)
    assert found.faithful is not None
    assert (found.faithful[0].title, found.faithful[1]) == ("y", 3)
    assert found.fastest is not None
    assert (found.fastest.seconds, found.fastest.run) == (100.0, "200")
    assert (found.first, found.last) == (("A", "x"), ("B", "y"))


def test_what_may_not_be_counted_is_in_no_figure_of_songs() -> None:
    found = made(ran(0, 10_000, "A/x", source="spotify"))
    assert (found.runs, found.songs, found.played.plays, found.fastest, found.first) == (1, 0, 0, None, None)
    assert [song for song, _ in found.drawn[0].pieces] == [None]


def test_a_way_has_the_colours_of_its_songs_and_nothing_of_a_privacy_zone() -> None:
    zone = Zone(47.0, 8.0, 300.0, 0.0, 0.0)
    (whole,), (cut,) = made(RUNS[0]).drawn, made(RUNS[0], zones=(zone,)).drawn
    assert [song for song, _ in whole.pieces] == [0, 1, None]
    spots = [spot for _, piece in cut.pieces for spot in piece]
    assert spots
    assert not any(zone.hides(spot) for spot in spots)
    there = replace(RUNS[0], line=((47.01, 8.0), (46.99, 8.0)))
    assert made(there, zones=(zone,)).drawn == ()  # not even a line across


def test_the_poster_is_whole_whatever_the_names_are() -> None:
    odd = made(ran(0, 10_000, "<b>&/\u202e\x00" + "long " * 40))
    root = ElementTree.fromstring(poster.drawing(odd, "en"))
    texts = [each.text or "" for each in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[:3] == ["2026", "10", "km"]
    assert texts[-1].startswith("Most run to:")
    assert texts[-1].endswith("…, once")
    assert len(texts[-1]) <= poster.LONGEST
    assert poster.picture(odd, "de").startswith(b"\x89PNG")


def test_a_year_without_a_song_or_with_a_thousand_runs_has_a_poster() -> None:
    assert "Most run to" not in poster.drawing(made(ran(0, 5000)), "en")
    many = replace(made(*RUNS), drawn=(Drawn(((0, LINE),)),) * 1000)
    assert poster.drawing(many, "en").count("<polyline") == poster.MOST
    assert "1.000" in poster.drawing(replace(many, runs=1000), "de")
