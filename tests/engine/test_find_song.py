"""From a pasted text to a song, over HTTP: every service, every way that it fails, and what is then still passed on."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sync.adapters.all import OURS
from sync.adapters.apple_songs import AppleSongs
from sync.adapters.pace_of_calls import PaceOfCalls
from sync.adapters.short_links import ShortLinks
from sync.core.budget import Budget
from sync.core.errors import RateLimited, SyncError
from sync.core.found_song import FoundSong
from sync.core.matching.same_song import same_song
from sync.core.music import Song
from sync.core.song_link import NotASong, ShortLink, SongLink
from sync.core.user import Connection
from sync.engine.find_song import Found, LeadsNowhere, NoSongMeant, NotASingleSong, NotFoundAnywhere, find_song
from sync.service import Hosts
from sync.sim.deezer_records import deezer_knows, has_long_version
from sync.sim.http import FAULTS, Fault
from sync.sim.song_pages import apple_id, apple_knows, slug, video_of
from sync.sim.songbook import SONGS, SimSong
from sync.wiring import ME
from tests.support.songs import SongWorld

KNOWN = next(one for one in SONGS if deezer_knows(one) and apple_knows(one) and not has_long_version(one))
NOWHERE = next(one for one in SONGS if not deezer_knows(one) and not apple_knows(one) and not has_long_version(one))
DEEZER = 3_000_000_000
PAGES = tuple(service.song_pages for service in OURS if service.song_pages is not None)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[SongWorld]:
    with SongWorld(tmp_path) as made:
        yield made


def found(world: SongWorld, text: str) -> Found:
    return find_song(world.wired.app, ME, text, world.now)


def link(service: str, of: SimSong = KNOWN) -> str:
    return {
        "spotify": f"https://open.spotify.com/track/{of.spotify_id}",
        "deezer": f"https://www.deezer.com/track/{DEEZER + of.number}",
        "apple": f"https://music.apple.com/us/song/{apple_id(of)}",
        "youtube": f"https://www.youtube.com/watch?v={video_of(of)}",
        "soundcloud": f"https://soundcloud.com/{slug(of.artist)}/{slug(of.title)}",
        "bandcamp": f"https://{slug(of.artist)}.bandcamp.com/track/{slug(of.title)}",
    }[service]


@pytest.mark.parametrize("service", ["deezer", "apple", "youtube", "soundcloud", "bandcamp"])
def test_a_link_is_the_song_with_its_number_length_and_pages(world: SongWorld, service: str) -> None:
    seen = found(world, f"for the hills: {link(service)}#x, and up!")
    assert seen.unanswered == ()
    assert (seen.song.title, seen.song.artist, seen.song.isrc) == (KNOWN.title, KNOWN.artist, KNOWN.isrc)
    assert seen.song.seconds == pytest.approx(KNOWN.seconds, abs=1)
    assert seen.song.pages == {name: link(name) for name in {service, "deezer", "apple"}}
    assert seen.song.cover.startswith("https://")


def test_a_name_is_found_whatever_is_found_beside_it(world: SongWorld) -> None:
    """Karaoke, a concert and a remix are found first."""
    world.catalogues.patient = True
    for book in SONGS[:12]:
        there = {"deezer": deezer_knows(book), "apple": apple_knows(book)}
        if not any(there.values()) or has_long_version(book):
            continue
        seen = found(world, f"{book.artist.upper()} – {book.title}").song
        assert seen.pages == {name: link(name, book) for name, knows in there.items() if knows}
        assert same_song(seen.as_song(PAGES), Song(book.title, book.artist, book.seconds))
        live = Song(f"{book.title} (Live)", book.artist, book.seconds)
        assert not same_song(seen.as_song(PAGES), live)


def test_a_concert_is_never_taken_for_the_studios(world: SongWorld) -> None:
    seen = found(world, f"{KNOWN.artist} - {KNOWN.title} (Live)").song
    assert seen.title == f"{KNOWN.title} (Live)"
    assert set(seen.pages.values()).isdisjoint({link("deezer"), link("apple")})


def test_spotify_says_everything_where_it_is_connected_and_the_title_alone_where_not(world: SongWorld) -> None:
    without = found(world, f"spotify:track:{KNOWN.spotify_id}")
    assert without.song == FoundSong(
        KNOWN.title,
        ids={"spotify": KNOWN.spotify_id},
        pages={"spotify": link("spotify")},
        cover=without.song.cover,
    )
    world.connect("spotify")
    seen = found(world, link("spotify")).song
    assert (seen.artist, seen.seconds, seen.isrc) == (KNOWN.artist, KNOWN.seconds, KNOWN.isrc)
    assert set(seen.pages) == {"spotify", "deezer", "apple"}
    assert seen.as_song(PAGES).uri == KNOWN.uri
    world.spotify.refuses = "not premium"
    assert found(world, link("spotify")).song.artist == ""


def test_a_song_that_is_in_no_country_but_the_usual_is_found_there(world: SongWorld) -> None:
    elsewhere = next(one for one in SONGS if one.number % 4 == 1 and apple_knows(one))
    seen = found(world, f"https://music.apple.com/de/album/x/1?i={apple_id(elsewhere)}")
    assert (seen.song.title, world.pages.count("lookup")) == (elsewhere.title, 2)
    assert seen.song.pages["apple"] == f"https://music.apple.com/de/song/{apple_id(elsewhere)}"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("good morning", NoSongMeant),
        ("https://open.spotify.com.evil.example/track/4aBcSynthetic000000001", NoSongMeant),
        (f"https://open.spotify.com/album/{KNOWN.spotify_id}", NotASingleSong),
        ("https://spotify.link/unknown", LeadsNowhere),
        (f"{NOWHERE.artist} - {NOWHERE.title}", NotFoundAnywhere),
        ("https://www.deezer.com/track/1", NotFoundAnywhere),
        ("https://music.apple.com/us/song/1", NotFoundAnywhere),
        ("https://www.youtube.com/watch?v=00000000000", NotFoundAnywhere),
        ("https://soundcloud.com/nobody/nothing", NotFoundAnywhere),
        ("https://vo2.bandcamp.com/track/nothing", NotFoundAnywhere),
        (f"https://open.spotify.com/track/{'0' * 22}", NotFoundAnywhere),
    ],
)
def test_what_is_no_song_is_refused_for_what_it_is(world: SongWorld, text: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal) as caught:
        found(world, text)
    assert getattr(caught.value, "unanswered", ()) == ()


def test_a_link_that_nobody_can_be_asked_of_is_passed_on_as_it_is(world: SongWorld) -> None:
    seen = found(world, "https://listen.tidal.com/track/78")
    assert seen == Found(FoundSong(ids={"tidal": "78"}, pages={"tidal": "https://tidal.com/browse/track/78"}))
    assert world.calls() == {}


# -- faults ---------------------------------------------------------------------------------------

ENDPOINTS = {
    "deezer": "numbered",
    "apple": "lookup",
    "youtube": "youtube",
    "soundcloud": "soundcloud",
    "bandcamp": "bandcamp",
    "spotify": "spotify",
}
QUICK = sorted(name for name, fault in FAULTS.items() if not fault.slow and name != "refused")
NO_SUCH = {"youtube": {"401", "403"}, "soundcloud": {"401", "403"}, "spotify": {"401", "403"}}
UNREAD = {"bandcamp": {"truncated", "wrong type", "200 HTML", "204", "empty 200"}}


@pytest.mark.parametrize("service", sorted(ENDPOINTS))
def test_whatever_fails_the_link_is_passed_on_as_it_is(world: SongWorld, service: str) -> None:
    sim = world.catalogues if service == "deezer" else world.pages
    for fault in QUICK:
        if fault in NO_SUCH.get(service, ()) or fault in UNREAD.get(service, ()):
            continue
        sim.inject(ENDPOINTS[service], fault)
        seen = found(world, link(service))
        assert (seen.song.title, seen.song.pages) == ("", {service: link(service)}), fault
        assert seen.unanswered == (service,)
        assert sim.armed() == 0
        world.clock.advance(86_400)  # whatever pause there is, it is over
    assert sim.strays == []


@pytest.mark.parametrize("fault", ["timeout before the effect", "drip", "drip in the headers"])
def test_an_answer_without_an_end_is_cut(tmp_path: Path, fault: str) -> None:
    with SongWorld(tmp_path, seconds=0.3) as world:
        world.pages.inject("bandcamp", fault)
        seen = found(world, link("bandcamp"))
        assert (seen.song.pages, seen.unanswered) == ({"bandcamp": link("bandcamp")}, ("bandcamp",))


def test_a_catalogue_that_refuses_is_left_alone_and_the_others_go_on(world: SongWorld) -> None:
    world.catalogues.inject("search", "429")  # which it says with HTTP 200
    seen = found(world, link("youtube"))
    assert (seen.unanswered, set(seen.song.pages)) == (("deezer",), {"youtube", "apple"})
    pause = world.store.load(Budget, "deezer", "")
    assert pause is not None
    assert pause.blocked_until == world.now + timedelta(minutes=1)
    asked = world.catalogues.count()
    assert found(world, link("youtube")).unanswered == ("deezer",)
    assert world.catalogues.count() == asked
    world.clock.advance(61)
    assert found(world, link("youtube")).unanswered == ()


def test_all_catalogues_down_costs_a_name_and_no_link(world: SongWorld) -> None:
    for sim, endpoint in ((world.catalogues, "search"), (world.pages, "search")):
        sim.inject(endpoint, "500")
    seen = found(world, link("soundcloud"))
    assert (seen.song.title, seen.unanswered) == (KNOWN.title, ("deezer", "apple"))
    with pytest.raises(NotFoundAnywhere) as caught:
        found(world, f"{KNOWN.artist} - {KNOWN.title}")
    assert caught.value.unanswered == ("deezer", "apple")


def test_a_limit_of_spotify_holds_for_its_plays_too(world: SongWorld) -> None:
    world.connect("spotify")
    world.spotify.inject("song", "429 with Retry-After")
    assert found(world, link("spotify")).unanswered == ("spotify",)
    blocked = world.store.load(Connection, ME, "spotify")
    assert blocked is not None
    assert blocked.is_blocked(world.now)
    asked = world.spotify.count("song")
    assert found(world, link("spotify")).unanswered == ("spotify",)
    assert world.spotify.count("song") == asked


def test_apple_is_asked_twenty_times_a_minute(world: SongWorld) -> None:
    pace = PaceOfCalls("apple", 20, timedelta(minutes=1))
    for _ in range(20):
        AppleSongs(Hosts(world.bases), pace, world.now, seconds=5.0).songs("lookup", {"id": "1"})
    with pytest.raises(RateLimited) as caught:
        AppleSongs(Hosts(world.bases), pace, world.now, seconds=5.0).songs("lookup", {"id": "1"})
    assert caught.value.until == world.now + timedelta(minutes=1)
    later = world.now + timedelta(minutes=1)
    assert AppleSongs(Hosts(world.bases), pace, later, seconds=5.0).songs("lookup", {"id": "1"}) == []
    assert world.pages.count("lookup") == 21


# -- short links ----------------------------------------------------------------------------------

SHORT = "https://spotify.link/abc"


@pytest.mark.parametrize(
    ("leads", "end"),
    [
        ({"spotify.link/abc": link("spotify")}, SongLink("spotify", KNOWN.spotify_id, link("spotify"))),
        (
            {"spotify.link/abc": "https://spoti.fi/b", "spoti.fi/b": "https://link.deezer.com/s/c"}
            | {"link.deezer.com/s/c": f"https://www.deezer.com/track/{DEEZER + 1}?host=0"},
            SongLink("deezer", str(DEEZER + 1), f"https://www.deezer.com/track/{DEEZER + 1}"),
        ),
        ({"spotify.link/abc": f"https://open.spotify.com/album/{KNOWN.spotify_id}"}, NotASong("spotify", "album")),
        ({"spotify.link/abc": SHORT}, None),
        ({"spotify.link/abc": "https://open.spotify.com.evil.example/track/x"}, None),
        ({"spotify.link/abc": "https://user@127.0.0.1/"}, None),
        ({"spotify.link/abc": "http://169.254.169.254/latest/meta-data"}, None),
        ({"spotify.link/abc": "file:///etc/passwd"}, None),
        ({"spotify.link/abc": link("spotify").removeprefix("https://")}, None),
        (
            {"spotify.link/abc": "http" + link("spotify").removeprefix("https")},
            SongLink("spotify", KNOWN.spotify_id, link("spotify")),
        ),
        ({"spotify.link/abc": "//open.spotify.com/track/x"}, None),
        ({"spotify.link/abc": ""}, None),
        ({}, None),
    ],
)
def test_a_short_link_is_followed_to_a_known_host_alone(world: SongWorld, leads: dict[str, str], end: object) -> None:
    world.pages.leads = leads
    follower = ShortLinks(Hosts(world.bases))
    assert follower.follow(ShortLink("spotify", SHORT), PAGES) == end
    assert world.pages.count() <= 3
    assert set(world.pages.counts()) <= {"short"}


@pytest.mark.parametrize("fault", ["bomb", "drip", "drip in the headers", "timeout before the effect", "200 HTML"])
def test_a_short_link_that_cannot_be_followed_is_passed_on_as_it_is(world: SongWorld, fault: str) -> None:
    world.pages.leads["spotify.link/abc"] = link("spotify")
    world.pages.inject("short", fault)
    with pytest.raises(SyncError):
        ShortLinks(Hosts(world.bases), seconds=0.3).follow(ShortLink("spotify", SHORT), PAGES)
    world.pages.inject("short", Fault("500", status=500))
    assert found(world, SHORT) == Found(FoundSong(pages={"spotify": SHORT}), ("spotify",))
    assert found(world, SHORT).song.title == KNOWN.title
