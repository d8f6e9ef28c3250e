"""The catalogues against their simulator: what they tell of a song, and what each refusal becomes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sync.adapters.all import SERVICES
from sync.adapters.deezer import DEEZER, Deezer
from sync.adapters.musicbrainz import MUSICBRAINZ, MusicBrainz
from sync.adapters.reccobeats import RECCOBEATS, ReccoBeats
from sync.adapters.songfacts_words import bpm_of, decibels_of, isrc_of, share_of, step_of
from sync.core.errors import RateLimited, Rejected, SyncError, Unavailable
from sync.core.exchange import FoundFacts
from sync.core.music import Song
from sync.ports import SongFacts
from sync.service import Hosts, Parts, Role
from sync.sim.clock import HandClock
from sync.sim.deezer_records import has_long_version
from sync.sim.http import Fault
from sync.sim.songbook import SONGS, SimSong
from sync.sim.songfacts import SimCatalogues, deezer_bpm, deezer_knows, musicbrainz_knows, reccobeats_knows

NOW = datetime(2026, 11, 15, 8, 0, tzinfo=UTC)
ENDPOINTS = {"musicbrainz": "recording", "reccobeats": "features", "deezer": "song"}


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NOW)


@pytest.fixture
def sim(clock: HandClock) -> Iterator[SimCatalogues]:
    service = SimCatalogues(clock.now)
    service.start()
    yield service
    service.stop()


@pytest.fixture
def hosts(sim: SimCatalogues) -> Hosts:
    return Hosts({MUSICBRAINZ: sim.url, RECCOBEATS: sim.url, DEEZER: sim.url})


def song(of: SimSong, *, isrc: bool = True, uri: bool = True, mbid: bool = True) -> Song:
    return Song(of.title, of.artist, of.seconds, of.isrc * isrc, of.uri * uri, mbid=of.mbid * mbid)


def catalogues(hosts: Hosts, *, contact: str = "", seconds: float = 10.0) -> list[SongFacts]:
    """All that can be asked, as the wiring builds them."""
    nothing: Any = None  # none of them has a login, or keeps anything
    parts = Parts(hosts, {"MUSICBRAINZ_CONTACT": contact}, nothing, seconds, lambda _: None, nothing)
    built = [service.build(parts) for service in SERVICES if Role.FACTS in service.roles]
    return [one.facts for one in built if one is not None and one.facts is not None]


def every(hosts: Hosts) -> dict[str, SongFacts]:
    return {one.name: one for one in catalogues(hosts, contact="runner@example.org", seconds=5.0)}


def askable(name: str) -> Song:
    """The first song of the book, as a source names it of which this catalogue can be asked."""
    return song(SONGS[0], isrc=name == "deezer")


def test_they_are_asked_in_the_order_in_which_they_help_each_other(hosts: Hosts) -> None:
    named = [(one.name, one.most) for one in catalogues(hosts, contact="runner@example.org")]
    assert named == [("musicbrainz", 1), ("reccobeats", 40), ("deezer", 1)]
    assert [one.name for one in catalogues(hosts)] == ["reccobeats", "deezer"]


def test_each_can_be_asked_only_by_its_own_kind_of_id(hosts: Hosts) -> None:
    book, all_of_them = SONGS[0], every(hosts)

    def able(of: Song) -> list[str]:
        return [name for name, one in all_of_them.items() if one.knows(of)]

    assert able(song(book, isrc=False)) == ["musicbrainz", "reccobeats", "deezer"]
    assert able(song(book, uri=False)) == ["deezer"]
    assert able(song(book, isrc=False, uri=False)) == ["musicbrainz", "deezer"]
    assert able(Song("A", "B", uri="spotify:local:a:b:c:1")) == ["deezer"]
    assert able(Song("A", "", uri="spotify:local:a:b:c:1")) == able(Song("(feat. C)", "B")) == []
    assert able(Song("A", "", link="https://open.spotify.com/track/4aBc?si=1")) == ["reccobeats"]
    assert able(Song("A", '"', isrc="../../x", mbid="../../x", uri="spotify:track:a,b")) == []


def test_what_they_cannot_be_asked_for_costs_no_call(sim: SimCatalogues, hosts: Hosts) -> None:
    for one in every(hosts).values():
        assert one.look_up([Song("A", "")], NOW) == {}
    assert sim.count() == 0


def test_musicbrainz_tells_the_isrc_of_a_recording(sim: SimCatalogues, hosts: Hosts, clock: HandClock) -> None:
    catalogue, told = MusicBrainz(hosts, seconds=5.0, version="1.0", contact="runner@example.org"), {}
    for book in SONGS[:6]:
        told[book.number] = catalogue.look_up([song(book, isrc=False)], clock.now())
        clock.advance(1)
    assert told == {
        book.number: {book.uri: FoundFacts(isrc=book.isrc)} if musicbrainz_knows(book) else {} for book in SONGS[:6]
    }
    unknown = Song("A", "B", mbid="00000000-0000-4000-8000-999999999999")
    assert catalogue.look_up([unknown], clock.now()) == {}
    assert (sim.refused, sim.count("recording")) == (0, 7)


def test_musicbrainz_is_asked_once_a_second(sim: SimCatalogues, hosts: Hosts) -> None:
    catalogue = MusicBrainz(hosts, seconds=5.0, version="1.0", contact="runner@example.org")
    wanted = [song(SONGS[0], isrc=False)]
    catalogue.look_up(wanted, NOW)
    with pytest.raises(RateLimited) as caught:
        catalogue.look_up(wanted, NOW + timedelta(seconds=0.5))
    assert (caught.value.until, caught.value.doubling) == (NOW + timedelta(seconds=1), False)
    assert (sim.refused, sim.count("recording")) == (0, 1)


def test_reccobeats_tells_of_many_songs_at_once_whatever_order_it_answers_in(hosts: Hosts) -> None:
    told = ReccoBeats(hosts).look_up([song(book) for book in SONGS[:40]], NOW)
    assert told == {
        book.uri: FoundFacts(
            book.isrc,
            None if book.number % 11 == 5 else book.bpm,
            book.energy,
            book.danceability,
            book.valence,
            acousticness=0.12,
            liveness=0.1,
            speechiness=0.05,
            loudness=-7.5,
            mode=1,
        )
        for book in SONGS[:40]
        if reccobeats_knows(book)
    }


def test_reccobeats_answers_for_each_name_of_a_song(hosts: Hosts) -> None:
    book = SONGS[0]
    scrobbled = Song(book.title, book.artist, link=f"https://open.spotify.com/track/{book.spotify_id}")
    told = ReccoBeats(hosts).look_up([song(book), scrobbled], NOW)
    assert told[book.uri] == told[scrobbled.key]
    assert told[book.uri].bpm == book.bpm


def test_reccobeats_is_never_asked_for_more_than_it_would_answer(sim: SimCatalogues, hosts: Hosts) -> None:
    with pytest.raises(ValueError, match="41 songs in one call, at most 40"):
        ReccoBeats(hosts).look_up([song(book) for book in SONGS[:41]], NOW)
    assert sim.count() == 0


def test_deezer_tells_a_tempo_where_it_knows_one(hosts: Hosts) -> None:
    catalogue = Deezer(hosts)
    told = {book.number: catalogue.look_up([song(book)], NOW) for book in SONGS[:20]}
    assert told == {
        book.number: {book.uri: FoundFacts(bpm=deezer_bpm(book))} if deezer_knows(book) and deezer_bpm(book) else {}
        for book in SONGS[:20]
    }


def as_scrobbled(of: SimSong, *, seconds: bool = False) -> Song:
    """As Last.fm names it: in capitals, without a length and without ids."""
    return Song(of.title.upper(), of.artist, of.seconds if seconds else None)


@pytest.mark.parametrize("seconds", [False, True], ids=["length not known", "length known"])
def test_deezer_finds_a_song_by_its_names_and_never_a_namesake(sim: SimCatalogues, hosts: Hosts, seconds: bool) -> None:
    """Every search brings up karaoke, a concert and a remix as well, before the song itself."""
    sim.patient = True
    catalogue, told, wanted = Deezer(hosts), {}, {}
    for book in SONGS:
        asked = as_scrobbled(book, seconds=seconds)
        told[book.number] = catalogue.look_up([asked], NOW)
        bpm = deezer_bpm(book) or None
        one_of_two = has_long_version(book) and not seconds
        wanted[book.number] = {asked.key: FoundFacts(book.isrc, bpm)} if deezer_knows(book) and not one_of_two else {}
    if not seconds:  # a minute longer, and the only one there is: nobody can tell that it is another recording
        for book in (book for book in SONGS if has_long_version(book) and not deezer_knows(book)):
            assert told.pop(book.number) != wanted.pop(book.number)
    assert told == wanted
    assert sum(map(bool, told.values())) > 0.75 * len(SONGS)
    assert sim.count("search") == len(SONGS)


@pytest.mark.parametrize(
    ("title", "artist", "found"),
    [
        ("Aerobic Threshold", "Nobody Else", False),
        ("Aerobic Thresholds", "{artist}", False),
        ("Aerobic", "{artist}", False),
        ("{title} (Live)", "{artist}", False),
        ('{title} "', "{artist}", True),
        ("{title} (feat. Somebody)", "{artist}", True),
        ("{title} [ft. Somebody]", "{artist} feat. Somebody", True),
        ("{title}", "{artist}, Somebody", True),
    ],
)
def test_a_name_is_searched_for_without_guests_and_taken_only_when_it_is_the_same(
    hosts: Hosts, title: str, artist: str, found: bool
) -> None:
    book = next(one for one in SONGS if deezer_knows(one) and not has_long_version(one) and deezer_bpm(one))
    names = {"title": book.title, "artist": book.artist}
    asked = Song(title.format(**names), artist.format(**names), book.seconds)
    assert Deezer(hosts).look_up([asked], NOW) == (
        {asked.key: FoundFacts(book.isrc, deezer_bpm(book))} if found else {}
    )


@pytest.mark.parametrize("endpoint", ["search", "numbered"])
@pytest.mark.parametrize(
    ("fault", "kind"),
    [("500", Unavailable), ("429", RateLimited), ("truncated", Unavailable), ("wrong type", Unavailable)],
)
def test_a_search_that_fails_is_one_of_our_errors(
    sim: SimCatalogues, hosts: Hosts, endpoint: str, fault: str, kind: type[SyncError]
) -> None:
    sim.inject(endpoint, fault)
    with pytest.raises(kind) as caught:
        Deezer(hosts).look_up([as_scrobbled(SONGS[0], seconds=True)], NOW)
    assert caught.value.service == "deezer"


def test_deezer_refuses_with_success_and_is_left_alone(sim: SimCatalogues, hosts: Hosts) -> None:
    catalogue = Deezer(hosts)
    for _ in range(50):
        catalogue.look_up([song(SONGS[0])], NOW)
    with pytest.raises(RateLimited) as caught:
        catalogue.look_up([song(SONGS[0])], NOW)
    assert (caught.value.until, caught.value.doubling) == (NOW + timedelta(minutes=1), True)
    assert str(caught.value) == "deezer: error 4, Quota limit exceeded"
    assert sim.count("song") == 51


REFUSALS = [
    ("timeout before the effect", Unavailable),
    ("reset before the effect", Unavailable),
    ("401", Rejected),
    ("403", Rejected),
    ("429", RateLimited),
    ("429 with Retry-After", RateLimited),
    ("500", Unavailable),
    ("502 HTML", Unavailable),
    ("200 HTML", Unavailable),
    ("truncated", Unavailable),
    ("wrong type", Unavailable),
    ("204", Unavailable),
]


@pytest.mark.parametrize("name", sorted(ENDPOINTS))
@pytest.mark.parametrize(("fault", "kind"), REFUSALS)
def test_every_fault_is_one_of_our_errors(
    sim: SimCatalogues, hosts: Hosts, name: str, fault: str, kind: type[SyncError]
) -> None:
    catalogue = every(hosts)[name]
    if fault.startswith("timeout"):
        catalogue = {one.name: one for one in catalogues(hosts, contact="x@example.org", seconds=0.2)}[name]
    sim.inject(ENDPOINTS[name], fault)
    with pytest.raises(kind) as caught:
        catalogue.look_up([askable(name)], NOW)
    assert type(caught.value) is kind
    assert caught.value.service == name
    assert str(caught.value).startswith(f"{name}: ")
    assert sim.armed() == 0


@pytest.mark.parametrize("name", ["musicbrainz", "reccobeats"])
def test_a_refusal_lasts_as_long_as_it_says_else_five_minutes_and_doubling(
    sim: SimCatalogues, hosts: Hosts, name: str
) -> None:
    for at, (fault, wait, doubling) in enumerate(
        [
            (Fault("busy", status=503), timedelta(minutes=5), True),
            (Fault("limited", status=429, retry_after="7200"), timedelta(hours=2), False),
        ]
    ):
        now = NOW + timedelta(seconds=5 * at)
        sim.inject(ENDPOINTS[name], fault)
        with pytest.raises(RateLimited) as caught:
            every(hosts)[name].look_up([askable(name)], now)
        assert (caught.value.until, caught.value.doubling) == (now + wait, doubling)


@pytest.mark.parametrize(
    ("value", "bpm", "share"),
    [
        (171.0, 171.0, None),
        (0.66, 0.66, 0.66),
        (1, 1.0, 1.0),
        (0, None, None),
        (-3, None, None),
        (float("nan"), None, None),
        (float("inf"), None, None),
        (9000, None, None),
        (True, None, None),
        ("171", None, None),
        (None, None, None),
    ],
)
def test_a_number_that_cannot_be_is_unknown(value: object, bpm: float | None, share: float | None) -> None:
    assert (bpm_of(value), share_of(value)) == (bpm, share)


@pytest.mark.parametrize(
    ("value", "isrc"),
    [("QZTST2600005", "QZTST2600005"), ("qz-tst-26-00005", "QZTST2600005"), ("QZTST260000", ""), (None, ""), (7, "")],
)
def test_an_isrc_is_twelve_signs_or_nothing(value: object, isrc: str) -> None:
    assert isrc_of(value) == isrc


def test_a_song_that_has_its_isrc_already_is_not_asked_for_it_again(hosts: Hosts) -> None:
    catalogue, known = every(hosts)["musicbrainz"], song(SONGS[0])
    assert not catalogue.knows(known)
    assert catalogue.knows(replace(known, isrc=""))


@pytest.mark.parametrize(
    ("told", "loudness", "key", "mode"),
    [
        ({"loudness": -60.0, "key": 0, "mode": 0}, -60.0, 0, 0),
        ({"loudness": 0, "key": 11.0, "mode": 1}, None, 11, 1),
        ({"loudness": "-7", "key": -1, "mode": 2}, None, None, None),
        ({"loudness": True, "key": True, "mode": None}, None, None, None),
        ({"loudness": float("inf"), "key": 5.5, "mode": "1"}, None, None, None),
        ({"loudness": -500.0, "key": 12, "mode": -1}, None, None, None),
    ],
)
def test_a_key_a_mode_and_a_loudness_are_taken_when_they_can_be_ones(
    told: dict[str, object], loudness: float | None, key: int | None, mode: int | None
) -> None:
    found = (decibels_of(told["loudness"]), step_of(told["key"], 11), step_of(told["mode"], 1))
    assert found == (loudness, key, mode)
