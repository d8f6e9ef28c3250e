"""What people paste: which song is meant, what is kindly refused, and what only looks like a service's address."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sync.adapters.all import OURS
from sync.core.song_link import NamedSong, NotASong, ShortLink, SongLink, is_host_of, page_of, recognise

PAGES = tuple(service.song_pages for service in OURS if service.song_pages is not None)
ID = "4aBcSynthetic000000001"
SONG = f"https://open.spotify.com/track/{ID}"
VIDEO = "dQw4w9WgXc_"

SONGS = [
    (SONG, "spotify", ID, SONG),
    (f"https://open.spotify.com/intl-de/track/{ID}?si=abc", "spotify", ID, SONG),
    (f"https://open.spotify.com/embed/track/{ID}?utm_source=x#y", "spotify", ID, SONG),
    (f"HTTP://OPEN.spotify.com/track/{ID}/", "spotify", ID, SONG),
    (f"spotify:track:{ID}", "spotify", ID, SONG),
    (f"open.spotify.com/track/{ID}", "spotify", ID, SONG),
    (f"Run to this! 🏃 [listen]({SONG}?si=1), it is <good>.", "spotify", ID, SONG),
    (f"the album https://open.spotify.com/album/{ID} and the song {SONG}", "spotify", ID, SONG),
    (
        "https://music.apple.com/de/album/für-dich/1440/?i=1441&l=en",
        "apple",
        "1441",
        "https://music.apple.com/de/song/1441",
    ),
    ("https://music.apple.com/GB/song/a-song/1441", "apple", "1441", "https://music.apple.com/gb/song/1441"),
    (
        "https://geo.music.apple.com/us/album/_/12?i=1441&mt=1",
        "apple",
        "1441",
        "https://music.apple.com/us/song/1441",
    ),
    ("https://itunes.apple.com/us/album/x/12?uo=4&i=1441", "apple", "1441", "https://music.apple.com/us/song/1441"),
    ("https://www.deezer.com/track/3135556", "deezer", "3135556", "https://www.deezer.com/track/3135556"),
    ("https://deezer.com/de/track/3135556?utm=x", "deezer", "3135556", "https://www.deezer.com/track/3135556"),
    (f"https://youtu.be/{VIDEO}?t=10", "youtube", VIDEO, f"https://www.youtube.com/watch?v={VIDEO}"),
    (f"https://www.youtube.com/watch?v={VIDEO}&list=RD1", "youtube", VIDEO, f"https://www.youtube.com/watch?v={VIDEO}"),
    (f"https://music.youtube.com/watch?si=x&v={VIDEO}", "youtube", VIDEO, f"https://www.youtube.com/watch?v={VIDEO}"),
    (f"https://m.youtube.com/shorts/{VIDEO}?x=1", "youtube", VIDEO, f"https://www.youtube.com/watch?v={VIDEO}"),
    ("https://listen.tidal.com/album/77/track/78", "tidal", "78", "https://tidal.com/browse/track/78"),
    ("https://tidal.com/browse/track/78?u", "tidal", "78", "https://tidal.com/browse/track/78"),
    ("https://m.soundcloud.com/some-one/a-song?si=x", "soundcloud", "some-one/a-song", None),
    ("https://soundcloud.com/some-one/a-song/s-AbC1", "soundcloud", "some-one/a-song/s-AbC1", None),
    ("https://zone-two.bandcamp.com/track/wet-mile?from=x", "bandcamp", "zone-two/wet-mile", None),
    (
        "https://music.amazon.co.uk/albums/B012345678?do=play&trackAsin=B0ABCDEFGH",
        "amazon",
        "B012345678/B0ABCDEFGH",
        "https://music.amazon.co.uk/albums/B012345678?trackAsin=B0ABCDEFGH",
    ),
    (f"https://song.link/s/{ID}", "spotify", ID, SONG),
    ("https://song.link/i/1441", "apple", "1441", "https://music.apple.com/us/song/1441"),
    ("https://song.link/d/3135556", "deezer", "3135556", "https://www.deezer.com/track/3135556"),
    (f"https://odesli.co/y/{VIDEO}", "youtube", VIDEO, f"https://www.youtube.com/watch?v={VIDEO}"),
]


@pytest.mark.parametrize(("text", "service", "id", "address"), SONGS)
def test_a_song_is_known_by_its_address_and_passed_on_in_the_services_own_form(
    text: str, service: str, id: str, address: str | None
) -> None:
    found = recognise(text, PAGES)
    assert isinstance(found, SongLink)
    assert (found.service, found.id) == (service, id)
    assert found.address == address or address is None
    assert recognise(found.address, PAGES) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://spotify.link/AbC-1_", ShortLink("spotify", "https://spotify.link/AbC-1_")),
        ("https://spoti.fi/AbC?x=y", ShortLink("spotify", "https://spoti.fi/AbC")),
        ("https://link.deezer.com/s/31abc", ShortLink("deezer", "https://link.deezer.com/s/31abc")),
        ("http://deezer.page.link/abc", ShortLink("deezer", "https://deezer.page.link/abc")),
        ("https://on.soundcloud.com/abc", ShortLink("soundcloud", "https://on.soundcloud.com/abc")),
        (f"https://open.spotify.com/album/{ID}", NotASong("spotify", "album")),
        (f"https://open.spotify.com/intl-fr/playlist/{ID}", NotASong("spotify", "playlist")),
        (f"https://open.spotify.com/episode/{ID}", NotASong("spotify", "episode")),
        (f"https://open.spotify.com/artist/{ID}", NotASong("spotify", "artist")),
        (f"https://open.spotify.com/track/{ID}0", NotASong("spotify", "page")),
        ("https://music.apple.com/us/album/x/1440", NotASong("apple", "album")),
        ("https://www.deezer.com/en/playlist/1", NotASong("deezer", "playlist")),
        ("https://www.youtube.com/playlist?list=PL1", NotASong("youtube", "playlist")),
        ("https://www.youtube.com/@somebody", NotASong("youtube", "page")),
        ("https://tidal.com/browse/album/77", NotASong("tidal", "album")),
        ("https://soundcloud.com/some-one/sets/a-list", NotASong("soundcloud", "playlist")),
        ("https://soundcloud.com/some-one", NotASong("soundcloud", "page")),
        ("https://zone-two.bandcamp.com/album/wet", NotASong("bandcamp", "album")),
        ("https://music.amazon.de/albums/B012345678", NotASong("amazon", "album")),
        ("https://song.link/t/78", NotASong("odesli", "page")),
        ("Cadence 180 – Aerobic Threshold", NamedSong("Cadence 180", "Aerobic Threshold")),
        ("Jay-Z - 99 Problems - Live", NamedSong("Jay-Z", "99 Problems - Live")),
    ],
)
def test_what_is_no_link_to_a_song_is_named_for_what_it_is(text: str, found: object) -> None:
    assert recognise(text, PAGES) == found


@pytest.mark.parametrize(
    "text",
    [
        f"https://open.spotify.com.evil.example/track/{ID}",
        f"https://open.spotify.com@evil.example/track/{ID}",
        f"https://evil.example@open.spotify.com/track/{ID}",
        f"https://open.spotify.com:443/track/{ID}",
        f"https://open.spotify.com:8080/track/{ID}",
        f"https://open.spotify.com./track/{ID}",
        f"https://evilopen.spotify.com/track/{ID}",
        f"https://open.spotify.com\\@evil.example/track/{ID}",
        f"https:\\\\open.spotify.com/track/{ID}",
        f"https:/open.spotify.com/track/{ID}",
        f"https://evil.example/?u=https://open.spotify.com/track/{ID}",
        f"https://evil.example/#https://open.spotify.com/track/{ID}",
        f"https://open.ſpotify.com/track/{ID}",
        "https://spotify.lin\N{KELVIN SIGN}/abc",
        f"https://open․spotify.com/track/{ID}",
        f"https://xn--opn-spotify-zz.com/track/{ID}",
        f"https://%6fpen.spotify.com/track/{ID}",
        f"ftp://open.spotify.com/track/{ID}",
        f"javascript:open.spotify.com/track/{ID}",
        "https://a.b.bandcamp.com/track/x",
        "https://bandcamp.com/track/x",
        "https://-.bandcamp.com/track/x",
        "https://127.0.0.1/track/1",
        "https://music.amazon.evil/albums/B012345678?trackAsin=B0ABCDEFGH",
        "https://spotify.link/",
        "spotify:track:short",
        "hello",
        "a - ",
        " - b",
        "- - -",
        "one - two\nthree",
        f"{'a' * 151} - b",
        "see https://evil.example/ - now",
        "",
    ],
)
def test_what_only_looks_like_one_is_nobodys(text: str) -> None:
    assert recognise(text, PAGES) is None


def test_an_id_that_is_none_has_no_page() -> None:
    assert page_of("deezer", "12", PAGES) == "https://www.deezer.com/track/12"
    assert page_of("deezer", "12/../x", PAGES) == page_of("nobody", "12", PAGES) == ""


HOSTS = [host for one in PAGES for host in (*one.hosts, *one.short)]
PIECES = some.sampled_from(
    [
        *HOSTS,
        "https://",
        "http://",
        "/",
        "//",
        "\\",
        "@",
        ":",
        ".",
        "?v=",
        "?i=",
        "#",
        "track",
        "album",
        " ",
        "{id}",
        ID,
    ]
)


@given(some.one_of(some.text(), some.lists(some.one_of(PIECES, some.text(max_size=3))).map("".join)))
def test_whatever_is_pasted_nothing_breaks_and_no_other_host_comes_out(text: str) -> None:
    found = recognise(text, PAGES)
    if isinstance(found, SongLink | ShortLink):
        address = re.fullmatch(r"https://([a-z0-9.-]+)/[A-Za-z0-9/?=_-]+", found.address)
        assert address is not None
        assert any(address[1] in one.short or is_host_of(one, address[1]) for one in PAGES)
