"""Which songs were played during a run: intervals, copies from several sources, and the window rule."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sync.core.music import Habit, Play, Song
from sync.core.soundtrack import Part, soundtrack
from tests.support.core.plays import START, at, play, row

ALL = ("One", "Two", "Three", "Four", "Five", "Six")  # 200, 260, 150, 230, 180 and 290 s: 1310 s


def seen(parts: tuple[Part, ...]) -> list[tuple[str, float, float, float]]:
    """(title, start and end in seconds after the run's start, seconds inside)."""
    return [
        (part.song.title, (part.start - START).total_seconds(), (part.end - START).total_seconds(), part.inside)
        for part in parts
    ]


def titles(parts: tuple[Part, ...]) -> list[str]:
    return [part.song.title for part in parts]


# -- one source -----------------------------------------------------------------------------------


@pytest.mark.parametrize("habit", ["end", "start"])
def test_the_songs_of_a_run_with_when_they_played(habit: Habit) -> None:
    assert seen(soundtrack(START, 1000, row(-100, habit, *ALL))) == [
        ("One", -100, 100, 100),
        ("Two", 100, 360, 260),
        ("Three", 360, 510, 150),
        ("Four", 510, 740, 230),
        ("Five", 740, 920, 180),
        ("Six", 920, 1210, 80),
    ]


@pytest.mark.parametrize("habit", ["end", "start"])
@pytest.mark.parametrize(
    ("begin", "elapsed", "expected"),
    [
        (-170, 1000, ["One", "Two", "Three", "Four", "Five", "Six"]),  # 30 s of the first
        (-171, 1000, ["Two", "Three", "Four", "Five", "Six"]),  # 29 s
        (0, 1050, ["One", "Two", "Three", "Four", "Five", "Six"]),  # 30 s of the last
        (0, 1049, ["One", "Two", "Three", "Four", "Five"]),
        (2000, 1000, []),
        (-2000, 500, []),
    ],
)
def test_thirty_seconds_inside_make_a_song_one_of_the_run(
    habit: Habit, begin: float, elapsed: float, expected: list[str]
) -> None:
    assert titles(soundtrack(START, elapsed, row(begin, habit, *ALL))) == expected


def test_of_a_short_song_half_is_enough() -> None:
    short = [play("Jingle", 21, seconds=40.0), play("Sketch", 19, "lastfm", seconds=40.0, habit="end")]
    assert titles(soundtrack(START, 1000, short)) == ["Jingle"]


def test_a_skipped_song_ends_where_the_next_begins() -> None:
    plays = [*row(0, "end", "One", "Two", "Three", "Four"), play("Six", 840 + 45), *row(885, "end", "Five")]
    assert seen(soundtrack(START, 2000, plays))[3:] == [
        ("Four", 610, 840, 230),
        ("Six", 840, 885, 45),
        ("Five", 885, 1065, 180),
    ]


def test_elapsed_time_beyond_a_day_is_a_watch_that_was_never_stopped() -> None:
    late = row(90_000, "end", *ALL)
    assert soundtrack(START, 1e9, late) == ()
    assert len(soundtrack(START, float("inf"), row(80_000, "end", *ALL))) == 6


@pytest.mark.parametrize("elapsed", [0.0, -5.0, float("nan"), float("-inf")])
def test_a_run_that_lasted_no_time_has_no_songs(elapsed: float) -> None:
    assert soundtrack(START, elapsed, row(-100, "end", *ALL)) == ()


def test_a_song_of_unknown_length_lasts_to_its_neighbour_or_four_minutes() -> None:
    nameless = row(0, "start", "One", "Two", source="lastfm", seconds=None)
    assert seen(soundtrack(START, 3000, nameless)) == [("One", 0, 200, 200), ("Two", 200, 440, 240)]


def test_how_long_it_was_heard_is_believed_where_the_source_says_it() -> None:
    told = [
        play("One", 100, "spotify-history", heard=60.0, habit="end"),
        play("Two", 108, "spotify-history", heard=8.0, habit="end"),
        play("Three", 400, "spotify-history", heard=150.0, habit="end"),
    ]
    assert seen(soundtrack(START, 1000, told)) == [("One", 40, 100, 60), ("Three", 250, 400, 150)]


def test_two_songs_at_one_instant_are_both_heard() -> None:
    plays = [*row(0, "end", "One", "Two", "Three", "Four"), play("Five", 840)]
    assert sorted(titles(soundtrack(START, 2000, plays))) == ["Five", "Four", "One", "Three", "Two"]


# -- the same song again --------------------------------------------------------------------------


@pytest.mark.parametrize("habit", ["end", "start"])
def test_a_song_on_repeat_is_two_plays(habit: Habit) -> None:
    told = row(0, habit, "One", "One", "Two", "Three", "Four", "Five", uri="spotify:track:1")
    told = [replace(item, song=replace(item.song, uri=f"spotify:track:{item.song.title}")) for item in told]
    assert titles(soundtrack(START, 2000, told))[:3] == ["One", "One", "Two"]


def test_a_song_on_repeat_in_two_sources_is_still_two_plays() -> None:
    listed = ("One", "One", "Two", "Three", "Four", "Five")
    both = [*row(0, "end", *listed), *row(0, "start", *listed, source="lastfm", seconds=None)]
    parts = soundtrack(START, 2000, both)
    assert titles(parts) == list(listed)
    assert {part.sources for part in parts} == {("spotify", "lastfm")}


def test_one_play_told_twice_with_a_little_jitter_is_one() -> None:
    plays = row(0, "end", *ALL)
    again = [replace(item, played_at=item.played_at + timedelta(seconds=4.9)) for item in plays]
    assert seen(soundtrack(START, 2000, [*again, *plays])) == seen(soundtrack(START, 2000, plays))


# -- several sources ------------------------------------------------------------------------------


def test_copies_become_one_part_that_remembers_its_sources_and_all_facts() -> None:
    spotify = row(0, "end", *ALL)
    spotify[0] = replace(spotify[0], song=replace(spotify[0].song, isrc="QZTST2600001", uri="spotify:track:1"))
    lastfm = row(0.5, "start", *ALL, source="lastfm", seconds=None, mbid="m-1", link="https://example.com/1")
    first = soundtrack(START, 1310, [*lastfm, *spotify])[0]
    assert first.song == Song(
        "One", "The Fartleks", 200.0, "QZTST2600001", "spotify:track:1", "", "m-1", "https://example.com/1"
    )
    assert (first.sources, first.played_at) == (("spotify", "lastfm"), at(200))
    assert (first.start, first.end) == (at(0.5), at(200))  # each end from the source that stamps it


def test_a_play_that_only_one_source_has_is_kept() -> None:
    spotify = [item for item in row(0, "end", *ALL) if item.song.title != "Three"]
    lastfm = [item for item in row(0, "start", *ALL, source="lastfm") if item.song.title != "Five"]
    parts = soundtrack(START, 1310, [*spotify, *lastfm])
    assert [(part.song.title, part.sources) for part in parts] == [
        ("One", ("spotify", "lastfm")),
        ("Two", ("spotify", "lastfm")),
        ("Three", ("lastfm",)),
        ("Four", ("spotify", "lastfm")),
        ("Five", ("spotify",)),
        ("Six", ("spotify", "lastfm")),
    ]


def test_a_pause_does_not_part_the_copies_of_one_listening() -> None:
    """The end is stamped 400 s later than the length says, so that the reckoned intervals hardly overlap."""
    spotify = [play("One", 200), play("Two", 200 + 260 + 400), *row(860, "end", "Three", "Four", "Five", "Six")]
    lastfm = [
        play("One", 0, "lastfm"),
        play("Two", 200, "lastfm"),
        *row(860, "start", "Three", "Four", "Five", "Six", source="lastfm"),
    ]
    assert seen(soundtrack(START, 2000, [*spotify, *lastfm]))[:3] == [
        ("One", 0, 200, 200),
        ("Two", 200, 860, 260),
        ("Three", 860, 1010, 150),
    ]


@pytest.mark.parametrize("title", ["one", "ONE (feat. Zone Two)", "Öne"])
def test_names_are_compared_as_a_person_would(title: str) -> None:
    copies = [play("One", 200), play(title, 0, "lastfm", seconds=200.0, habit="start")]
    assert len(soundtrack(START, 1000, copies)) == 1


def test_copies_are_known_by_isrc_whatever_their_names() -> None:
    one, other = (Song(name, name, 200.0, isrc=isrc) for name, isrc in (("One", "X1"), ("Uno", "X1")))
    copies = [replace(play("One", 200), song=one), replace(play("One", 0, "lastfm", habit="start"), song=other)]
    assert [part.song.title for part in soundtrack(START, 1000, copies)] == ["One"]
    assert soundtrack(START, 1000, copies)[0].sources == ("spotify", "lastfm")
    copies[1] = replace(copies[1], song=replace(other, isrc="X2"))
    assert [part.sources for part in soundtrack(START, 1000, copies)] == [("spotify",)]


def test_the_first_of_several_artists_is_enough_when_the_title_agrees() -> None:
    copies = [play("One", 200, artist="VO2, Lactate"), play("One", 0, "lastfm", artist="VO2", habit="start")]
    assert [part.sources for part in soundtrack(START, 1000, copies)] == [("spotify", "lastfm")]
    copies = [play("One", 200, artist="VO2"), play("One", 0, "lastfm", artist="VO20", habit="start")]
    assert [part.sources for part in soundtrack(START, 1000, copies)] == [("spotify",)]


def test_with_too_few_plays_the_reading_that_agrees_with_the_other_source_is_taken() -> None:
    told = [play("One", 0), play("One", 0, "lastfm", seconds=None)]
    assert seen(soundtrack(START, 1000, told)) == [("One", 0, 200, 200)]  # Spotify meant the start, for once
    assert seen(soundtrack(START, 1000, told[:1])) == []
    told = [play("One", 200), play("One", 0, "lastfm", seconds=None)]
    assert seen(soundtrack(START, 1000, told)) == [("One", 0, 200, 200)]


def test_two_programs_that_report_to_one_service_do_not_double_a_song() -> None:
    importer = row(0, "end", *ALL, source="listenbrainz", client="spotify.com")
    phone = row(0, "start", *ALL, source="listenbrainz", client="a phone")
    parts = soundtrack(START, 1310, [*importer, *phone])
    assert titles(parts) == list(ALL)
    assert {part.sources for part in parts} == {("listenbrainz",)}


def test_an_export_and_the_captured_plays_are_one_history() -> None:
    captured = row(0, "end", *ALL)
    export = [
        play(
            item.song.title,
            (item.played_at - START).total_seconds() // 1,
            "spotify-history",
            heard=item.song.seconds,
            habit="end",
            seconds=None,
        )
        for item in captured
    ]
    parts = soundtrack(START, 1310, [*export, *captured])
    assert [(part.song.title, part.sources) for part in parts] == [
        (title, ("spotify", "spotify-history")) for title in ALL
    ]


def exactly(source: str, *begins: float) -> list[Play]:
    """Plays of a song of 200 s by a source that says it all."""
    return [play("One", begin, source, heard=200.0, habit="start") for begin in begins]


@pytest.mark.parametrize(("later", "sources"), [(100, ("spotify", "lastfm")), (101, ("spotify",))])
def test_copies_have_at_least_half_of_the_shorter_in_common(later: float, sources: tuple[str, ...]) -> None:
    told = soundtrack(START, 1000, exactly("spotify", 0) + exactly("lastfm", later))
    assert [part.sources for part in told] == [sources]


def test_a_listening_has_one_copy_in_each_source_and_it_is_the_one_that_fits_best() -> None:
    """The others would be told of a time of which the better source tells already."""
    parts = soundtrack(START, 1000, exactly("spotify", 100) + exactly("lastfm", 30, 100, 180))
    assert [(part.start, part.sources) for part in parts] == [(at(100), ("spotify", "lastfm"))]
