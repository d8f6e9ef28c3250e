"""A process that dies between seeing a song and telling of it: its sender reads of it all the same, once."""

from contextlib import suppress
from pathlib import Path
from unittest.mock import patch

import pytest

from sync.core.friends import Learns
from sync.engine.asks.send_song import played_it
from sync.sim.songbook import SONGS
from sync.wiring import ME
from tests.support.engine.dying_store import Killed
from tests.support.engine.two_friends import ANNA, befriend, listen, sends
from tests.support.messages import MessageWorld
from tests.support.world import DAY, MINUTE, START


@pytest.mark.parametrize("said", [False, True], ids=["seen", "said"])
def test_who_was_killed_before_a_song_was_told_of_has_it_told_later(tmp_path: Path, said: bool) -> None:
    with MessageWorld(tmp_path, start=START - DAY) as world:
        world.connect("lastfm")
        world.clock.set(START)
        befriend(world, Learns.PLAYED)
        world.chat(ME, ANNA)
        world.everybody()
        sends(world, SONGS[1])
        world.everybody(2)
        with patch("sync.engine.outbox.song_changed", side_effect=Killed), suppress(Killed):
            if said:
                played_it(world.store, ME, "50a5", world.now)
            listen(world, SONGS[1], world.now + MINUTE)
            world.clock.advance(20 * 60)
            world.everybody()
        world.everybody(3)
        (told,) = world.read_by(ANNA)
        assert told.text.endswith("me says they played it." if said else "me played it.")
