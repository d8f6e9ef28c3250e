"""Random histories of groups, friends and songs, with kills and wishes told twice: nobody is sent a song, and nobody
learns of one, beyond what both wanted at that moment. The seed is printed and may be given as TEST_SEED.
"""

import os
import random
from pathlib import Path

import pytest

from sync.core.circle import Belongs
from sync.core.friends import Learns
from sync.core.song_share import OnRun, Seen, Share
from sync.engine.asks.users import add_user
from sync.engine.group_week import week
from sync.engine.groups import groups as groups_of
from sync.engine.song_views import sent
from tests.support.engine.dynamo_world import DynamoWorld
from tests.support.engine.wishes import ACTS, PEOPLE, Wishes
from tests.support.world import World

SEED = int(os.environ["TEST_SEED"])


class History(Wishes):
    """See the module. `told`: how often somebody was told that a song was heard."""

    told = 0

    def check(self) -> None:
        for share in self.world.store.all(Share):
            if share.id in self.sent:
                assert share.user in self.sent[share.id][2], f"{share.user} was sent what did not go to them"
        for who in PEOPLE:
            for view in sent(self.world.store, who):
                for to in view.to:
                    self.not_too_much(
                        who, to.name, self.may(who, to.name, view.group), to.learned.seen, to.learned.on_run
                    )
            for group in groups_of(self.world.store, who):
                assert who in self.lists.get(group.id, [])
                if group.will is Belongs.JOINED:
                    self.week_is_right(who, group.id)

    def week_is_right(self, who: str, group: str) -> None:
        seen = week(self.world.store, who, group, self.world.now)
        assert seen is not None
        for song in seen.songs:
            sender, of_group, reach = self.sent.get(song.id, (song.sender, group, {who}))
            assert of_group == group
            assert who == sender or who in reach
            for name in song.heard:
                assert self.may(who, name, group).covers(Learns.PLAYED) or name == who
            for name in song.on_runs:
                assert self.may(who, name, group).covers(Learns.ON_A_RUN) or name == who

    def not_too_much(self, who: str, of: str, may: Learns, seen: Seen, on_run: OnRun | None) -> None:
        self.told += seen in (Seen.PLAYED, Seen.ON_A_RUN)
        assert may.covers(Learns.PLAYED) or seen in (Seen.SENT, Seen.WITHDRAWN), f"{who} learned {seen} of {of}"
        assert may.covers(Learns.ON_A_RUN) or on_run is None
        assert may.covers(Learns.FIGURES) or on_run is None or on_run.pace is None


def told(world: World, seed: str, count: int) -> History:
    history = History(world, random.Random(seed))
    for name in PEOPLE:
        add_user(world.wired.app, name, world.now)
    history.begins()
    for _ in range(count):
        getattr(history, history.rng.choices(list(ACTS), list(ACTS.values()))[0])()
        history.check()
    return history


@pytest.mark.parametrize(
    ("kind", "number", "count"),
    [
        *(pytest.param(World, number, 200, id=f"SQLite {number}") for number in range(3)),
        pytest.param(DynamoWorld, 0, 30, id="DynamoDB"),
        *(pytest.param(World, number, 4000, id=f"SQLite long {number}", marks=pytest.mark.long) for number in (7, 8)),
    ],
)
def test_nobody_is_sent_or_learns_what_both_did_not_want_then(
    tmp_path: Path, kind: type[World], number: int, count: int
) -> None:
    seed = f"{SEED} {number}"
    print("seed", seed)
    with kind(tmp_path) as world:
        history = told(world, seed, count)
    print(f"{len(history.sent)} sent, told of {history.told} times, {history.kills} kills")
    assert history.kills > 0 or count < 200
    assert history.told > 10
