"""Whether two songs are one recording: what confirms a friend's song, and what must not."""

import pytest

from sync.core.matching.same_song import same_song
from sync.core.music import Song

SENT = Song("Aerobic Threshold", "Cadence 180", 198.0, "QZTST2600001", "spotify:track:1")


@pytest.mark.parametrize(
    ("played", "same"),
    [
        (Song("anything", "whoever", uri="spotify:track:1"), True),
        (Song("anything", "whoever", isrc="QZTST2600001"), True),
        (Song("Aerobic Threshold - Remastered 2011", "CADENCE 180 & VO2", 200.5), True),
        (Song("Aerobic Threshold (feat. VO2)", "Cadence 180", 198.0), True),
        (Song("Aerobic Threshold", "Cadence 180"), True),
        (Song("Aerobic Threshold", "Cadence 180 & VO2"), False),
        (Song("Aerobic Threshold", "VO2", 198.0), False),
        (Song("Aerobic Threshold", "", 198.0), False),
        (Song("Aerobic Threshold (Live)", "Cadence 180", 198.0), False),
        (Song("Aerobic Threshold (Ghost Remix)", "Cadence 180", 198.0), False),
        (Song("Aerobic Threshold, Pt. 2", "Cadence 180", 198.0), False),
        (Song("Aerobic Threshold", "Cadence 180", 202.0), False),
        (Song("Anaerobic Threshold", "Cadence 180", 198.0), False),
        (Song("Aerobic Threshold (Karaoke Version)", "Cadence 180", 198.0), False),
        (Song("Aerobic Threshold (Sped Up Version)", "Cadence 180"), False),
        (Song("Aerobic Threshold (German Version)", "Cadence 180", 198.0), False),
        (Song("Aerobic Threshold - Single Version", "Cadence 180", 198.0), True),
        (Song("Aerobic Threshold", "Cadence 180 Tribute Band", 198.0), False),
        (Song("Aerobic Threshold", "Cadence Runners", 198.0), False),
        (Song("Aerobic Threshold", "VO2, Cadence 180 feat. Lactate", 198.0), True),
    ],
    ids=lambda value: f"{value.title} {value.artist} {value.seconds}" if isinstance(value, Song) else "",
)
def test_a_song_is_the_same_by_its_ids_or_by_everything_else(played: Song, same: bool) -> None:
    assert same_song(SENT, played) is same_song(played, SENT) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Wet Mile (Night Remix)", "Wet Mile - Night Remix", True),
        ("Wet Mile (Night Remix)", "Wet Mile (Morning Remix)", False),
        ("Wet Mile (Live)", "Wet Mile - Live", True),
        ("Wet Mile (with Live Band)", "Wet Mile", False),
        ("Wet Mile (Live in Bonn)", "Wet Mile (Live)", False),
        ("Wet Mile - 2011 Remaster", "Wet Mile (Mono Version)", True),
        ("Run Run Mile", "Run Mile", False),
        ("Aerobic Split Wind", "Aerobic Wind Split", False),
        ("The Wet Mile & Laces", "Wet Mile and Laces", True),
        ("Wet Mile, Pt. 2", "Wet Mile (Part II)", True),
        ("Wet Mile (Night Remix feat. VO2)", "Wet Mile (Night Remix)", True),
    ],
)
def test_two_recordings_of_a_kind_are_told_apart_where_no_length_is_known(one: str, other: str, same: bool) -> None:
    assert same_song(Song(one, "Lactate"), Song(other, "Lactate")) is same
