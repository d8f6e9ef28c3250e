"""Where a song is played: pages that are known, and a search, marked as one, at the services that its reader uses."""

from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.adapters.all import SERVICES
from sync.config import Settings, SettingsError
from sync.core.music import Song
from sync.core.song_link import SongLink, of_address, search_of
from sync.engine.asks.preferences import change_preferences
from sync.engine.song_links import SongPlace, listens_at, places
from sync.wiring import ME
from tests.support.music import MusicWorld
from tests.support.world import World

PAGES = tuple(each.song_pages for each in SERVICES if each.song_pages is not None)
SEARCHED = [one for one in PAGES if one.search]
SONG = Song("Ünder & Over/50%", "AC/DC", link="https://www.deezer.com/track/1")


def test_each_services_search_is_the_address_that_its_own_site_has() -> None:
    assert {one.service: search_of(one, "AC/DC", "Ü & B") for one in SEARCHED} == {
        "spotify": "https://open.spotify.com/search/AC%2FDC%20%C3%9C%20%26%20B",
        "apple": "https://music.apple.com/us/search?term=AC%2FDC%20%C3%9C%20%26%20B",
        "deezer": "https://www.deezer.com/search/AC%2FDC%20%C3%9C%20%26%20B",
        "youtube": "https://www.youtube.com/results?search_query=AC%2FDC%20%C3%9C%20%26%20B",
        "tidal": "https://tidal.com/search?q=AC%2FDC%20%C3%9C%20%26%20B",
        "soundcloud": "https://soundcloud.com/search?q=AC%2FDC%20%C3%9C%20%26%20B",
        "bandcamp": "https://bandcamp.com/search?q=AC%2FDC%20%C3%9C%20%26%20B&item_type=t",
        "amazon": "https://music.amazon.com/search/AC%2FDC%20%C3%9C%20%26%20B",
    }


@given(st.text(max_size=400), st.text(max_size=400))
def test_whatever_a_song_is_called_its_search_is_one_place_of_that_service_and_no_song(artist: str, title: str) -> None:
    for one in SEARCHED:
        address = search_of(one, artist, title)
        before, _, after = one.search.partition("{words}")
        if address:
            words = address.removeprefix(before).removesuffix(after)
            assert address.isascii()
            assert words.replace("%", "").isalnum()
            assert any(map(str.isalnum, unquote(words)))
        assert not isinstance(of_address(address, PAGES), SongLink)


@pytest.mark.parametrize("title", ["", "  ", "..", "?", "\u202e"])
def test_where_there_is_nothing_to_look_for_there_is_no_search(title: str) -> None:
    assert [search_of(one, "", title) for one in SEARCHED] == [""] * len(SEARCHED)


def test_a_page_goes_before_a_search_and_who_uses_nothing_gets_none(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        app = world.wired.app
        assert listens_at(app, ME) == ()
        deezer = SongPlace("deezer", "https://www.deezer.com/track/1")
        assert places(app, SONG, ["https://evil.example/track/1"]) == [deezer]
        world.connect("spotify", "lastfm")
        assert listens_at(app, ME) == ("spotify",)
        looked_for = "https://open.spotify.com/search/AC%2FDC%20%C3%9Cnder%20%26%20Over%2F50%25"
        assert places(app, SONG, at=("spotify", "deezer")) == [deezer, SongPlace("spotify", looked_for, is_search=True)]
        page = SongPlace("spotify", "https://open.spotify.com/track/0000000000000000000001")
        assert places(app, SONG, [page.address], ("spotify",)) == [deezer, page]


def test_what_a_person_says_of_where_they_listen_counts(tmp_path: Path) -> None:
    with World(tmp_path, RUNTRACK_LISTENS_AT="youtube") as world:
        assert listens_at(world.wired.app, ME) == ("youtube",)
        change_preferences(world.wired.app, ME, {"listens_at": "Tidal, nowhere"}, world.now)
        assert listens_at(world.wired.app, ME) == ("tidal", "nowhere")
        assert [one.service for one in places(world.wired.app, SONG, at=listens_at(world.wired.app, ME))] == [
            "deezer",
            "tidal",
        ]


def test_a_service_at_which_nothing_can_be_looked_for_is_said() -> None:
    said = Settings.read({"RUNTRACK_LISTENS_AT": "Deezer, odesli"}, data_dir=Path("/x"), config_dir=Path("/x"))
    assert said.listens_at == ("deezer", "odesli")
    (warning,) = said.warnings
    assert warning.startswith("RUNTRACK_LISTENS_AT: songs are looked for at amazon, apple, bandcamp, ")
    assert warning.endswith(", not at odesli")
    with pytest.raises(SettingsError, match="names of services separated by commas"):
        Settings.read({"RUNTRACK_LISTENS_AT": "https://x"}, data_dir=Path("/x"), config_dir=Path("/x"))
