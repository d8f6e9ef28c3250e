"""The Spotify adapter against the simulated Spotify, over real HTTP: pages into plays, and the newest fifty."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from werkzeug.wrappers import Response

from sync.core.errors import Unavailable
from sync.core.music import Artist, Play, Song
from sync.ports import Batch
from sync.sim.songbook import SONGS, Heard, playlist
from tests.support.adapters.spotify_account import NOON, Account, opened

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
AT = "2026-11-15T06:50:32.893Z"


@pytest.fixture
def account(tmp_path: Path) -> Iterator[Account]:
    with opened(tmp_path) as account:
        yield account


def fill(account: Account, hours: float = 2) -> list[tuple[datetime, str]]:
    """When the songs of some hours ended (in whole milliseconds) and their URIs, newest first."""
    heard = playlist("spotify", NOON - hours * HOUR, NOON - 6 * MINUTE)
    for one in heard:
        assert account.sim.heard(one)
    return [(one.end.replace(microsecond=one.end.microsecond // 1000 * 1000), one.song.uri) for one in reversed(heard)]


def named(batch: Batch) -> list[tuple[datetime, str]]:
    return [(play.played_at, play.song.uri) for play in batch.plays]


IMAGES = [{"url": f"https://i.scdn.co/image/{size}", "height": size, "width": size} for size in (640, 300, 64)]


def song(**changes: Any) -> dict[str, Any]:
    """A song as Spotify shows it, with changes; a change to None is a null."""
    return {
        "id": "4aBcSynthetic0000000001",
        "uri": "spotify:track:4aBcSynthetic0000000001",
        "name": "Aerobic Threshold",
        "duration_ms": 198333,
        "explicit": False,
        "is_local": False,
        "external_ids": {"isrc": "QZTST2600005"},
        "external_urls": {"spotify": "https://open.spotify.com/track/4aBcSynthetic0000000001"},
        "artists": [{"id": "1", "name": "Cadence 180"}],
        "album": {"id": "2", "name": "Aerobic Threshold LP", "images": IMAGES},
    } | changes


WHOLE = Song(
    "Aerobic Threshold",
    "Cadence 180",
    198.333,
    "QZTST2600005",
    "spotify:track:4aBcSynthetic0000000001",
    "Aerobic Threshold LP",
    link="https://open.spotify.com/track/4aBcSynthetic0000000001",
    artists=(Artist("Cadence 180", "spotify:artist:1"),),
    cover="https://i.scdn.co/image/300",
)


def read(account: Account, *items: Any, **more: Any) -> Batch:
    """What becomes of a page of these items."""
    body = json.dumps({"items": list(items), "next": None, "cursors": None, "limit": 50} | more)
    account.sim.says = [Response(body, mimetype="application/json")]
    return account.plays.recent(NOON - HOUR)


# -- what is asked ----------------------------------------------------------------------------------


def test_the_whole_fifty_are_asked_for_without_a_cursor_whatever_the_window(account: Account) -> None:
    account.plays.recent(NOON - MINUTE)
    account.plays.between(NOON - 5 * HOUR, NOON - 4 * HOUR)
    assert [(request.path, dict(request.args)) for request in account.sim.asked] == [
        ("/v1/me/player/recently-played", {"limit": "50"})
    ] * 2
    headers = account.sim.asked[0].headers
    assert headers["Authorization"] == f"Bearer {account.stored()['access_token']}"
    assert headers["User-Agent"].startswith("Runtrack/")


def test_a_full_page_whose_next_is_a_promise_costs_one_call(account: Account) -> None:
    known = fill(account, 6)
    assert len(known) > 50
    batch = account.plays.recent(NOON - 7 * HOUR)
    assert (named(batch), batch.full) == (known[:50], True)
    assert account.sim.count() == 1


@pytest.mark.parametrize(("count", "full"), [(0, False), (1, False), (49, False), (50, True)])
def test_a_batch_is_full_at_fifty(account: Account, count: int, full: bool) -> None:
    for number in range(count):
        account.sim.heard(Heard(SONGS[number], NOON - (number + 2) * MINUTE, 45))
    batch = account.plays.recent(NOON - HOUR)
    assert (len(batch.plays), batch.full) == (count, full)


def test_fifty_of_which_some_cannot_be_used_are_still_fifty(account: Account) -> None:
    page = [{"track": song(type="episode"), "played_at": AT}] * 49 + [{"track": song(), "played_at": AT}]
    batch = read(account, *page)
    assert (len(batch.plays), batch.full) == (1, True)


def test_a_window_includes_both_of_its_ends_and_keeps_what_a_full_page_says(account: Account) -> None:
    known = fill(account)
    first, last = known[9][0], known[4][0]
    assert named(account.plays.between(first, last)) == known[4:10]
    assert named(account.plays.between(first + timedelta(milliseconds=1), last)) == known[4:9]
    assert account.plays.between(first, last).full is False
    fill(account, 6)
    assert account.plays.between(NOON, NOON + HOUR) == Batch((), full=True)


def test_what_is_older_than_asked_for_is_delivered_again_and_a_late_play_in_its_place(account: Account) -> None:
    known = fill(account)
    late = Heard(SONGS[0], NOON - 90 * MINUTE, 60)
    account.sim.heard(late, reported_at=NOON + HOUR)
    assert named(account.plays.recent(NOON)) == known
    account.clock.advance(3600)
    account.login()
    at = (NOON - 89 * MINUTE).replace(microsecond=250_000)
    assert named(account.plays.recent(NOON)) == sorted([*known, (at, SONGS[0].uri)], reverse=True)


# -- what a page becomes ----------------------------------------------------------------------------


def test_a_play_is_what_the_page_says_to_the_millisecond(account: Account) -> None:
    item = {"track": song(), "played_at": AT, "context": None}
    more = {"next": "https://api.spotify.com/v1/me/player/recently-played?before=1", "cursors": {"after": "1"}}
    at = datetime(2026, 11, 15, 6, 50, 32, 893_000, tzinfo=UTC)
    batch = read(account, item, **more)
    assert batch == Batch((Play("me", "spotify", at, WHOLE),))
    assert batch.plays[0].ms == 1794725432893


def test_an_empty_page_with_null_cursors_is_an_empty_batch(account: Account) -> None:
    assert account.plays.recent(NOON - HOUR) == Batch(())


def test_plays_come_newest_first_whatever_their_order_and_equal_instants_stay_two(account: Account) -> None:
    times = ("2026-11-15T06:00:00.000Z", "2026-11-15T07:00:00.000Z", "2026-11-15T07:00:00.000Z", AT)
    batch = read(
        account, *({"track": song(uri=f"spotify:track:{at}{n}"), "played_at": at} for n, at in enumerate(times))
    )
    assert [play.played_at.strftime("%H:%M") for play in batch.plays] == ["07:00", "07:00", "06:50", "06:00"]
    assert len({play.song.key for play in batch.plays}) == 4


@pytest.mark.parametrize("at", ["2026-11-15T06:50:32Z", "2026-11-15T07:50:32+01:00", "2026-11-15T06:50:32"])
def test_a_time_is_taken_as_utc_unless_it_says_otherwise(
    account: Account, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    with monkeypatch.context() as zone:
        zone.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        (play,) = read(account, {"track": song(), "played_at": at}).plays
    time.tzset()
    assert play.played_at.isoformat() == "2026-11-15T06:50:32+00:00"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"popularity": 63, "available_markets": []}, {}),
        ({"type": "track"}, {}),
        ({"external_ids": None}, {"isrc": ""}),
        ({"external_ids": {"isrc": "qz-tst-26-00005"}}, {}),
        ({"external_ids": {"isrc": "../../search?q="}}, {"isrc": ""}),
        ({"external_urls": {"spotify": "javascript:alert(1)"}}, {"link": ""}),
        ({"external_urls": None}, {"link": ""}),
        ({"album": None}, {"album": "", "cover": ""}),
        ({"album": {"name": None}}, {"album": "", "cover": ""}),
        (
            {"album": {"name": "X", "images": [None, {"url": "javascript:x", "width": 300}]}},
            {"album": "X", "cover": ""},
        ),
        ({"album": {"name": "X", "images": [{"url": "https://a.b/c"}]}}, {"album": "X", "cover": "https://a.b/c"}),
        ({"album": {"name": "X", "images": {}}}, {"album": "X", "cover": ""}),
        ({"duration_ms": None}, {"seconds": None}),
        ({"duration_ms": 0}, {"seconds": None}),
        ({"duration_ms": 10**30}, {"seconds": None}),
        (
            {"artists": [{"name": "A"}, {"name": None}, {}, None, {"name": "B"}]},
            {"artist": "A, B", "artists": (Artist("A"), Artist("B"))},
        ),
        ({"artists": [{"id": "../x", "name": "A"}]}, {"artist": "A", "artists": (Artist("A"),)}),
        ({"artists": None}, {"artist": "", "artists": ()}),
        ({"name": "Bj\u00f6rk \ud83d\x1b[2J"}, {"title": "Bj\u00f6rk  [2J"}),
        (
            {"id": None, "uri": "spotify:local:a:b:c:60", "is_local": True, "external_ids": {}, "external_urls": {}},
            {"uri": "spotify:local:a:b:c:60", "isrc": "", "link": ""},
        ),
    ],
)
def test_what_is_missing_or_odd_in_a_song_leaves_the_rest(
    account: Account, changes: dict[str, Any], expected: dict[str, Any]
) -> None:
    (play,) = read(account, {"track": song(**changes), "played_at": AT}).plays
    fields = {name: getattr(WHOLE, name) for name in WHOLE.__slots__} | expected
    assert play.song == Song(**fields)


ODD: list[Any] = [
    None,
    "text",
    [],
    {},
    {"track": None, "played_at": AT},
    {"played_at": AT},
    {"track": song()},
    {"track": "text", "played_at": AT},
    {"track": song(), "played_at": None},
    {"track": song(), "played_at": "soon"},
    {"track": song(), "played_at": 1794725432893},
    {"track": song(), "played_at": "1970-01-01T00:00:00Z"},
    {"track": song(), "played_at": "0001-01-01T00:00:00+14:00"},
    {"track": song(duration_ms="long"), "played_at": AT},
]


@pytest.mark.parametrize("odd", ODD)
def test_an_item_that_cannot_be_read_is_left_out_and_said_and_the_others_stay(
    account: Account, caplog: pytest.LogCaptureFixture, odd: Any
) -> None:
    good = {"track": song(), "played_at": AT}
    assert [play.song for play in read(account, good, odd, good).plays] == [WHOLE, WHOLE]
    assert caplog.messages == ["unreadable play left out"]


@pytest.mark.parametrize("quiet", [song(type="episode"), song(name=""), song(name=None)])
def test_a_podcast_and_a_song_without_a_name_are_no_plays(
    account: Account, caplog: pytest.LogCaptureFixture, quiet: dict[str, Any]
) -> None:
    good = {"track": song(), "played_at": AT}
    assert [play.song for play in read(account, {"track": quiet, "played_at": AT}, good).plays] == [WHOLE]
    assert caplog.messages == []


def test_a_page_of_podcasts_alone_was_read(account: Account) -> None:
    assert read(account, {"track": song(type="episode"), "played_at": AT}).plays == ()


def test_a_play_is_read_under_the_new_name_as_well(account: Account) -> None:
    """`/playlists/{id}/items` calls it `item` since February 2026; nobody has said that this page will not."""
    new, odd = {"item": song(), "played_at": AT}, {"track": None, "item": song(), "played_at": AT}
    assert [play.song for play in read(account, new, odd, {"track": song(), "played_at": AT}).plays] == [WHOLE] * 3


@pytest.mark.parametrize("odd", [*ODD, {"piece": song(), "played_at": AT}, {"track": song(), "at": AT}])
def test_a_page_of_which_nothing_can_be_read_is_no_healthy_silence(account: Account, odd: Any) -> None:
    with pytest.raises(Unavailable, match=r"^spotify: none of its 2 plays can be read$"):
        read(account, odd, odd, {"track": song(type="episode"), "played_at": AT})


def test_what_a_play_was_played_from_is_kept(account: Account) -> None:
    contexts: list[Any] = [{"type": "playlist", "uri": "spotify:playlist:1"}, None, {}, "a text", {"uri": None}]
    items = [{"track": song(), "played_at": AT, "context": context} for context in contexts]
    assert [play.context for play in read(account, *items).plays] == ["spotify:playlist:1", "", "", "", ""]
