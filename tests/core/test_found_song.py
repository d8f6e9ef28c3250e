"""What a title is without what stands around it, and what several services know of one song."""

import pytest

from sync.adapters.all import OURS
from sync.core.found_song import FoundSong
from sync.core.matching.same_song import same_song
from sync.core.music import Song
from sync.core.song_title import cleaned, of_video

PAGES = tuple(service.song_pages for service in OURS if service.song_pages is not None)


@pytest.mark.parametrize(
    ("title", "without"),
    [
        ("Song (Official Video)", "Song"),
        ("Song [Lyrics] (Official Audio) | Some Label", "Song"),
        ("Song (Official Video 4K 2019)", "Song"),
        ("Song (feat. Somebody)", "Song"),
        ("Song (Live)", "Song (Live)"),
        ("Song (Official Live Video)", "Song (Official Live Video)"),
        ("Song [Treadmill Remix]", "Song [Treadmill Remix]"),
        ("Song (Part 2)", "Song (Part 2)"),
        ("Song (Sped Up)", "Song (Sped Up)"),
        ("(I Cannot) Stop", "(I Cannot) Stop"),
        ("(Untitled)", "(Untitled)"),
        ("", ""),
    ],
)
def test_a_title_loses_what_is_around_it_and_keeps_what_makes_it_another(title: str, without: str) -> None:
    assert cleaned(title) == without


@pytest.mark.parametrize(
    ("title", "channel", "names"),
    [
        ("Song", "Zone Two - Topic", ("Song", "Zone Two")),
        ("A - Song", "Zone Two - Topic", ("A - Song", "Zone Two")),
        ("Zone Two - Song (Official Video)", "SomeLabel", ("Song", "Zone Two")),
        ("Song (Live)", "ZoneTwoVEVO", ("Song (Live)", "ZoneTwo")),
        ("Song", "Zone Two Official", ("Song", "Zone Two")),
        ("Song -", "Zone Two", ("Song -", "Zone Two")),
    ],
)
def test_a_video_says_its_song_by_its_channel_or_its_title(title: str, channel: str, names: tuple[str, str]) -> None:
    assert of_video(title, channel) == names


def test_what_one_service_knows_already_stays_and_the_rest_is_added() -> None:
    one = FoundSong("Song", "A", None, "", {"youtube": "v"}, {"youtube": "https://y"})
    other = FoundSong("SONG", "a", 200.0, "QZTST2600001", {"spotify": "s"}, {"spotify": "https://s"}, "https://c")
    both = one.joined(other)
    assert both == FoundSong(
        "Song",
        "A",
        200.0,
        "QZTST2600001",
        {"spotify": "s", "youtube": "v"},
        {"spotify": "https://s", "youtube": "https://y"},
        "https://c",
    )
    song = both.as_song(PAGES)
    assert (song.uri, song.isrc, song.seconds) == ("spotify:track:s", "QZTST2600001", 200.0)
    assert same_song(song, Song("anything", "else", uri="spotify:track:s"))
