"""The judge rings: with a bug in the product the world finds what the bug does."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from sync.core.friends import Learns
from sync.core.inbound import Abilities
from sync.engine.groups import joined
from tests.song_world.__main__ import told
from tests.song_world.messenger import At
from tests.song_world.script import Size
from tests.song_world.verdict import Verdict


def _nothing(*_: object) -> None:
    """Done instead."""


BUGS: dict[str, tuple[Callable[[], AbstractContextManager[Any]], Callable[[Verdict], list[str]]]] = {
    "every song by this title": (
        lambda: patch("sync.engine.shares.is_same", lambda one, two: one.title.split(" (")[0] in two.title),
        lambda verdict: verdict.false,
    ),
    "nobody is handed a song": (
        lambda: patch("sync.engine.shares.hand_out", lambda app, sending, now: None),
        lambda verdict: verdict.lost,
    ),
    "nobody is told": (
        lambda: patch.multiple("sync.engine.outbox", song_changed=_nothing, song_will_change=_nothing),
        lambda verdict: verdict.lost,
    ),
    "everybody may know everything": (
        lambda: patch("sync.core.circle.may_learn", lambda one, two: Learns.FIGURES),
        lambda verdict: verdict.leaked,
    ),
    "a song to a group reaches two of it alone": (
        lambda: patch("sync.engine.asks.send_song.joined", lambda store, circle: joined(store, circle)[:2]),
        lambda verdict: verdict.lost,
    ),
    "what may have been sent is sent again": (
        lambda: patch.object(At, "can", Abilities(edits=True, exactly_once=True)),
        lambda verdict: verdict.doubled,
    ),
    "no play wakes a song, and none is looked for": (
        lambda: patch("sync.engine.shares.heard_at", lambda store, share, now: None),
        lambda verdict: verdict.missed,
    ),
}


@pytest.mark.long
@pytest.mark.parametrize("bug", BUGS)
def test_the_world_finds_what_a_bug_does(tmp_path: Path, bug: str) -> None:
    planted, found = BUGS[bug]
    with planted():
        verdict = told(tmp_path, 1, Size(people=10, shares=150, days=2), trouble=0.2)
    assert found(verdict) != []
