"""Which names mean one song: as services spell them, and what tells two songs apart whatever they share."""

import pytest

from sync.core.matching.likeness import likeness, may_be_one
from sync.core.music import Song

ONE = [
    ("Second Wind", "VO2", "Second Wind - Remastered 2011", "VO2"),
    ("Second Wind", "VO2", "Second Wind (2011 Remaster)", "VO2, Zone Two"),
    ("Second Wind", "VO2", "SECOND WIND (feat. Zone Two)", "VO2 feat. Zone Two"),
    ("Second Wind", "VO2", "Second Wind feat. Zone Two", "VO2 & Zone Two"),
    ("Second Wind", "The Hares", "Second Wind - Radio Edit", "Hares"),
    ("Don't Stop & Go", "O'Hara", "Dont Stop and Go", "O’Hara"),
    ("Café", "Måns", "cafe", "Mans"),
    ("Wind, Pt. 2", "VO2", "Wind (Part II)", "VO2"),
    ("Wind - Remix Part 2", "VO2", "Wind (Remix, Pt. 2)", "VO2"),
    ("???", "!!!", "???", "!!!"),
    ("Second Wind", "VO2", "Second Wind", "Various Artists"),
    ("Second Wind", "VO2", "Second Wind", ""),
]
TWO = [
    ("Second Wind", "VO2", "Second Hour", "VO2"),
    ("Second Wind", "VO2", "Second Wind", "Hill Repeats"),
    ("Second Wind", "VO2", "Second Wind", "VO20"),
    ("Wind, Pt. 1", "VO2", "Wind, Pt. 2", "VO2"),
    ("Wind - Remix Part 1", "VO2", "Wind - Remix Part 2", "VO2"),
    ("Wind", "VO2", "Wind (Part 2)", "VO2"),
    ("???", "VO2", "!!!", "VO2"),
    ("Live and Let Run", "VO2", "Let Run", "VO2"),
]
UNSURE = [
    ("Wind", "VO2", "Wind (Live)", "VO2"),
    ("Wind", "VO2", "Wind - Club Remix", "VO2"),
    ("Wind - Acoustic", "VO2", "Wind (Live at the Track)", "VO2"),
]


def alike(a: str, by: str, b: str, of: str) -> float:
    one, other = Song(a, by), Song(b, of)
    assert likeness(one, other) == likeness(other, one)
    return likeness(one, other)


@pytest.mark.parametrize("names", ONE, ids=str)
def test_one_song_in_two_spellings(names: tuple[str, str, str, str]) -> None:
    assert alike(*names) >= 0.9


@pytest.mark.parametrize("names", TWO, ids=str)
def test_two_songs(names: tuple[str, str, str, str]) -> None:
    assert alike(*names) == 0


@pytest.mark.parametrize("names", UNSURE, ids=str)
def test_a_version_counts_less_than_the_song_itself(names: tuple[str, str, str, str]) -> None:
    assert 0 < alike(*names) < 0.9


def test_one_id_is_one_song_whatever_its_name() -> None:
    one = Song("Ein Lied", "Die Hasen", isrc="QZ1", uri="spotify:track:1")
    assert likeness(one, Song("A Song", "The Hares", isrc="QZ1")) == 1
    assert likeness(one, Song("A Song", "The Hares", uri="spotify:track:1")) == 1
    assert likeness(one, Song("A Song", "The Hares", isrc="QZ2")) == 0


def test_lengths_far_apart_make_it_less_likely() -> None:
    assert likeness(Song("Wind", "VO2", 200), Song("Wind", "VO2", 230)) == 1
    assert likeness(Song("Wind", "VO2", 200), Song("Wind", "VO2", 300)) == 0.8


@pytest.mark.parametrize(
    ("one", "other", "may"),
    [
        (Song("Wind", "VO2"), Song("Ветер", "Ж"), True),
        (Song("Wind", "VO2"), Song("Hour", "Lactate"), False),
        (Song("Wind", "VO2"), Song("Wind From The Film", "VO2"), True),
        (Song("Wind", "VO2"), Song("Wind Part 2", "VO2"), False),
        (Song("Wind", "VO2", 200), Song("Wnid", "VO2", 202), True),
        (Song("Wind", "VO2", 200), Song("Wnid", "VO2", 250), False),
        (Song("Wind", "VO2", 200), Song("Wnid", "Lactate", 200), False),
    ],
)
def test_names_that_differ_speak_against_one_song_or_do_not(one: Song, other: Song, may: bool) -> None:
    assert may_be_one(one, other) is may_be_one(other, one) is may
