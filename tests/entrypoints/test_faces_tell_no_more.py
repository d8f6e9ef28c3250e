"""Whatever people say by the API and by commands, in any order: neither face tells anybody of a listening beyond what
the listener agrees to at that moment. What was agreed to is told apart, by `Wishes`, and knows nothing of ours.
"""

import json
import tempfile
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Any

import hypothesis.strategies as st
import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from sync.core.circle import Belongs
from sync.core.friends import Learns, Will
from sync.core.signing_in import Session
from sync.engine.asks.sessions import begin_session
from sync.engine.asks.users import add_user
from tests.entrypoints.api.test_songs import as_person
from tests.support.engine.wishes import PEOPLE, Wishes
from tests.support.entrypoints.commands import runtrack
from tests.support.songs import SongWorld

SOFT = {"tells_a_friend": 4, "says_so": 5, "mutes": 2, "takes_back": 2, "befriend": 6, "joins": 6, "invites": 3}
HARD = {"blocks": 2, "ends": 1, "leaves": 3, "is_taken_off": 2, "is_forgotten": 1, "closes": 1, "waits": 1}
LEARNED: list[int] = []
SECRET = "s" * 43
ACTS = {"sends": 10, "hears": 10, **SOFT, **HARD}


class ByFaces(Wishes):
    """People who say by the API or by a command, as it comes, what they want. `browsers`: each person's."""

    browsers: dict[str, TestClient]
    learned = 0
    """How often somebody was told that a song was played."""

    def face(self, who: str, api: tuple[str, str, Any], *command: str) -> bool:
        """One of the two; whether it was not refused."""
        if self.rng.random() < 0.5:
            method, path, body = api
            how = {"json": body} if body is not None else {}
            answer = self.browsers[who].request(method, f"/api/{path}", **how)
            assert answer.status_code < 500, answer.text
            return answer.status_code < 400
        said = runtrack(self.world, *command, "--user", who)
        assert "Traceback" not in said.err
        return said.code == 0

    def tells_a_friend(self) -> None:
        (one, other), tells = self.two(), self.rng.choice(list(Learns))
        telling = ("POST", f"friends/{other}/tells", {"tells": tells})
        if self.face(one, telling, "friends", "tell", other, "--tells", tells):
            self.tells[one, other] = tells

    def says_so(self) -> None:
        group, who, tells = self.any_group(), self.rng.choice(PEOPLE), self.rng.choice(list(Learns))
        telling = ("POST", f"groups/{group}/tells", {"tells": tells})
        if self.face(who, telling, "groups", "tell", group, "--tells", tells):
            assert self.is_in(who, group)
            self.says[who, group] = tells

    def mutes(self) -> None:
        """Which changes nothing of what the other one learns."""
        one, other = self.two()
        self.face(one, ("POST", f"friends/{other}/mute", {"muted": True}), "friends", "mute", other)

    def takes_back(self) -> None:
        id = self.rng.choice(list(self.sent) or [""])
        if id:
            who = self.sent[id][0]
            self.face(who, ("POST", f"songs/{id}/withdraw", None), "songs", "withdraw", id)

    def blocks(self) -> None:
        one, other = self.two()
        if self.face(one, ("POST", f"friends/{other}/block", None), "friends", "block", other):
            self.wants[one, other] = Will.BLOCKED

    def ends(self) -> None:
        one, other = self.two()
        if self.face(one, ("DELETE", f"friends/{other}", None), "friends", "end", other):
            self.wants.pop((one, other), None)

    def joins(self) -> None:
        group, tells = self.any_group(), self.rng.choice(list(Learns))
        who = self.rng.choice([*PEOPLE, *self.lists.get(group, []) * 2])
        joining = ("POST", f"groups/{group}/join", {"tells": tells})
        if self.face(who, joining, "groups", "join", group, "--tells", tells):
            assert who in self.lists[group], "somebody joined who was not invited"
            self.now_in(who, group, tells)

    def leaves(self) -> None:
        group, who, block = self.any_group(), self.rng.choice(PEOPLE), self.rng.random() < 0.3
        leaving = ("POST", f"groups/{group}/leave", {"block": block})
        if self.face(who, leaving, "groups", "leave", group, *(["--block"] if block else [])):
            self.belongs[who, group] = Belongs.BLOCKED if block else Belongs.LEFT

    def is_taken_off(self) -> None:
        group, other = self.any_group(), self.rng.choice(PEOPLE)
        maker = self.lists[group][0] if group in self.lists else "anna"
        removal = ("DELETE", f"groups/{group}/people/{other}", None)
        if self.face(maker, removal, "groups", "remove", group, other):
            self.lists[group].remove(other)
            if self.belongs.get((other, group)) is not Belongs.BLOCKED:
                self.belongs.pop((other, group), None)

    def sign_in(self) -> None:
        """Also who was forgotten, or away for long."""
        for name in PEOPLE:
            for session in self.world.store.all(Session, name):
                self.world.store.remove(session)
            begin_session(self.world.store, name, SECRET, "", self.world.now)

    # -- what each is told ------------------------------------------------------------------------

    def each_is_told_no_more(self, who: str) -> None:
        browser = self.browsers[who]
        for song in told(browser, "songs/sent?limit=100")["songs"]:
            for to in song["to"]:
                self.no_more(who, to["name"], song["group"], to["seen"], to["at"], to["on_run"])
        for song in told(browser, "songs/came?limit=100")["songs"]:
            assert who in self.sent.get(song["id"], ("", "", {who}))[2], f"{who} was sent what did not go to them"
        for friend in told(browser, "friends")["friends"]:
            assert friend["learns"] == self.may(who, friend["name"], "")
        for group in told(browser, "groups")["groups"]:
            assert who in self.lists[group["id"]]
            for member in group["members"]:
                assert member["learns"] == self.may(who, member["name"], group["id"]), (who, member)
        for song in json.loads(runtrack(self.world, "songs", "--json", "--user", who).out)["from_you"]:
            of_group = self.sent.get(song["id"], ("", "", set()))[1]
            for to in song["to"]:
                self.no_more(who, to["name"], of_group, to["seen"], to["heard_at"], to["on_run"])
            heard = sum(self.may(who, to["name"], of_group).covers(Learns.PLAYED) for to in song["to"])
            assert song["heard"] <= heard
            assert song["on_runs"] <= song["heard"]
        for group in [id for id in self.lists if self.is_in(who, id)]:
            api = told(browser, f"groups/{group}/week")
            command = json.loads(runtrack(self.world, "groups", "week", group, "--json", "--user", who).out)
            for song in (*api["songs"], *command["week"]["songs"]):
                for name in song["heard"]:
                    assert name == who or self.may(who, name, group).covers(Learns.PLAYED)
                for name in song["on_runs"]:
                    assert name == who or self.may(who, name, group).covers(Learns.ON_A_RUN)

    def no_more(self, who: str, of: str, group: str, seen: str, at: object, on_run: dict[str, Any] | None) -> None:
        may = self.may(who, of, group) if of else Learns.NOTHING
        assert may.covers(Learns.PLAYED) or (seen in ("sent", "withdrawn") and at is None), f"{who} learned {seen}"
        assert may.covers(Learns.ON_A_RUN) or on_run is None
        assert may.covers(Learns.FIGURES) or on_run is None or on_run["pace"] is None
        self.learned += seen in ("played", "played on a run")


def told(browser: TestClient, path: str) -> Any:
    answer = browser.get(f"/api/{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


class TwoFaces(RuleBasedStateMachine):
    """Any act, and then what somebody is told."""

    @initialize()
    def begin(self) -> None:
        self.ends, self.steps = ExitStack(), 0
        world = self.ends.enter_context(SongWorld(Path(self.ends.enter_context(tempfile.TemporaryDirectory()))))
        self.people = ByFaces(world, Random(0))
        for name in PEOPLE:
            add_user(world.wired.app, name, world.now)
        self.people.begins()
        self.people.browsers = {name: self.ends.enter_context(as_person(world, name)) for name in PEOPLE}

    @rule(
        act=st.sampled_from([name for name, often in ACTS.items() for _ in range(often)]),
        dice=st.integers(0, 2**32),
        who=st.sampled_from(PEOPLE),
    )
    def acts(self, act: str, dice: int, who: str) -> None:
        self.steps += 1
        self.people.rng = Random(f"{self.steps} {dice}")  # no two songs get one id
        getattr(self.people, act)()
        self.people.sign_in()
        self.people.each_is_told_no_more(who)

    def teardown(self) -> None:
        for name in PEOPLE:
            self.people.each_is_told_no_more(name)
        LEARNED.append(self.people.learned)
        self.ends.close()


@pytest.mark.parametrize(
    ("examples", "steps"), [pytest.param(3, 25, id="few"), pytest.param(30, 60, id="long", marks=pytest.mark.long)]
)
def test_whatever_is_said_neither_face_tells_more_than_the_listener_agrees_to(examples: int, steps: int) -> None:
    LEARNED.clear()
    how = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.reuse, Phase.generate),  # to make a failing story short takes minutes
    )
    run_state_machine_as_test(TwoFaces, settings=how)
    assert sum(LEARNED) > 0
