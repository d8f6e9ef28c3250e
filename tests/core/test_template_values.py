"""What a template sees of a run: its songs with their offsets, sums over them, and names that cannot disturb."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings

from sync.core.exchange import FoundFacts
from sync.core.figures import Figures
from sync.core.music import Song
from sync.core.soundtrack import Part
from sync.core.template_values import LONGEST_NAME, SongLine, clock, length, one_line, values, web_link
from tests.support.core.hostile import plain_text

START = datetime(2026, 11, 15, 6, 40, tzinfo=UTC)
LINK = "https://open.spotify.com/track/1"
FIRST = Song("Aerobic Threshold", "Cadence 180", 198.3, uri="spotify:track:1", album="LP", link=LINK)
SECOND = Song("Wet Mile", "Lactate")


def part(song: Song, at: float, inside: float = 180.0) -> Part:
    start = START + timedelta(seconds=at)
    return Part(song, start, start + timedelta(seconds=inside), inside, ("spotify",), start)


def seen(
    *parts: Part, elapsed: float = 3600.0, facts: dict[str, FoundFacts] | None = None, link: str = ""
) -> dict[str, object]:
    return values(title="Long\nRun", start=START, elapsed=elapsed, parts=parts, facts=facts or {}, link=link)


def test_a_run_is_shown_with_its_songs_and_its_sums() -> None:
    facts = {"spotify:track:1": FoundFacts(bpm=170.6, energy=0.8), "unknown": FoundFacts(bpm=90.0)}
    assert seen(part(FIRST, -30, 170.4), part(SECOND, 4000.9, 201.0), facts=facts, link="https://run.example/7") == {
        "title": "Long Run",
        "summary": "2 songs · 6 min · most: Lactate",
        "fastest": (),
        "songs": (
            SongLine(1, "0:00", "Cadence 180", "Aerobic Threshold", "LP", 170, 171, LINK),
            SongLine(2, "1:06:40", "Lactate", "Wet Mile", "", 201, None, ""),
        ),
        "count": 2,
        "artists": 2,
        "top_artists": ("Lactate", "Cadence 180"),
        "top_artist": "Lactate",
        "seconds": 371,
        "time": "6 min",
        "share": 10,
        "link": "https://run.example/7",
    }


def test_a_song_that_was_heard_again_is_counted_and_not_repeated() -> None:
    """Its figures are those of all its times: the pace of the metres, the heart of the seconds."""
    again = Song("Aerobic Threshold (feat. Somebody)", "CADENCE 180", link="x")
    figures = [Figures(0.0, 240.0, 140.0), Figures(1000.0, 300.0, 150.0), Figures(2000.0, 480.0, 170.0)]
    parts = [part(FIRST, 0, 120), part(SECOND, 120, 60), part(again, 180, 240)]
    shown = values(title="", start=START, elapsed=600.0, parts=parts, facts={}, link="", figures=figures)
    assert (shown["count"], shown["summary"]) == (2, "2 songs · 7 min · most: Cadence 180")
    assert shown["songs"] == (
        SongLine(1, "0:00", "Cadence 180", "Aerobic Threshold", "LP", 360, None, LINK, 2, 0.0, "6:00", 160),
        SongLine(2, "2:00", "Lactate", "Wet Mile", "", 60, None, "", 1, 1.0, "5:00", 150),
    )
    assert [song.title for song in shown["fastest"]] == ["Wet Mile", "Aerobic Threshold"]  # type: ignore[attr-defined]  # values are objects to the template


def test_a_run_without_songs_has_empty_sums() -> None:
    shown = seen(elapsed=0.0)
    assert (shown["songs"], shown["count"], shown["top_artist"], shown["time"], shown["share"]) == ((), 0, "", "0 s", 0)


def test_the_top_artist_is_the_one_heard_longest() -> None:
    one, other = Song("A", "Zone Two"), Song("B", "Zone Two")
    assert seen(part(one, 0, 100), part(FIRST, 100, 150), part(other, 250, 60))["top_artist"] == "Zone Two"
    assert (
        seen(part(Song("A", "björk"), 0, 60), part(Song("B", "Björk (feat. X)"), 60, 60), part(FIRST, 120, 100))[
            "top_artist"
        ]
        == "björk"
    )


def test_the_alphabet_decides_between_artists_heard_equally_long() -> None:
    parts = [part(Song(name, name), 0, 60.1) for name in ("lactate", "Cadence 180", "Zone Two", "")]
    assert seen(*parts)["top_artist"] == seen(*parts[::-1])["top_artist"] == "Cadence 180"
    assert seen(*parts)["artists"] == 3


def test_music_fills_no_more_than_the_run() -> None:
    shown = seen(part(FIRST, 0, 200), part(SECOND, 0, 200), elapsed=300)
    assert (shown["seconds"], shown["share"]) == (300, 100)


@pytest.mark.parametrize(
    ("seconds", "text"), [(-5, "0:00"), (0, "0:00"), (59.9, "0:59"), (605, "10:05"), (3599, "59:59"), (3723, "1:02:03")]
)
def test_an_offset_is_minutes_and_seconds_and_hours_from_an_hour_on(seconds: float, text: str) -> None:
    assert clock(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(40.4, "40 s"), (60, "1 min"), (3060, "51 min"), (3569, "59 min"), (3590, "1 h 0 min")]
)
def test_a_length_is_told_in_minutes(seconds: float, text: str) -> None:
    assert length(seconds) == text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("  Wet \t Mile ", "Wet Mile"),
        ("a\r\nb\x00c\u2028d\x1be\ud800f", "a b c d e f"),
        ("\u202eevil\u202c\u2066x", "evilx"),
        ("👩‍💻 e\u0301", "👩‍💻 e\u0301"),
        ("x" * 200, "x" * 200),
        ("x" * 201, "x" * 199 + "…"),
        ("{{ 7 * 7 }}", "{{ 7 * 7 }}"),
    ],
)
def test_a_name_is_one_line_that_cannot_disturb(name: str, shown: str) -> None:
    assert one_line(name) == shown


@settings(max_examples=30, deadline=None)
@given(plain_text)
def test_no_name_breaks_the_line(name: str) -> None:
    shown = one_line(name * 40)
    assert len(shown.splitlines()) <= 1
    assert len(shown) <= LONGEST_NAME
    assert one_line(shown) == shown
    shown.encode()


@pytest.mark.parametrize(
    ("text", "link"),
    [
        (LINK, LINK),
        ("javascript:alert(1)", ""),
        ("https://x.example/a b", ""),
        ("https://x.example/\n", ""),
        ("https://x.example/" + "a" * 1000, ""),
    ],
)
def test_a_link_is_a_web_address_or_nothing(text: str, link: str) -> None:
    assert web_link(text) == link
