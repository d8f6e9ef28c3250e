"""A random history on AWS: the same days of an athlete, and a DynamoDB that is now and then no help either."""

from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.support.engine.dynamo_wire import TROUBLES, disturbed
from tests.support.engine.dynamo_world import DynamoMusicWorld, DynamoWorld
from tests.support.engine.expected_runs import ExpectedRuns
from tests.support.engine.history import History
from tests.support.engine.music_history import MusicHistory
from tests.support.world import DAY, START


class DynamoHistory(History):
    """See the module; `held_open` around it spares each example a new cloud."""

    def set_up(self, folder: Path, strava: dict[str, Any]) -> None:
        self.world = DynamoWorld(folder, seconds=self.seconds, strava=strava)
        self.world.__enter__()
        self.expected = ExpectedRuns(self.world)

    @rule(at=st.integers(1, 25), times=st.sampled_from((1, 1, 3)), trouble=st.sampled_from(sorted(TROUBLES)))
    def a_request_to_dynamodb_fails(self, at: int, times: int, trouble: str) -> None:
        """One request of a tick after a run meets a trouble, or a few one after the other."""
        self.expected.run_now()
        seen = [0]

        def meets(_: str) -> bool:
            seen[0] += 1
            return at <= seen[0] < at + times

        with disturbed(meets, trouble):
            self.tick(60)


class DynamoMusicHistory(MusicHistory):
    """The same with music, and an owner who edits descriptions."""

    def set_up(self, folder: Path, strava: dict[str, Any]) -> None:
        self.move_in(DynamoMusicWorld(folder, seconds=self.seconds, strava=strava, start=START - DAY))
