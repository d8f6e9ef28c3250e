"""The dangerous cases of matching, each by name: which songs are listed, and which sources told of each."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sync.core.music import Play
from sync.core.soundtrack import soundtrack
from tests.support.core.plays import LENGTHS, START, play, row, song

ALL = ("One", "Two", "Three", "Four", "Five", "Six")
EARLIER = -6000.0  # seconds: another sitting, from which each source's habit is seen
S, LB, FM = "spotify", "listenbrainz", "lastfm"
BOTH = (S, LB)


def told(*plays: Play, elapsed: float = 3000) -> list[tuple[str, tuple[str, ...]]]:
    return [(part.song.title, part.sources) for part in soundtrack(START, elapsed, plays)]


def known(*sources: str) -> list[Play]:
    """What shows that Spotify stamps the end and the others the start."""
    return [one for name in sources for one in row(EARLIER, "end" if name == S else "start", *ALL, source=name)]


def respelled(plays: list[Play]) -> list[Play]:
    return [replace(one, song=replace(one.song, title=f"{one.song.title[::-1]}x", artist="Q")) for one in plays]


def shifted(plays: list[Play], seconds: float) -> list[Play]:
    return [replace(one, played_at=one.played_at + timedelta(seconds=seconds)) for one in plays]


def test_a_song_twice_in_a_row_told_by_its_ends_here_and_its_starts_there() -> None:
    played = ("One", "Two", "Two", "Three", "Four")
    plays = row(0, "end", *played) + row(0, "start", *played, source=LB)
    assert told(*known(*BOTH), *plays) == [(title, BOTH) for title in played]


@pytest.mark.parametrize("length_known", ["both", "spotify", "listenbrainz"])
@pytest.mark.parametrize(
    ("lost", "off", "times"),
    [(True, 0, 2), (True, 1, 2), (True, -2.5, 2), (True, 8, 1), (True, -12, 1), (False, 0, 1)],
)
def test_a_start_here_and_an_end_there_two_lengths_apart_are_two_plays_where_both_lose_some(
    length_known: str, lost: bool, off: float, times: int
) -> None:
    """One paused song looks the same; it is taken for one where nothing else is lost, or the times do not fit."""
    played = ("One", "Two", "Two", "Three", "Four", "Five")
    ends, starts = row(0, "end", *played), row(0, "start", *played, source=LB)
    ends = [one for place, one in enumerate(ends) if place != 1 and not (lost and place == 4)]
    starts = [one for place, one in enumerate(starts) if place != 2 and not (lost and place == 3)]
    starts[1:2] = shifted(starts[1:2], off)
    if length_known != "both":
        shorn = starts if length_known == S else ends
        shorn[1] = replace(shorn[1], song=replace(shorn[1].song, seconds=None))
    assert [title for title, _ in told(*known(*BOTH), *ends, *starts)].count("Two") == times


def test_one_title_by_two_artists_in_a_row() -> None:
    ends = [*row(0, "end", "One"), play("Two", 460), play("Two", 720, artist="VO2"), *row(720, "end", "Three")]
    starts = [
        *row(0, "start", "One", source=LB),
        play("Two", 200, LB),
        play("Two", 460, LB, artist="VO2"),
        *row(720, "start", "Three", source=LB),
    ]
    parts = soundtrack(START, 3000, [*known(*BOTH), *ends, *starts])
    assert [(part.song.artist, part.sources) for part in parts[1:3]] == [("The Fartleks", BOTH), ("VO2", BOTH)]


def test_a_live_version_after_the_original_whose_mark_one_source_lost() -> None:
    ends = [*row(0, "end", "One"), play("Two", 460), play("Two (Live)", 800, seconds=340.0), *row(800, "end", "Three")]
    starts = [
        *row(0, "start", "One", source=LB),
        play("Two", 200, LB),
        play("Two", 460, LB, seconds=340.0),
        *row(800, "start", "Three", source=LB),
    ]
    listed = ["One", "Two", "Two (Live)", "Three"]
    assert told(*known(*BOTH), *ends, *starts) == [(title, BOTH) for title in listed]


@pytest.mark.parametrize("spelled", ["Two, Pt. {}", "Two (Part {})", "Two - Remix Part {}"])
def test_part_2_after_part_1(spelled: str) -> None:
    one, two = spelled.format(1), spelled.format(2)
    ends = [play(one, 260, seconds=260.0), play(two, 480, seconds=220.0), *row(480, "end", "Three", "Four")]
    starts = [
        play(spelled.replace("Part", "Pt.").format(1), 0, LB, seconds=260.0),
        play(spelled.replace("Part", "Pt.").format(2), 260, LB, seconds=220.0),
        *row(480, "start", "Three", "Four", source=LB),
    ]
    assert told(*known(*BOTH), *ends, *starts) == [(title, BOTH) for title in (one, two, "Three", "Four")]


def test_one_song_on_loop() -> None:
    played = ("One",) * 7
    plays = row(0, "end", *played) + row(0, "start", *played, source=LB)
    assert told(*known(*BOTH), *plays) == [("One", BOTH)] * 7


def test_a_skipped_song_that_both_tell() -> None:
    """END here and START there lie closer than the song is long."""
    ends = [*row(0, "end", "One"), play("Two", 245), *row(245, "end", "Three", "Four")]
    starts = [*row(0, "start", "One", source=LB), play("Two", 200, LB), *row(245, "start", "Three", "Four", source=LB)]
    assert told(*known(*BOTH), *ends, *starts) == [(title, BOTH) for title in ("One", "Two", "Three", "Four")]


def test_a_pause_as_long_as_the_song_is_one_listening() -> None:
    ends = [*row(0, "end", "One"), play("Two", 200 + 520), *row(720, "end", "Three", "Four")]
    starts = [*row(0, "start", "One", source=LB), play("Two", 200, LB), *row(720, "start", "Three", "Four", source=LB)]
    assert told(*known(*BOTH), *ends, *starts) == [(title, BOTH) for title in ("One", "Two", "Three", "Four")]


def test_a_switch_within_a_row_with_two_stamps_in_one_second() -> None:
    played = (*ALL, *ALL)
    starts, ends = row(0, "start", *played), row(0, "end", *played)
    lastfm = row(0, "start", *played, source=FM, seconds=None)
    listed = told(*starts[:6], *ends[6:], *lastfm, elapsed=2620)
    assert listed == [(title, (S, FM)) for title in played]


def test_stamps_cut_to_whole_minutes() -> None:
    minutes = [replace(one, played_at=one.played_at.replace(second=0)) for one in row(0, "start", *ALL, source=LB)]
    before = [replace(one, played_at=one.played_at.replace(second=0)) for one in known(LB)]
    assert told(*known(S), *before, *row(0, "end", *ALL), *minutes) == [(title, BOTH) for title in ALL]


def test_of_a_stamp_cut_to_a_whole_minute_the_middle_is_taken() -> None:
    minutes = [replace(one, played_at=one.played_at.replace(second=0)) for one in row(0, "start", *ALL, source=LB)]
    parts = soundtrack(START, 3000, minutes)
    assert [part.start - part.played_at for part in parts] == [timedelta(seconds=30)] * 6


@pytest.mark.parametrize(("later", "parts"), [(6, 1), (28, 1), (35, 2)])
def test_a_song_that_returns_sooner_than_it_can_is_told_again(later: float, parts: int) -> None:
    echo = play("One", later, FM, seconds=None)
    plays = [*row(0, "start", *ALL, source=FM, seconds=None), echo]
    assert [title for title, _ in told(*plays)].count("One") == parts


def test_where_a_source_doubles_its_plays_35_seconds_are_an_echo_too() -> None:
    plays = row(0, "start", *ALL, source=FM, seconds=None)
    echoes = [*shifted(plays[:4], 10), *shifted(plays[4:], 35)]
    assert [title for title, _ in told(*plays, *echoes)] == list(ALL)


def test_two_programs_on_one_account_one_telling_starts_and_one_ends() -> None:
    played = (*ALL, "Six", "One", "Two")
    plays = row(0, "start", *played, source=FM, seconds=None) + row(0, "end", *played, source=FM, seconds=None)
    assert [title for title, _ in told(*plays)] == list(played)


@pytest.mark.parametrize("hours", [-1, 1, 2])
def test_a_source_some_hours_off(hours: int) -> None:
    lastfm = shifted(known(FM) + row(0, "start", *ALL, source=FM, seconds=None), hours * 3600)
    assert told(*known(S), *row(0, "end", *ALL), *lastfm) == [(title, (S, FM)) for title in ALL]


def test_a_source_in_another_script_adds_nothing_even_where_a_song_was_paused() -> None:
    ends = [*row(0, "end", "One"), play("Two", 200 + 700), *row(900, "end", "Three", "Four", "Five")]
    starts = [*row(0, "start", "One", source=FM), play("Two", 200, FM), *row(900, "start", "Three", "Four", source=FM)]
    russian = replace(starts[1], song=song("Два", artist="Фартлекс", seconds=None))
    assert told(*known(S, FM), *ends, starts[0], russian, *starts[2:]) == [
        ("One", (S, FM)),
        ("Two", (S, FM)),
        ("Three", (S, FM)),
        ("Four", (S, FM)),
        ("Five", (S,)),
    ]


def test_what_another_person_hears_on_the_same_account_is_not_listed() -> None:
    mine = [*row(0, "end", "One", "Two"), *row(800, "end", "Three", "Four", "Five")]  # 340 s of silence
    theirs = respelled(row(-50, "start", *ALL, *ALL, source=FM))
    assert told(*known(S, FM), *mine, *theirs) == [(one.song.title, (S,)) for one in mine]


def test_the_best_source_tells_the_time_that_it_knows_and_another_fills_the_rest() -> None:
    ends = row(0, "end", "One", "Two") + row(610, "end", "Four", "Five", "Six")
    starts = respelled(row(0, "start", *ALL, source=LB))
    assert told(*known(*BOTH), *ends, starts[2], starts[3]) == [
        ("One", (S,)),
        ("Two", (S,)),
        ("eerhTx", (LB,)),
        ("Four", (S,)),
        ("Five", (S,)),
        ("Six", (S,)),
    ]
    assert LENGTHS["Three"] == 150
