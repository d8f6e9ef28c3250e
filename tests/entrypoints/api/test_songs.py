"""Songs between friends over the API: found, sent, heard of; and nothing that the listener did not agree to."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from sync.core.friends import Learns
from sync.engine.asks.friends import agree, ask
from sync.engine.asks.sessions import begin_session, word_of
from sync.engine.asks.users import add_user
from sync.entrypoints.api.access.policy import Policy
from sync.entrypoints.api.streams import Streams
from sync.sim.athlete import run
from sync.sim.song_pages import apple_id
from sync.sim.songbook import SONGS
from tests.entrypoints.api.test_events import joined, told
from tests.support.engine.two_friends import ANNA, befriend, listen, share_of
from tests.support.entrypoints.web import BEHIND_TLS, far_browser, site_of
from tests.support.songs import SongWorld
from tests.support.world import MINUTE, World

SONG = SONGS[1]
LINK = f"https://music.apple.com/us/song/{apple_id(SONG)}"
GERMAN = {"Accept-Language": "de"}


@contextmanager
def as_person(world: World, user: str, policy: Policy = BEHIND_TLS) -> Iterator[TestClient]:
    secret = "s" * 43
    begin_session(world.store, user, secret, "", world.now)
    with far_browser(world, policy) as client:
        client.cookies.set("__Host-runtrack", word_of(user, secret))
        yield client


@pytest.fixture
def world(tmp_path: Path) -> Iterator[SongWorld]:
    """Anna and me are friends, and she learns everything."""
    with SongWorld(tmp_path) as world:
        world.connect("lastfm")
        befriend(world, Learns.FIGURES)
        world.tick()
        yield world


@pytest.fixture
def anna(world: SongWorld) -> Iterator[TestClient]:
    with as_person(world, ANNA) as client:
        yield client


@pytest.fixture
def me(world: SongWorld) -> Iterator[TestClient]:
    with as_person(world, "me") as client:
        yield client


def found(client: TestClient, text: str = LINK) -> dict[str, Any]:
    answer = client.post("/api/songs/find", json={"text": text})
    assert answer.status_code == 200, answer.text
    card: dict[str, Any] = answer.json()
    return card


def sends(client: TestClient, card: dict[str, Any], id: str = "song-0001", **more: Any) -> Any:
    return client.post("/api/songs", json={"id": id, "card": card["card"], "to": "me", **more})


def problem(answer: Any) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    return answer.status_code, answer.json()["type"].removeprefix("urn:runtrack:")


def test_a_link_is_found_sent_heard_on_a_run_and_told_with_figures(
    world: SongWorld, anna: TestClient, me: TestClient
) -> None:
    card = found(anna, f"listen: {LINK}?utm=x")
    assert (card["song"]["title"], card["song"]["artist"], card["unanswered"]) == (SONG.title, SONG.artist, [])
    assert [each["title"] for each in card["song"]["pages"]] == ["Apple Music", "Deezer"]
    sent = sends(anna, card, note="for the hills")
    assert (sent.status_code, sent.json()["to"][0]["seen"], sent.json()["can_withdraw"]) == (201, "not seen yet", True)
    (came,) = me.get("/api/songs/came").json()["songs"]
    assert (came["sender"], came["note"], came["state"]) == (ANNA, "for the hills", "waiting")
    assert [(each["service"], each["search"]) for each in came["song"]["pages"]] == [
        ("apple", False),
        ("deezer", False),
    ]
    changes = {"listens_at": "deezer, tidal"}
    assert me.put("/api/preferences", json={"changes": changes}).status_code == 200
    looked_for = me.get("/api/songs/came").json()["songs"][0]["song"]["pages"][2]
    assert (looked_for["title"], looked_for["search"]) == ("Tidal", True)
    assert looked_for["url"].startswith("https://tidal.com/search?q=")

    begun = world.now + 5 * MINUTE
    listen(world, SONG, begun + 10 * MINUTE)
    world.clock.advance((40 * MINUTE).total_seconds())
    world.garmin.add(run(900000001, begun, km=6.0, every=5))
    world.ticks(20)
    (came,) = me.get("/api/songs/came").json()["songs"]
    ran = share_of(world, "song-0001").on_run
    assert ran is not None
    assert (came["state"], came["on_run"]["run"]) == ("heard", ran.run)
    (one,) = anna.get("/api/songs/sent").json()["songs"]
    (to,) = one["to"]
    assert (to["name"], to["seen"], one["can_withdraw"], to["on_run"]["run"]) == ("me", "played on a run", False, None)
    assert 1000 < to["on_run"]["begins"] < to["on_run"]["ends"] < 6000
    assert to["on_run"]["pace"] is not None
    assert problem(anna.post("/api/songs/song-0001/withdraw")) == (409, "heard-already")

    agree(world.store, "me", ANNA, Learns.NOTHING, world.now)
    (one,) = anna.get("/api/songs/sent").json()["songs"]
    assert (one["to"][0]["seen"], one["to"][0]["at"], one["to"][0]["on_run"]) == ("sent", None, None)


def test_the_same_wish_told_twice_is_one_song_and_the_same_song_is_not_sent_again(
    anna: TestClient, me: TestClient
) -> None:
    card = found(anna)
    assert sends(anna, card).json() == sends(anna, card).json()
    assert len(me.get("/api/songs/came").json()["songs"]) == 1
    assert problem(sends(anna, card, id="song-0002")) == (409, "sent-already")


def test_a_listener_answers_and_a_sender_takes_back(world: SongWorld, anna: TestClient, me: TestClient) -> None:
    for number, title in enumerate(("One", "Two", "Three", "Four")):
        card = found(anna, f"{SONGS[number + 4].artist} - {SONGS[number + 4].title}")
        assert sends(anna, card, id=f"song-{title}").status_code == 201
    assert me.post("/api/songs/song-One/played").json()["said"] is True
    assert me.post("/api/songs/song-Two/decline").json()["state"] == "declined"
    assert me.post("/api/songs/song-Three/later").json()["state"] == "waiting"
    assert anna.post("/api/songs/song-Four/withdraw").status_code == 204
    told = {one["id"]: one["to"][0]["seen"] for one in anna.get("/api/songs/sent").json()["songs"]}
    assert told == {
        "song-One": "played",
        "song-Two": "not for them",
        "song-Three": "not seen yet",
        "song-Four": "withdrawn",
    }
    assert problem(me.post("/api/songs/song-Two/decline")) == (409, "not-waiting")
    for path in ("song-One/withdraw", "none-0000/played"):
        assert problem(me.post(f"/api/songs/{path}")) == (404, "not-found")


def test_lists_come_in_pages_and_no_cursor_is_believed(world: SongWorld, anna: TestClient, me: TestClient) -> None:
    for number in range(5):
        song = SONGS[number + 4]
        assert sends(anna, found(anna, f"{song.artist} - {song.title}"), id=f"song-000{number}").status_code == 201
        world.clock.advance(1)
    for client, path in ((me, "/api/songs/came"), (anna, "/api/songs/sent")):
        first = client.get(path, params={"limit": 3}).json()
        second = client.get(path, params={"limit": 3, "cursor": first["next"]}).json()
        assert [each["id"] for each in first["songs"] + second["songs"]] == [f"song-000{n}" for n in (4, 3, 2, 1, 0)]
        assert second["next"] is None
        assert problem(client.get(path, params={"cursor": "WzEsMl0"})) == (400, "bad-cursor")


REFUSED = [
    ("good morning", 422, "no-song", "Das ist kein Link zu einem Song und liest sich nicht wie „Interpret - Titel“."),
    ("https://www.deezer.com/album/1", 422, "not-a-single-song", "Dieser Link führt zu etwas anderem (Album)"),
    ("Nobody - Nothing", 404, "no-such-song", "Kein Dienst kennt diesen Song."),
]


@pytest.mark.parametrize(("text", "status", "name", "words"), REFUSED)
def test_what_is_no_song_is_refused_kindly(anna: TestClient, text: str, status: int, name: str, words: str) -> None:
    answer = anna.post("/api/songs/find", json={"text": text}, headers=GERMAN)
    assert problem(answer) == (status, name)
    assert answer.json()["detail"].startswith(words)


def test_a_card_is_good_for_whom_it_was_made_and_unchanged(world: SongWorld, anna: TestClient, me: TestClient) -> None:
    card = found(anna)["card"]
    for client, text in ((me, card), (anna, card[:-2]), (anna, ""), (anna, "v2.x.y")):
        answer = client.post("/api/songs", json={"id": "song-0001", "card": text, "to": ANNA})
        assert problem(answer) == (422, "invalid")


def test_songs_go_to_friends_alone_and_who_is_here_is_not_told(world: SongWorld, anna: TestClient) -> None:
    add_user(world.wired.app, "ben", world.now)
    ask(world.store, "ben", ANNA, world.now)
    card = found(anna)
    answers = [sends(anna, card, to=name) for name in ("ben", "nobody")]
    assert [problem(each) for each in answers] == [(403, "no-friend")] * 2
    assert answers[0].json()["detail"].replace("ben", "nobody") == answers[1].json()["detail"]


def test_nobody_lets_services_be_asked_without_end(world: SongWorld) -> None:
    with as_person(world, ANNA, Policy(BEHIND_TLS.hosts, https=True, open=False, finds=2)) as client:
        told = [client.post("/api/songs/find", json={"text": "no song"}).status_code for _ in range(3)]
    assert told == [422, 422, 429]


def test_an_open_page_is_told_what_its_person_may_know_and_nothing_of_what_they_may_not(world: SongWorld) -> None:
    with as_person(world, ANNA) as anna:
        assert sends(anna, found(anna)).status_code == 201

    async def work(streams: Streams) -> None:
        stream, mine = await joined(streams, ANNA), await joined(streams, "me")
        await asyncio.to_thread(listen_and_tick, world)
        seen = set[str]()
        while "song" not in seen:
            seen.add((await told(stream))[1])
        kinds = set[str]()
        while "song" not in kinds:
            kinds.add((await told(mine))[1])
        await asyncio.to_thread(agree, world.store, "me", ANNA, Learns.NOTHING, world.now)
        assert (await told(stream))[1:] == ("song", {"id": "song-0001"})
        await asyncio.to_thread(world.ticks, 2)
        while (await told(mine))[1] != "tick":
            continue
        assert stream.empty()

    async def within() -> None:
        with site_of(world) as site:
            streams = Streams(site)
            try:
                await asyncio.wait_for(work(streams), 20)
            finally:
                streams.close()

    asyncio.run(within())


def listen_and_tick(world: SongWorld) -> None:
    listen(world, SONG, world.now + MINUTE)
    world.clock.advance((30 * MINUTE).total_seconds())
    world.ticks(3)
