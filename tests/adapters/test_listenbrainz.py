"""The ListenBrainz adapter against the simulated ListenBrainz, over real HTTP."""

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sync.adapters.http import Hosts
from sync.adapters.listenbrainz import API, PAGES, ListenBrainz, ListenBrainzPlays
from sync.adapters.listenbrainz_items import play_of
from sync.core.errors import LoginNeeded, RateLimited, SyncError, Unavailable
from sync.core.music import Artist, Play, Song
from sync.sim.clock import HandClock
from sync.sim.listenbrainz import IMPORTER, SimListenBrainz
from sync.sim.songbook import SONGS, Heard, playlist

NOON = datetime(2026, 11, 15, 12, 0, 0, 250_000, tzinfo=UTC)
HOUR = timedelta(hours=1)
SPOTIFY = "spotify:track:4aBcSynthetic000000001"


@pytest.fixture
def sim() -> Iterator[SimListenBrainz]:
    sim = SimListenBrainz(HandClock(NOON).now, limit=1000)
    sim.start()
    yield sim
    sim.stop()


class Here(Hosts):
    """Where the simulator of this test is: certificates are loaded once for all tests, not for each."""

    url = ""

    def rewrite(self, method: str, url: str) -> str:
        return url.replace(API, self.url)


HERE = Here({})
LISTENBRAINZ = ListenBrainz(HERE, seconds=2)


def adapter(sim: SimListenBrainz) -> ListenBrainz:
    HERE.url = sim.url
    return LISTENBRAINZ


def plays(sim: SimListenBrainz, name: str = "synthetic_runner", token: str = "") -> ListenBrainzPlays:
    return adapter(sim).for_user("me", name, NOON, token)


def fill(sim: SimListenBrainz, hours: float = 3) -> list[tuple[datetime, str]]:
    heard = playlist("listenbrainz", NOON - hours * HOUR, NOON - timedelta(minutes=6))
    for one in heard:
        assert sim.heard(one)
    return [(one.start.replace(microsecond=0), one.song.title) for one in reversed(heard)]


def named(found: tuple[Play, ...]) -> list[tuple[datetime, str]]:
    return [(play.played_at, play.song.title) for play in found]


def error_of(call: Callable[[], object], *secrets: str) -> SyncError:
    with pytest.raises(SyncError) as raised:
        call()
    assert raised.value.service == "listenbrainz"
    for secret in secrets:
        assert secret not in repr(raised.value) + str(raised.value.__cause__)
    return raised.value


def test_a_listen_of_a_program_is_a_play_at_its_start(sim: SimListenBrainz) -> None:
    sim.heard(Heard(SONGS[0], NOON - HOUR, 180), client="Pano Scrobbler")
    song = SONGS[0]
    assert plays(sim).recent(NOON - 2 * HOUR).plays == (
        Play(
            "me",
            "listenbrainz",
            (NOON - HOUR).replace(microsecond=0),
            Song(
                song.title,
                song.artist,
                song.seconds,
                album=song.album,
                mbid=song.mbid,
                artists=(Artist(song.artist, mbid=str(uuid.UUID(int=song.number))),),
            ),
            client="Pano Scrobbler",
        ),
    )


def test_a_listen_of_the_importer_is_from_the_service_it_was_fetched_from(sim: SimListenBrainz) -> None:
    sim.heard(Heard(SONGS[0], NOON - HOUR, 180), client=IMPORTER)
    sim.mapped = False
    song = SONGS[0]
    assert plays(sim).recent(NOON - 2 * HOUR).plays == (
        Play(
            "me",
            "listenbrainz",
            (NOON - HOUR).replace(microsecond=0) + timedelta(seconds=180),
            Song(
                song.title,
                song.artist,
                song.seconds,
                isrc=song.isrc,
                uri=song.uri,
                album=song.album,
                link=f"https://open.spotify.com/track/{song.spotify_id}",
            ),
            client="spotify.com",
        ),
    )


def test_a_day_is_paged_down_newest_first_each_once(sim: SimListenBrainz) -> None:
    known = fill(sim, 24)
    assert named(plays(sim).recent(NOON - 25 * HOUR).plays) == known
    assert sim.count() == -(-len(known) // 99)  # each page begins with the second that the one before ended with


def test_paging_ends_once_it_is_a_quarter_of_an_hour_below_the_window(sim: SimListenBrainz) -> None:
    known = fill(sim, 48)
    assert named(plays(sim).between(NOON - HOUR, NOON).plays) == [one for one in known if one[0] >= NOON - HOUR]
    assert sim.count() == 1
    assert named(plays(sim).between(known[600][0], known[500][0]).plays) == known[500:601]
    assert sim.count() == 3


def test_a_window_includes_both_of_its_ends(sim: SimListenBrainz) -> None:
    known = fill(sim)
    first, last = known[9][0], known[4][0]
    assert named(plays(sim).between(first, last).plays) == known[4:10]
    assert named(plays(sim).between(first + timedelta(microseconds=1), last).plays) == known[4:9]


def test_listens_of_one_second_on_the_edge_of_a_page_are_all_there(
    sim: SimListenBrainz, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.adapters.listenbrainz.PAGE", 4)
    at = NOON - HOUR
    for number in range(9):
        sim.heard(Heard(SONGS[number], at + timedelta(seconds=number // 3), 290))
    found = plays(sim).recent(at - HOUR).plays
    assert {play.song.title for play in found} == {song.title for song in SONGS[:9]}


def test_more_listens_in_one_second_than_a_page_holds_do_not_stop_it(
    sim: SimListenBrainz, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.adapters.listenbrainz.PAGE", 2)
    for number in range(5):
        sim.heard(Heard(SONGS[number], NOON - HOUR, 290))
    sim.heard(Heard(SONGS[9], NOON - 2 * HOUR, 290))
    found = plays(sim).recent(NOON - 3 * HOUR).plays
    assert found[-1].song.title == SONGS[9].title


def test_nothing_played_is_one_call_and_an_empty_batch(sim: SimListenBrainz) -> None:
    assert plays(sim).recent(NOON - HOUR).plays == ()
    assert plays(sim).between(NOON - HOUR, NOON).plays == ()
    assert sim.count() == 2


def test_a_history_that_never_ends_is_read_for_so_many_pages_only(
    sim: SimListenBrainz, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("sync.adapters.listenbrainz.PAGE", 2)
    known = fill(sim, 4)
    assert named(plays(sim).recent(NOON - 5 * HOUR).plays) == known[: PAGES + 1]
    assert sim.count() == PAGES
    assert caplog.messages == ["more listens in one window than are fetched"]


def test_a_name_with_any_sign_is_one_part_of_the_address(sim: SimListenBrainz) -> None:
    sim.user = "a b&c=d?e"
    known = fill(sim)
    assert named(plays(sim, "a b&c=d?e").recent(NOON - 4 * HOUR).plays) == known


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        ("401", LoginNeeded, "ListenBrainz does not accept the stored token"),
        ("403", Unavailable, "listenbrainz: HTTP 403"),
        ("429", RateLimited, "listenbrainz: HTTP 429"),
        ("500", Unavailable, "listenbrainz: HTTP 500"),
        ("502 HTML", Unavailable, "listenbrainz: HTTP 502"),
        ("200 HTML", Unavailable, ""),
        ("truncated", Unavailable, ""),
        ("wrong type", Unavailable, "listenbrainz: an answer of an unknown shape"),
        ("204", Unavailable, ""),
        ("reset before the effect", Unavailable, ""),
        ("reset after the effect", Unavailable, ""),
    ],
)
def test_every_fault_becomes_one_of_our_errors(
    sim: SimListenBrainz, fault: str, kind: type[SyncError], words: str
) -> None:
    fill(sim)
    sim.inject("listens", fault, times=2)
    error = error_of(lambda: plays(sim, token=sim.token).recent(NOON - 4 * HOUR), sim.token)
    assert type(error) is kind
    assert words in error.reason


def test_the_wait_is_the_one_that_the_answer_names(sim: SimListenBrainz) -> None:
    sim.limit = 0
    error = error_of(lambda: plays(sim).recent(NOON - HOUR))
    assert isinstance(error, RateLimited)
    assert (error.until, error.doubling) == (NOON + timedelta(seconds=10), False)


def test_an_unknown_name_and_a_wrong_token_need_a_person(sim: SimListenBrainz) -> None:
    error = error_of(lambda: plays(sim, "nobody").recent(NOON - HOUR))
    assert (type(error), error.reason) == (LoginNeeded, "ListenBrainz has no such user: nobody")
    error = error_of(lambda: plays(sim, token="wrong-canary").recent(NOON - HOUR), "wrong-canary")
    assert type(error) is LoginNeeded


def test_a_login_is_checked_with_one_call_with_a_token_or_without(sim: SimListenBrainz) -> None:
    assert adapter(sim).check("Synthetic_RUNNER", NOON) == "synthetic_runner"
    assert adapter(sim).check("Synthetic_RUNNER", NOON, sim.token) == "synthetic_runner"
    assert sim.counts() == {"listens": 1, "validate": 1}
    assert type(error_of(lambda: adapter(sim).check("nobody", NOON))) is LoginNeeded
    error = error_of(lambda: adapter(sim).check("synthetic_runner", NOON, "wrong-canary"), "wrong-canary")
    assert error.reason == "ListenBrainz does not accept this token"
    error = error_of(lambda: adapter(sim).check("me", NOON, sim.token), sim.token)
    assert error.reason == "this token belongs to synthetic_runner, not to me"
    sim.inject("validate", "wrong type")
    assert type(error_of(lambda: adapter(sim).check("me", NOON, sim.token), sim.token)) is Unavailable


def listen(**more: Any) -> dict[str, Any]:
    info = more.pop("info", {})
    about = {"track_name": "A", "artist_name": "B", "additional_info": info} | more
    return {"listened_at": 1794725231, "track_metadata": about}


@pytest.mark.parametrize(
    ("info", "client"),
    [
        ({}, ""),
        ({"submission_client": "Pano Scrobbler", "music_service": "spotify.com"}, "Pano Scrobbler"),
        ({"submission_client": "listenbrainz", "music_service": "spotify.com"}, "spotify.com"),
        ({"submission_client": "ListenBrainz"}, "ListenBrainz"),
    ],
)
def test_the_client_is_who_wrote_the_time(info: dict[str, str], client: str) -> None:
    play = play_of(listen(info=info), "me")
    assert play is not None
    assert play.client == client


@pytest.mark.parametrize(
    ("info", "song"),
    [
        ({"duration_ms": 198333}, Song("A", "B", 198.333)),
        ({"duration_ms": "198333"}, Song("A", "B", 198.333)),
        ({"duration": 198}, Song("A", "B", 198.0)),
        ({"duration_ms": 0, "duration": None}, Song("A", "B")),
        ({"duration_ms": -5}, Song("A", "B")),
        ({"isrc": "QZ-TST-26-00001"}, Song("A", "B", isrc="QZTST2600001")),
        ({"isrc": "../isrc"}, Song("A", "B")),
        ({"spotify_id": SPOTIFY}, Song("A", "B", uri=SPOTIFY)),
        (
            {"origin_url": "https://open.spotify.com/intl-de/track/4aBcSynthetic000000001?si=1"},
            Song(
                "A",
                "B",
                uri=SPOTIFY,
                link="https://open.spotify.com/intl-de/track/4aBcSynthetic000000001?si=1",
            ),
        ),
        ({"origin_url": "https://example.org/1"}, Song("A", "B", link="https://example.org/1")),
        ({"origin_url": "javascript:alert(1)", "spotify_id": "https://evil.example/track/1"}, Song("A", "B")),
        (
            {"recording_mbid": "0F0E0D0C-0B0A-4908-8706-050403020100"},
            Song("A", "B", mbid="0f0e0d0c-0b0a-4908-8706-050403020100"),
        ),
    ],
)
def test_what_programs_send_in_is_checked(info: dict[str, Any], song: Song) -> None:
    play = play_of(listen(info=info), "me")
    assert play is not None
    assert play.song == song


@pytest.mark.parametrize(
    "odd",
    [
        None,
        [],
        "text",
        {},
        {"listened_at": 1794725231},
        listen() | {"listened_at": None},
        listen() | {"listened_at": "soon"},
        listen() | {"listened_at": 0},
        listen() | {"listened_at": 10**20},
        listen(track_name=""),
        listen(artist_name=None),
        listen(additional_info=[1]),
        listen(mbid_mapping="x"),
        listen(info={"duration_ms": {}, "duration": [1]}),
    ],
)
def test_a_listen_that_cannot_be_used_is_left_out(odd: Any) -> None:
    assert play_of(listen(), "me") is not None
    assert play_of(odd, "me") is None


def test_an_answer_of_which_nothing_can_be_read_is_no_healthy_silence(sim: SimListenBrainz) -> None:
    known = fill(sim)
    sim.renames = {"track_metadata": "metadata"}
    error = error_of(lambda: plays(sim).recent(known[-1][0]))
    assert (type(error), error.reason) == (Unavailable, f"listenbrainz: none of its {len(known)} plays can be read")


MBIDS = ("0f0e0d0c-0b0a-4908-8706-050403020100", "1f0e0d0c-0b0a-4908-8706-050403020100")


@pytest.mark.parametrize(
    ("mapping", "artists", "cover", "album"),
    [
        ({}, (), "", ""),
        (
            {
                "artists": [
                    {"artist_credit_name": "A", "artist_mbid": MBIDS[0], "join_phrase": " & "},
                    {"artist_credit_name": "B", "artist_mbid": MBIDS[1], "join_phrase": ""},
                ],
                "artist_mbids": list(MBIDS),
                "release_mbid": MBIDS[1],
                "caa_release_mbid": MBIDS[0],
                "caa_id": 7,
            },
            (Artist("A", mbid=MBIDS[0]), Artist("B", mbid=MBIDS[1])),
            f"https://coverartarchive.org/release/{MBIDS[0]}/7-250.jpg",
            MBIDS[1],
        ),
        ({"artist_mbids": [MBIDS[0]]}, (Artist("A & B", mbid=MBIDS[0]),), "", ""),
        ({"artist_mbids": list(MBIDS), "caa_id": 7}, (), "", ""),
        ({"artists": "x", "artist_mbids": "x", "caa_release_mbid": "../x", "caa_id": 7}, (), "", ""),
        ({"artists": [{"artist_credit_name": "A"}, {}], "caa_release_mbid": MBIDS[0], "caa_id": True}, (), "", ""),
    ],
)
def test_artists_cover_and_release_are_those_that_it_was_mapped_to(
    mapping: dict[str, Any], artists: tuple[Artist, ...], cover: str, album: str
) -> None:
    about = {"artist_name": "A & B", "track_name": "C", "mbid_mapping": mapping}
    play = play_of({"listened_at": 1794725231, "track_metadata": about}, "me")
    assert play is not None
    assert (play.song.artists, play.song.cover, play.song.album_mbid) == (artists, cover, album)
    assert play.song.by == artists or play.song.by == (Artist("A & B"),)
