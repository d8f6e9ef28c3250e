"""An export whose rows or files cannot be read: an error, never an archive that has less in it and looks whole."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.engine.asks.export import export
from sync.ports import StoreBroken
from sync.wiring import ME
from tests.engine.test_delete import lived
from tests.support.engine.dynamo_world import DynamoWorld, held_open
from tests.support.engine.watched import Watch, WatchedWorld


@pytest.fixture(scope="module", autouse=True)
def cloud() -> Iterator[None]:
    with held_open():
        yield


def entries(world: WatchedWorld, watch: Watch) -> dict[str, bytes]:
    """What an archive made now holds, while `watch` looks on."""
    world.watch = watch
    world.restart()
    try:
        made = export(world.wired.app, ME, world.now, "runtrack 1")
        return {each.name: b"".join(each.pieces) for each in made}
    finally:
        world.watch = Watch()
        world.restart()


@pytest.mark.parametrize("kind", [WatchedWorld, DynamoWorld])
def test_a_refusal_at_any_read_is_an_error_and_the_next_export_is_whole(
    kind: type[WatchedWorld], tmp_path: Path
) -> None:
    with kind(tmp_path) as world:
        lived(world)
        watch = Watch()
        whole = entries(world, watch)
        reads = [at for at, name in enumerate(watch.passed, 1) if name.endswith("begins")]
        assert len(reads) > 20
        assert {name.partition(".")[0] for name in watch.passed} >= {"store", "files"}

        def refuse(name: str) -> None:
            raise StoreBroken(f"cannot read ({name})", "try again")

        for at in reads:
            with pytest.raises(StoreBroken, match=r"cannot read"):
                entries(world, Watch(at, refuse))
        assert entries(world, Watch()) == whole
