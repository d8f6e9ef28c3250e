"""What catalogues say of a song: the first answer to each question stays, and no answer is none."""

from dataclasses import replace
from typing import Any

import pytest

from sync.core.song_facts import Facts, facts_id
from tests.support.core.plays import song

SONG = song("One", uri="spotify:track:1")


def test_facts_are_kept_by_isrc_and_by_the_sources_key_until_it_is_known() -> None:
    assert facts_id(SONG) == "spotify:track:1"
    assert facts_id(replace(SONG, isrc="FRZ039800212")) == "FRZ039800212"


@pytest.mark.parametrize(
    ("said", "learned"),
    [
        ({"bpm": 172.0, "energy": 0.9}, {"bpm": 172.0, "energy": 0.9}),
        ({"isrc": "FRZ039800212", "danceability": 0.4}, {"isrc": "FRZ039800212", "danceability": 0.4}),
        ({"valence": 0.2, "mood": "fast"}, {"valence": 0.2}),
        ({"bpm": 0, "isrc": "", "energy": None}, {}),
        ({}, {}),
    ],
)
def test_what_a_catalogue_says_is_learned_with_its_name(said: dict[str, Any], learned: dict[str, Any]) -> None:
    fresh = Facts("id", SONG)
    assert fresh.learned("deezer", said) == replace(fresh, sources=dict.fromkeys(learned, "deezer"), **learned)


def test_what_is_known_already_stays_with_who_said_it() -> None:
    known = Facts("id", SONG).learned("deezer", {"bpm": 172.0})
    both = known.learned("acousticbrainz", {"bpm": 86.0, "energy": 0.9})
    assert (both.bpm, both.energy) == (172.0, 0.9)
    assert both.sources == {"bpm": "deezer", "energy": "acousticbrainz"}


def test_a_key_of_c_and_a_minor_mode_are_answers_although_they_are_0() -> None:
    learned = Facts("id", SONG).learned("reccobeats", {"key": 0, "mode": 0, "energy": 0, "loudness": -7.5})
    assert (learned.key, learned.mode, learned.energy, learned.loudness) == (0, 0, None, -7.5)
    assert learned.sources == {"key": "reccobeats", "mode": "reccobeats", "loudness": "reccobeats"}
    assert learned.learned("another", {"key": 5, "mode": 1, "loudness": -9.0}) == learned
