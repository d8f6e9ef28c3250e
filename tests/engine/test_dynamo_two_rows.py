"""Two rows, one activity on Strava, where the rows are in DynamoDB."""

from pathlib import Path

from tests.support.engine.dynamo_world import DynamoMusicWorld, DynamoWorld
from tests.support.engine.two_watches import A, B, one_soundtrack, two_watches
from tests.support.world import HOUR, MINUTE


def test_the_second_recording_is_seen(tmp_path: Path) -> None:
    with DynamoWorld(tmp_path, seconds=30.0, strava={"duplicate_check": False}) as world:
        world.ticks(1)
        two_watches(world)
        world.ticks(5)
        assert len(world.strava.alive()) == 1
        assert [world.row(one).how for one in (A, B)] == ["uploaded", "already there"]


def test_one_of_two_rows_owns_the_text(tmp_path: Path) -> None:
    with DynamoMusicWorld(tmp_path) as world:
        world.connect("spotify")
        two_watches(world)
        world.plays(world.now - HOUR - 5 * MINUTE, 50 * MINUTE)
        world.ticks(8)
        one_soundtrack(world)
        assert world.strava.alive()[0].description
        assert world.row(B).music.closed == "its soundtrack is kept as 900000001"
