"""The Last.fm adapter against the simulated Last.fm, over real HTTP."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sync.adapters.http import Hosts
from sync.adapters.lastfm import API, PAGES, Lastfm, LastfmPlays
from sync.adapters.lastfm_answers import play_of
from sync.core.errors import AppInactive, LoginNeeded, RateLimited, SyncError, Unavailable
from sync.core.music import Artist, Play, Song
from sync.core.secret import Secret
from sync.sim.clock import HandClock
from sync.sim.lastfm import SimLastfm
from sync.sim.songbook import SONGS, Heard, playlist

NOON = datetime(2026, 11, 15, 12, 0, 0, 250_000, tzinfo=UTC)
HOUR = timedelta(hours=1)
KEY = "0123456789abcdef-canary"


@pytest.fixture
def sim() -> Iterator[SimLastfm]:
    sim = SimLastfm(HandClock(NOON).now, api_key=KEY)
    sim.start()
    yield sim
    sim.stop()


class Here(Hosts):
    """Where the simulator of this test is: certificates are loaded once for all tests, not for each."""

    url = ""

    def rewrite(self, method: str, url: str) -> str:
        return url.replace(API, self.url)


HERE = Here({})
LASTFM = Lastfm(HERE, Secret(KEY), seconds=2)


def adapter(sim: SimLastfm) -> Lastfm:
    HERE.url = sim.url
    return LASTFM


def plays(sim: SimLastfm, name: str = "synthetic_runner") -> LastfmPlays:
    return adapter(sim).for_user("me", name, NOON)


def fill(sim: SimLastfm, hours: float = 3) -> list[tuple[datetime, str]]:
    """When the songs of some hours began (in whole seconds) and their titles, newest first."""
    heard = playlist("lastfm", NOON - hours * HOUR, NOON - timedelta(minutes=6))
    for one in heard:
        assert sim.heard(one)
    return [(one.start.replace(microsecond=0), one.song.title) for one in reversed(heard)]


def named(found: tuple[Play, ...]) -> list[tuple[datetime, str]]:
    return [(play.played_at, play.song.title) for play in found]


def error_of(call: Callable[[], object]) -> SyncError:
    with pytest.raises(SyncError) as raised:
        call()
    assert raised.value.service == "lastfm"
    assert KEY not in repr(raised.value) + str(raised.value.__cause__)
    return raised.value


def test_a_play_is_what_the_scrobble_says_and_no_more(sim: SimLastfm) -> None:
    sim.heard(Heard(SONGS[0], NOON - HOUR, 180))
    (only,) = plays(sim).recent(NOON - 2 * HOUR).plays
    link = only.song.link
    assert only == Play(
        "me",
        "lastfm",
        (NOON - HOUR).replace(microsecond=0),
        Song(SONGS[0].title, SONGS[0].artist, album=SONGS[0].album, link=link),
    )
    assert link.startswith("https://www.last.fm/music/")


def test_all_pages_of_a_day_are_read_newest_first_each_once(sim: SimLastfm) -> None:
    known = fill(sim, 24)
    batch = plays(sim).recent(NOON - 25 * HOUR)
    assert named(batch.plays) == known
    assert (len(known) > 200, batch.full) == (True, False)
    assert sim.count() == -(-len(known) // 200)


def test_a_window_includes_both_of_its_ends(sim: SimLastfm) -> None:
    known = fill(sim)
    first, last = known[9][0], known[4][0]
    assert named(plays(sim).between(first, last).plays) == known[4:10]
    assert named(plays(sim).between(first + timedelta(microseconds=1), last).plays) == known[4:9]
    assert named(plays(sim).recent(first).plays) == known[:10]


def test_nothing_played_is_one_call_and_an_empty_batch(sim: SimLastfm) -> None:
    assert plays(sim).recent(NOON - HOUR).plays == ()
    assert sim.count() == 1


def test_what_is_on_now_is_no_play_alone_or_before_a_past_window(sim: SimLastfm) -> None:
    sim.now_playing = SONGS[3]
    assert plays(sim).between(NOON - HOUR, NOON).plays == ()
    known = fill(sim, 24)
    assert named(plays(sim).recent(NOON - 25 * HOUR).plays) == known
    assert named(plays(sim).between(known[-1][0], known[-3][0]).plays) == known[-3:]


def test_another_users_plays_are_not_used(sim: SimLastfm) -> None:
    fill(sim)
    sim.other_user = "somebody_else"
    error = error_of(lambda: plays(sim).recent(NOON - HOUR))
    assert (type(error), error.reason) == (Unavailable, "lastfm: the answer holds another user's plays")


def test_the_name_may_be_written_in_any_case(sim: SimLastfm) -> None:
    known = fill(sim)
    assert named(plays(sim, "SYNTHETIC_Runner").recent(NOON - 4 * HOUR).plays) == known


def test_a_scrobbler_that_never_ends_is_read_for_so_many_pages_only(
    sim: SimLastfm, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("sync.adapters.lastfm.PAGE", 1)
    known = fill(sim, 6)
    assert len(known) > PAGES
    assert named(plays(sim).recent(NOON - 7 * HOUR).plays) == known[:PAGES]
    assert sim.count() == PAGES
    assert caplog.messages == ["more plays in one window than are fetched"]


@pytest.mark.parametrize("status", [200, 400, 503])
@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        (6, LoginNeeded, "Last.fm has no such user: synthetic_runner"),
        (8, Unavailable, "lastfm: error 8: Operation failed"),
        (9, LoginNeeded, "Last.fm no longer accepts this login"),
        (10, AppInactive, "Last.fm does not accept the API key"),
        (11, Unavailable, "lastfm: error 11: Service Offline"),
        (16, Unavailable, "lastfm: error 16: The service is temporarily"),
        (17, LoginNeeded, "switch it off at https://www.last.fm/settings/privacy"),
        (26, AppInactive, "Last.fm has suspended the API key"),
        (29, RateLimited, "lastfm: error 29: Rate Limit Exceeded"),
        (3, Unavailable, "lastfm: error 3: Invalid Method"),
    ],
)
def test_the_number_decides_whatever_the_status(
    sim: SimLastfm, code: int, kind: type[SyncError], words: str, status: int
) -> None:
    sim.error(code, status, times=2)  # some are asked twice over
    error = error_of(lambda: plays(sim).recent(NOON - HOUR))
    assert type(error) is kind
    assert words in error.reason
    if isinstance(error, RateLimited):
        assert (error.until, error.doubling) == (NOON + timedelta(minutes=5), True)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("401", LoginNeeded),
        ("403", AppInactive),
        ("429", RateLimited),
        ("500", Unavailable),
        ("502 HTML", Unavailable),
        ("200 HTML", Unavailable),
        ("truncated", Unavailable),
        ("wrong type", Unavailable),
        ("204", Unavailable),
        ("reset before the effect", Unavailable),
        ("reset after the effect", Unavailable),
    ],
)
def test_every_fault_becomes_one_of_our_errors(sim: SimLastfm, fault: str, kind: type[SyncError]) -> None:
    fill(sim)
    sim.inject("recent", fault, times=2)
    assert type(error_of(lambda: plays(sim).recent(NOON - 4 * HOUR))) is kind


def test_a_fault_on_a_later_page_spoils_the_whole_batch(sim: SimLastfm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.adapters.lastfm.PAGE", 10)
    fill(sim)
    calls: list[str] = []

    class Breaking(Hosts):
        def rewrite(self, method: str, url: str) -> str:
            calls.append(url)
            if len(calls) == 2:
                sim.error(8, times=2)
            return super().rewrite(method, url)

    broken = Lastfm(Breaking({API: sim.url}), Secret(KEY), seconds=2).for_user("me", "synthetic_runner", NOON)
    assert type(error_of(lambda: broken.recent(NOON - 4 * HOUR))) is Unavailable


def test_a_wait_that_is_told_is_kept_to(sim: SimLastfm) -> None:
    sim.inject("recent", "429 with Retry-After", times=2)
    error = error_of(lambda: plays(sim).recent(NOON - HOUR))
    assert isinstance(error, RateLimited)
    assert (error.until, error.doubling) == (NOON + timedelta(seconds=120), False)


def test_a_login_is_checked_with_one_call_that_also_sees_hidden_plays(sim: SimLastfm) -> None:
    assert adapter(sim).check("Synthetic_RUNNER", NOON) == "synthetic_runner"
    assert sim.count() == 1
    sim.hidden = True
    error = error_of(lambda: adapter(sim).check("synthetic_runner", NOON))
    assert error.reason == (
        'Last.fm shows nobody the plays of synthetic_runner while "Hide recent listening information" is on: '
        "switch it off at https://www.last.fm/settings/privacy"
    )
    sim.hidden = False
    assert error_of(lambda: adapter(sim).check("nobody", NOON)).reason == "Last.fm has no such user: nobody"
    sim.api_key = "another"
    assert type(error_of(lambda: adapter(sim).check("synthetic_runner", NOON))) is AppInactive


GOOD: dict[str, Any] = {"name": "A", "artist": {"#text": "B"}, "date": {"uts": "1794725231"}}


@pytest.mark.parametrize(
    "odd",
    [
        None,
        "text",
        [],
        {},
        GOOD | {"name": ""},
        GOOD | {"artist": {}},
        GOOD | {"artist": None},
        GOOD | {"date": {}},
        GOOD | {"date": {"uts": "soon"}},
        GOOD | {"date": {"uts": "0"}},
        GOOD | {"date": {"uts": "9" * 30}},
        GOOD | {"@attr": {"nowplaying": "true"}},
        GOOD | {"date": "1794725231"},
    ],
)
def test_an_item_that_cannot_be_used_is_left_out(odd: Any) -> None:
    assert play_of(GOOD, "me") is not None
    assert play_of(odd, "me") is None


def test_ids_links_and_names_are_cleaned() -> None:
    mbid = "0f0e0d0c-0b0a-4908-8706-050403020100"
    odd = {"name": "A\x1b[2J", "artist": "B \ud83d", "mbid": mbid.upper(), "url": "javascript:alert(1)", "album": "C"}
    play = play_of(GOOD | odd, "me")
    assert play is not None
    assert play.song == Song("A [2J", "B", album="C", mbid=mbid)
    other = play_of(GOOD | {"mbid": "../../etc", "artist": {"name": "D"}, "album": {}}, "me")
    assert other is not None
    assert other.song == Song("A", "D")
    more = {
        "artist": {"#text": "Cadence, 180", "mbid": mbid},
        "album": {"#text": "C", "mbid": mbid},
        "image": [
            {"size": "large", "#text": "https://lastfm.freetls.fastly.net/i/u/174s/1.jpg"},
            {"size": "extralarge", "#text": "https://lastfm.freetls.fastly.net/i/u/300x300/1.jpg"},
        ],
    }
    whole = play_of(GOOD | more, "me")
    assert whole is not None
    assert whole.song.artists == whole.song.by == (Artist("Cadence, 180", mbid=mbid),)
    assert whole.song.album_mbid == mbid
    assert whole.song.cover == "https://lastfm.freetls.fastly.net/i/u/300x300/1.jpg"
    star = [
        {"size": "large", "#text": "https://lastfm.freetls.fastly.net/i/u/174s/2a96cbd8b46e442fc41c2b86b821562f.png"}
    ]
    for odd_image in (star, None, "x", [None], [{"#text": "javascript:alert(1)"}]):
        bare = play_of(GOOD | {"image": odd_image}, "me")
        assert bare is not None
        assert bare.song.cover == ""


def test_the_key_is_in_no_text_of_the_adapter(sim: SimLastfm) -> None:
    assert not re.search(KEY, repr(vars(adapter(sim))))


def test_an_answer_of_which_nothing_can_be_read_is_no_healthy_silence(sim: SimLastfm) -> None:
    known = fill(sim)
    sim.now_playing = SONGS[3]
    sim.renames = {"date": "when"}
    error = error_of(lambda: plays(sim).recent(known[-1][0]))
    assert (type(error), error.reason) == (Unavailable, f"lastfm: none of its {len(known)} plays can be read")


def test_a_page_that_cannot_be_read_does_not_hide_the_pages_behind_it(
    sim: SimLastfm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.adapters.lastfm.PAGE", 5)
    known = fill(sim)
    for minutes in range(1, 6):
        sim.heard(Heard(replace(SONGS[0], title=""), NOON - timedelta(minutes=minutes), 190.0))
    assert named(plays(sim).recent(known[-1][0]).plays) == known
