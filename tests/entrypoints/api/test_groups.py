"""Groups over the API: made, joined, sent to, their week; and nothing of one to who is not in it."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from sync.core.circle import Belongs, Circle, Membership
from sync.core.friends import Learns
from sync.engine.asks import memberships
from sync.engine.asks.send_song import played_it
from sync.engine.asks.users import add_user
from sync.sim.songbook import SONGS
from tests.entrypoints.api.test_songs import as_person, found, problem
from tests.support.engine.group_of_friends import HILL, SONG, befriends, group, sends
from tests.support.entrypoints.web import far_browser
from tests.support.songs import SongWorld

NOWHERE = "0f" * 10
"""The id of a group that was never made."""


class Club:
    """Anna's group of Ben, her friend, and Cleo; Dora is somebody else here. Each has a browser."""

    def __init__(self, world: SongWorld, browsers: dict[str, TestClient]) -> None:
        self.world, self.browsers = world, browsers

    def __getattr__(self, name: str) -> TestClient:
        return self.browsers[name]


@pytest.fixture
def club(tmp_path: Path) -> Iterator[Club]:
    with SongWorld(tmp_path) as world, ExitStack() as open_ones:
        group(world, anna=Learns.PLAYED, ben=Learns.FIGURES, cleo=Learns.NOTHING)
        add_user(world.wired.app, "dora", world.now)
        names = ("anna", "ben", "cleo", "dora")
        yield Club(world, {name: open_ones.enter_context(as_person(world, name)) for name in names})


def one(answer: Any, status: int = 200) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    (group,) = answer.json()["groups"]
    told: dict[str, Any] = group
    return told


def people(told: dict[str, Any]) -> list[tuple[str, bool, str]]:
    return [(each["name"], each["joined"], each["learns"]) for each in told["members"]]


def test_each_sees_who_is_in_it_and_what_they_may_learn(club: Club) -> None:
    assert one(club.anna.get("/api/groups")) == {
        "id": HILL,
        "name": "Hill runners",
        "maker": "anna",
        "own": True,
        "will": "joined",
        "tells": "played",
        "muted": False,
        "members": [
            {"name": "ben", "joined": True, "learns": "with figures"},
            {"name": "cleo", "joined": True, "learns": "nothing"},
        ],
    }
    ben = one(club.ben.get("/api/groups"))
    assert (ben["own"], people(ben)) == (False, [("anna", True, "played"), ("cleo", True, "nothing")])
    assert club.dora.get("/api/groups").json() == {"groups": []}


def test_a_group_is_made_a_friend_asked_and_joins_it(club: Club) -> None:
    befriends(club.world, "dora", "ben")
    made = one(club.dora.post("/api/groups", json={"name": " Sunday ", "tells": "on a run"}), 201)
    assert (made["name"], made["own"], made["tells"], made["members"]) == ("Sunday", True, "on a run", [])
    path = f"/api/groups/{made['id']}"
    assert problem(club.dora.post("/api/groups", json={"name": "sunday"})) == (422, "invalid")
    assert problem(club.dora.post("/api/groups", json={"name": "\u200b"})) == (422, "invalid")
    assert people(one(club.dora.post(f"{path}/people", json={"name": "ben"}))) == [("ben", False, "nothing")]
    assert problem(club.dora.post(f"{path}/people", json={"name": "cleo"})) == (403, "no-friend")
    assert problem(club.ben.get(f"{path}/week")) == (409, "not-joined")
    joined = club.ben.post(f"{path}/join", json={"tells": "played"}).json()["groups"][-1]
    assert (joined["name"], joined["will"], joined["tells"]) == ("Sunday", "joined", "played")
    told = club.ben.post(f"{path}/tells", json={"tells": "with figures"}).json()["groups"][-1]
    assert told["tells"] == "with figures"
    assert club.ben.post(f"{path}/mute", json={"muted": True}).json()["groups"][-1]["muted"] is True
    assert people(one(club.dora.get("/api/groups"))) == [("ben", True, "with figures")]
    assert one(club.dora.delete(f"{path}/people/ben"))["members"] == []
    assert [each["name"] for each in club.ben.get("/api/groups").json()["groups"]] == ["Hill runners"]
    assert club.dora.delete(path).json() == {"groups": []}


def test_its_maker_gives_it_another_name_and_nobody_else_does(club: Club) -> None:
    path = f"/api/groups/{HILL}/name"
    assert one(club.anna.post(path, json={"name": " <i>Valley</i> "}))["name"] == "<i>Valley</i>"
    assert one(club.ben.get("/api/groups"))["name"] == "<i>Valley</i>"
    assert problem(club.ben.post(path, json={"name": "Mine"})) == (403, "not-the-maker")
    assert (
        club.dora.post(path, json={"name": "x"}).json()
        == club.dora.post(f"/api/groups/{NOWHERE}/name", json={"name": "x"}).json()
    )
    for name in ("", " ", "x" * 41, "a\nb", "\u202eb", 7, None):
        assert problem(club.anna.post(path, json={"name": name}))[0] == 422, name
    assert one(club.anna.get("/api/groups"))["name"] == "<i>Valley</i>"


def test_whoever_leaves_or_blocks_is_out_and_the_maker_closes_instead(club: Club) -> None:
    path = f"/api/groups/{HILL}"
    assert one(club.ben.post(f"{path}/leave", json={}))["will"] == "left"
    assert one(club.cleo.post(f"{path}/leave", json={"block": True}))["will"] == "blocked"
    assert people(one(club.anna.get("/api/groups"))) == [("ben", False, "nothing"), ("cleo", False, "nothing")]
    assert problem(club.anna.post(f"{path}/leave", json={})) == (409, "maker-stays")
    assert problem(club.anna.delete(f"{path}/people/anna")) == (409, "maker-stays")
    assert problem(club.anna.delete(f"{path}/people/dora")) == (404, "not-found")
    assert club.anna.delete(path).json() == {"groups": []}
    assert club.ben.get("/api/groups").json() == {"groups": []}


def test_a_song_goes_to_everybody_who_has_joined_and_the_week_tells_what_each_allows(club: Club) -> None:
    card = found(club.anna)["card"]
    sent = club.anna.post("/api/songs", json={"id": "song-0001", "card": card, "group": HILL, "note": "up"})
    assert sent.status_code == 201, sent.text
    assert (sent.json()["group"], sent.json()["group_name"]) == (HILL, "Hill runners")
    assert [(to["name"], to["seen"]) for to in sent.json()["to"]] == [
        ("ben", "not seen yet"),
        ("cleo", "sent"),
    ]
    (came,) = club.ben.get("/api/songs/came").json()["songs"]
    assert (came["sender"], came["group"], came["group_name"], came["note"]) == ("anna", HILL, "Hill runners", "up")
    assert club.ben.post("/api/songs/song-0001/played").json()["group_name"] == "Hill runners"
    played_it(club.world.store, "cleo", "song-0001", club.world.now)
    seen = club.anna.get("/api/songs/sent").json()["songs"][0]["to"]
    assert [(to["name"], to["seen"]) for to in seen] == [("ben", "played"), ("cleo", "sent")]

    week = club.anna.get(f"/api/groups/{HILL}/week").json()
    assert (week["id"], week["name"], week["you"]) == (HILL, "Hill runners", "anna")
    assert week["senders"] == [{"name": "anna", "sent": 1}]
    (song,) = week["songs"]
    assert (song["id"], song["sender"], song["heard"], song["on_runs"]) == ("song-0001", "anna", ["ben"], [])
    assert song["song"]["title"] == came["song"]["title"]
    assert club.cleo.get(f"/api/groups/{HILL}/week").json()["songs"][0]["heard"] == ["ben", "cleo"]


def test_a_week_becomes_a_playlist_of_who_allowed_that(club: Club) -> None:
    path = f"/api/groups/{HILL}/playlist"
    world = club.world
    sends(world, "anna", "1", replace(SONG, uri=SONGS[1].uri))
    assert problem(club.ben.post(path)) == (409, "no-playlists")
    world.connect("spotify", user="ben")
    assert problem(club.ben.post(path)) == (409, "playlists-not-allowed")
    world.connect("spotify", playlists=True, user="ben")
    made = club.ben.post(path).json()
    (there,) = world.spotify.made
    assert made == {
        "service": "spotify",
        "title": "Spotify",
        "url": f"https://open.spotify.com/playlist/{there.id}",
        "songs": 1,
        "left_out": 0,
        "new": True,
    }
    assert club.ben.post(path).json() == made | {"new": False}
    assert len(world.spotify.made) == 1


def test_what_cannot_go_to_a_group_is_refused(club: Club) -> None:
    card = found(club.anna)["card"]

    def sends_as(client: TestClient, **to: str) -> tuple[int, str]:
        made = found(client)["card"] if client is not club.anna else card
        return problem(client.post("/api/songs", json={"id": "song-0001", "card": made, **to}))

    assert sends_as(club.anna) == (422, "invalid")
    assert sends_as(club.anna, to="ben", group=HILL) == (422, "invalid")
    assert sends_as(club.dora, group=HILL) == sends_as(club.dora, group=NOWHERE) == (404, "not-found")
    alone = one(club.dora.post("/api/groups", json={"name": "Alone"}), 201)["id"]
    assert sends_as(club.dora, group=alone) == (409, "nobody-in-group")
    memberships.leave(club.world.store, "ben", HILL, club.world.now)
    assert sends_as(club.ben, group=HILL) == (409, "not-joined")


WISHES = [
    ("GET", "/week", None),
    ("POST", "/join", {"tells": "with figures"}),
    ("POST", "/tells", {"tells": "with figures"}),
    ("POST", "/mute", {"muted": True}),
    ("POST", "/leave", {"block": True}),
    ("POST", "/people", {"name": "dora"}),
    ("DELETE", "/people/ben", None),
    ("DELETE", "", None),
]
"""Every endpoint of a group, below its address, but:"""
PLAYLIST = ("POST", "/playlist", None)


@pytest.mark.parametrize(("method", "path", "body"), [*WISHES, PLAYLIST])
def test_who_is_not_in_it_learns_not_even_that_there_is_one_and_changes_nothing(
    club: Club, method: str, path: str, body: dict[str, Any] | None
) -> None:
    store = club.world.store
    sends(club.world)
    before = (store.all(Circle), store.all(Membership))
    answers = [club.dora.request(method, f"/api/groups/{id}{path}", json=body) for id in (HILL, NOWHERE)]
    assert [problem(each) for each in answers] == [(404, "not-found")] * 2
    assert answers[0].text == answers[1].text
    assert (store.all(Circle), store.all(Membership)) == before
    invited = [club.dora.post("/api/invitations", json={"group": id}) for id in (HILL, NOWHERE)]
    assert invited[0].text == invited[1].text
    assert problem(invited[0]) == (404, "not-found")


@pytest.mark.parametrize(("method", "path", "body"), [*WISHES[5:], ("POST", "/invitations", None)])
def test_only_its_maker_invites_takes_people_off_and_closes_it(
    club: Club, method: str, path: str, body: dict[str, Any] | None
) -> None:
    before = club.world.store.all(Circle)
    if path == "/invitations":
        answer = club.ben.post("/api/invitations", json={"group": HILL})
    else:
        answer = club.ben.request(method, f"/api/groups/{HILL}{path}", json=body)
    assert problem(answer) == (403, "not-the-maker")
    assert club.world.store.all(Circle) == before


@pytest.mark.parametrize(("method", "path", "body"), [WISHES[0], PLAYLIST, *WISHES[2:4]])
def test_who_was_taken_off_is_told_nothing_from_then_on(
    club: Club, method: str, path: str, body: dict[str, Any] | None
) -> None:
    club.anna.delete(f"/api/groups/{HILL}/people/ben")
    answer = club.ben.request(method, f"/api/groups/{HILL}{path}", json=body)
    assert problem(answer) == (404, "not-found")
    assert club.ben.get("/api/groups").json() == {"groups": []}


def test_a_code_leads_into_the_group_who_is_signed_in_and_who_is_new(club: Club) -> None:
    codes = [club.anna.post("/api/invitations", json={"group": HILL, "called": "Anna"}).json()["code"] for _ in "12"]
    assert [each["group"] for each in club.anna.get("/api/invitations").json()["invitations"]] == [HILL] * 2
    assert problem(club.anna.post("/api/join", json={"code": codes[0]})) == (404, "no-invitation")
    looked = club.dora.post("/api/join/look", json={"code": codes[0]}).json()
    assert (looked["called"], looked["group"], looked["name"]) == ("Anna", "Hill runners", "dora")
    joined = club.dora.post("/api/join", json={"code": codes[0], "tells": "played"}).json()
    assert joined == {"name": "dora", "friend": "", "called": "", "group": "Hill runners"}
    assert one(club.dora.get("/api/groups"))["tells"] == "played"
    assert club.dora.get("/api/friends").json() == {"friends": []}
    assert problem(club.cleo.post("/api/join", json={"code": codes[0]})) == (404, "no-invitation")
    with far_browser(club.world) as stranger:
        new = stranger.post("/api/join", json={"code": codes[1], "name": "emil"}).json()
        assert (new["name"], new["group"]) == ("emil", "Hill runners")
        assert one(stranger.get("/api/groups"))["name"] == "Hill runners"
    new_one = club.world.store.load(Membership, "emil", HILL)
    assert new_one is not None
    assert new_one.will is Belongs.JOINED


def test_a_code_of_a_group_that_is_closed_says_nothing(club: Club) -> None:
    code = club.anna.post("/api/invitations", json={"group": HILL}).json()["code"]
    club.anna.delete(f"/api/groups/{HILL}")
    for path in ("/api/join/look", "/api/join"):
        assert problem(club.dora.post(path, json={"code": code})) == (404, "no-invitation")


def test_refusals_are_told_in_german(club: Club) -> None:
    answer = club.ben.delete(f"/api/groups/{HILL}", headers={"Accept-Language": "de"})
    assert answer.json()["detail"] == "Das kann nur anna, die oder der die Gruppe gemacht hat."
    assert SONG.title not in answer.text
