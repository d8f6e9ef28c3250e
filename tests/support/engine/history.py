"""A random history as a hypothesis state machine over sockets: each of the acts of `acts.py` is a rule."""

import tempfile
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.support.engine.acts import EDITS, Acts

MOMENTS = (0, 5, 60, 60, 60, 180, 660, 1900, 3700, 6 * 3600, 20 * 3600)  # seconds
moments, picks, points = st.sampled_from(MOMENTS), st.integers(0, 30), st.integers(1, 130)
flags, few = st.booleans(), st.integers(1, 3)


class History(Acts, RuleBasedStateMachine):
    """See the module."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.set_up(Path(self.folder.name), {"duplicate_check": self.duplicate_check})

    begin = initialize(processing=st.sampled_from((0.0, 2.0, 45.0, 400.0, 7200.0)), words=st.integers(0, 2))(Acts.begin)
    go_for_a_run = rule(ticks=st.integers(0, 4))(Acts.go_for_a_run)
    sync_an_old_run_late = rule(wait=moments)(Acts.sync_an_old_run_late)
    sync_an_old_run_that_is_there = rule(wait=moments)(Acts.sync_an_old_run_that_is_there)
    edit = rule(kind=st.sampled_from(sorted(EDITS)), pick=picks)(Acts.edit)
    tick = rule(wait=moments)(Acts.tick)
    tick_each_minute = rule(count=st.integers(1, 15))(Acts.tick_each_minute)
    fail = rule(endpoint=picks, pick=picks, times=st.sampled_from((1, 1, 2, 5)), ticks=few)(Acts.fail)
    crash = rule(at=points, after_a_run=flags)(Acts.crash)
    tick_twice_at_once = rule(at=points, after_a_run=flags)(Acts.tick_twice_at_once)
    refuse_to_store = rule(at=points, after_a_run=flags)(Acts.refuse_to_store)
    log_out_or_in = rule(service=st.sampled_from(("garmin", "strava", "")))(Acts.log_out_or_in)

    @invariant()
    def nothing_is_doubled(self) -> None:
        self.expected.nothing_is_doubled()

    def teardown(self) -> None:
        try:
            self.come_to_rest()
            self.expected.everything_is_where_it_belongs()
        finally:
            self.world.__exit__()
            self.folder.cleanup()
