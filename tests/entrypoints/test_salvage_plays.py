"""What a rebuild keeps besides logins: plays, gaps, song facts, around whatever is broken; and what it says is lost."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sync.core.music import Gap, Play, Song, Sure
from sync.core.song_facts import Facts
from sync.core.user import Backfill
from sync.stores import salvage_read
from sync.stores.sqlite import SqliteStore
from sync.wiring import ME
from tests.support.contract.values import NOON
from tests.support.entrypoints.commands import runtrack
from tests.support.entrypoints.lost_ledger import database, rebuild, synced
from tests.support.world import DAY, World

PLAYS = 222
EVER = (NOON - 9000 * DAY, NOON + 9000 * DAY)
MINUTE = timedelta(minutes=1)


def played(number: int) -> Play:
    song = Song(f"Title {number}", "Somebody", 180.0, uri=f"spotify:track:{number:022}")
    return Play(ME, "spotify", NOON - number * 4 * MINUTE, song)


def filled(store: SqliteStore) -> list[Play]:
    store.put(Gap(ME, "spotify", NOON - DAY, NOON, Sure.CERTAIN, "many plays"))
    store.put(Facts("a song", played(0).song))
    return store.add_plays([played(number) for number in range(PLAYS)])


LEAF = 0x0A  # of the trees in which such rows lie (https://www.sqlite.org/fileformat2.html, section 1.6)


def leaves_of_plays(path: Path) -> list[int]:
    """The numbers of these pages, from 0."""
    data = path.read_bytes()
    every = range(0, len(data), 4096)
    return [at // 4096 for at in every if data[at] == LEAF and b'"played_at"' in data[at : at + 4096]]


def broken(path: Path, numbers: list[int]) -> None:
    data = bytearray(path.read_bytes())
    for number in numbers:
        data[number * 4096 : (number + 1) * 4096] = b"\xff" * 4096
    path.write_bytes(data)


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    path = tmp_path / "whole.sqlite"
    with closing(SqliteStore(path, sleep=lambda _: None)) as store:
        filled(store)
    return path


def test_a_whole_database_is_not_given_up_without_a_word_from_the_person(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        synced(world)
        filled(world.sqlite)
        world.wired.close()
        before = database(world).read_bytes()
        said = runtrack(world, "doctor", "--rebuild")
        assert (said.code, said.out, said.err.splitlines()[1]) == (
            2,
            "",
            "  run `runtrack doctor --rebuild --yes` if you want that all the same",
        )
        asked: list[str] = []

        def refusing(question: str) -> bool:
            asked.append(question)
            return False

        said = runtrack(world, "doctor", "--rebuild", ask=refusing)
        assert (said.code, said.out) == (0, "Nothing was changed.\n")
        assert "forgets what its 4 runs went through" in asked[0]
        assert "keeps logins and 222 plays" in asked[0]
        assert database(world).read_bytes() == before
        assert runtrack(world, "doctor", "--rebuild", ask=lambda _: True).code == 0
        world.wired = world.build()


def test_plays_gaps_and_facts_are_kept_and_what_is_not_is_named(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        synced(world)
        store = world.wired.store
        plays = filled(store)  # type: ignore[arg-type]  # it is SQLite's
        gaps, facts = store.all(Gap, ME), store.all(Facts)
        store.put(Backfill(ME, world.now - 90 * DAY, world.now, world.now))
        said = rebuild(world)
        assert "222 plays were kept (spotify)." in said.lines
        since = world.now - 90 * DAY
        assert f"The backfill has to be asked for again: `runtrack backfill --since {since:%Y-%m-%d}`." in said.lines
        store = world.wired.store
        assert store.plays(ME, *EVER) == sorted(plays, key=lambda play: play.ms)
        assert [replace(gap, version=1) for gap in gaps] == store.all(Gap, ME)
        assert [replace(fact, version=1) for fact in facts] == store.all(Facts)


def test_around_a_broken_page_of_plays_all_others_are_kept_and_the_lost_ones_counted(whole: Path) -> None:
    leaves = leaves_of_plays(whole)
    assert len(leaves) > 8
    data = whole.read_bytes()
    for number in leaves:
        whole.write_bytes(data)
        broken(whole, [number])
        found = salvage_read.read(whole)
        assert len(found.plays) + found.lost["plays"] == PLAYS, number
        assert 0 < found.lost["plays"] < 40
        assert not found.whole
    whole.write_bytes(data)
    broken(whole, [leaves[1], leaves[4], leaves[-2]])  # between them only the index leads
    found = salvage_read.read(whole)
    assert len(found.plays) + found.lost["plays"] == PLAYS
    assert len(found.plays) > PLAYS / 2


def test_whichever_page_is_broken_nothing_is_raised_and_nothing_made_up(whole: Path) -> None:
    data = whole.read_bytes()
    true = {(play.user, play.ms, play.source, play.song.key): play for play in map(played, range(PLAYS))}
    for number in range(len(data) // 4096):
        whole.write_bytes(data)
        broken(whole, [number])
        found = salvage_read.read(whole)
        assert found.plays.items() <= true.items(), number
        assert not found.whole, number


def test_plays_that_the_broken_file_lost_come_from_the_newest_copies(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        synced(world)
        filled(world.sqlite)
        world.wired.store.backup(database(world).with_name("runtrack.sqlite.daily-2026-03-13.bak"))  # type: ignore[attr-defined]  # SQLite's has it
        late = replace(played(0), played_at=NOON + DAY)
        world.wired.store.add_plays([late])
        world.wired.close()
        with closing(SqliteStore(database(world), sleep=lambda _: None)) as store:
            store._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        leaves = leaves_of_plays(database(world))
        broken(database(world), leaves[:3])
        said = rebuild(world)
        assert "223 plays were kept (spotify)." in said.lines
        assert not any("are lost" in line for line in said.lines)
        assert len(world.wired.store.plays(ME, *EVER)) == PLAYS + 1
