"""Songs and plays as values: what tells songs of one source apart, and the moment of a play to the millisecond."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.music import Play, Song, millis, plain


def test_a_song_is_known_by_its_id_and_else_by_artist_and_title_as_a_person_compares_them() -> None:
    assert Song("One", "Björk", uri="spotify:track:1").key == "spotify:track:1"
    assert Song("It's  Oh So Quiet!", "Björk").key == Song("it s oh so quiet", "BJORK").key == "bjork|it s oh so quiet"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("One (feat. Someone)", "one"),
        ("One (ft. Someone)", "one"),
        ("One [feat. Someone]", "one"),
        ("One feat. Someone", "one"),
        ("One ft. Someone", "one"),
        ("One (Live)", "one live"),
        ("Straße — Ⅳ", "strasse iv"),
        ("São  Paulo\n", "sao paulo"),
        ("Defeat", "defeat"),
        ("!!!", ""),
    ],
)
def test_names_are_compared_without_case_accents_marks_and_guests(text: str, shown: str) -> None:
    assert plain(text) == plain(text.upper()) == shown


@given(count=st.integers(-(10**12), 10**13), zone=st.integers(-14, 14))
def test_a_moment_is_the_same_millisecond_in_every_zone(count: int, zone: int) -> None:
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=count)
    elsewhere = at.astimezone(timezone(timedelta(hours=zone)))
    assert millis(at) == millis(elsewhere) == Play("me", "spotify", at, Song("One", "")).ms == count
    assert millis(at + timedelta(microseconds=999)) == count
