"""A text that another version's rule made stands: only new plays or `annotate` have it written anew."""

from dataclasses import replace
from pathlib import Path

from sync.core.annotation import RECIPE, Annotation
from sync.core.description import block_of, fingerprint, mark_of
from tests.support.entrypoints.commands import runtrack
from tests.support.entrypoints.listened import RUN, on_target, there_already
from tests.support.music import MusicWorld
from tests.support.world import HOUR, MINUTE

OLD = block_of(mark_of("me", str(RUN)), "1. 0:00 As another rule had it")


def written_before(world: MusicWorld) -> None:
    """A run whose text a version of before has written, half a day ago: its row knows no more than rows did then."""
    world.connect("spotify")
    start = there_already(world, text="Mine")
    world.plays(start, 4 * MINUTE)
    world.ticks(9)
    world.strava.describe(on_target(world).id, f"Mine\n\n{OLD}")
    known = world.row(RUN).music
    then = Annotation(
        outcome=known.outcome,
        looks=known.looks,
        first_at=known.first_at,
        ours=(fingerprint(OLD),),
        standing=fingerprint(OLD),
        lead="\n\n",
        titled=known.titled,
        songs=known.songs,
    )
    world.store.save(replace(world.row(RUN), music=then))


def looked_again(world: MusicWorld) -> None:
    due = world.row(RUN).due
    assert due is not None
    world.clock.advance((due - world.now).total_seconds() + 1)
    world.ticks(3)
    assert world.row(RUN).due not in (None, due)


def test_a_look_by_itself_leaves_it_and_says_so(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        written_before(world)
        wrote = world.strava.count("update")
        for _ in range(3):
            looked_again(world)
        assert on_target(world).description == f"Mine\n\n{OLD}"
        assert (world.strava.count("update"), world.row(RUN).music.recipe) == (wrote, 0)
        assert "the text of before stays" in world.row(RUN).reason


def test_facts_of_its_songs_do_not_have_it_written_anew(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        written_before(world)
        world.store.save(replace(world.row(RUN), due=world.now))
        world.ticks(3)
        assert on_target(world).description == f"Mine\n\n{OLD}"


def test_plays_that_arrive_after_the_upgrade_have_it_written_anew(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        written_before(world)
        looked_again(world)
        start = world.row(RUN).start
        world.plays(start + 5 * MINUTE, 3 * MINUTE, seed=3)
        world.ticks(6)
        text = on_target(world).description or ""
        assert text.startswith("Mine\n\n♫")
        assert "As another rule had it" not in text
        assert world.row(RUN).music.recipe == RECIPE


def test_who_asks_gets_the_new_text(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        written_before(world)
        looked_again(world)
        assert runtrack(world, "annotate", str(RUN)).code == 0
        world.ticks(2)
        assert "As another rule had it" not in (on_target(world).description or "")
        known = world.row(RUN).music
        assert (known.recipe, known.plays != "") == (RECIPE, True)


def test_a_text_of_this_version_is_brought_up_to_date_as_ever(tmp_path: Path) -> None:
    """What the user's template makes of it may change, and facts come late."""
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        start = there_already(world)
        world.plays(start, 4 * MINUTE)
        world.ticks(9)
        template = tmp_path / "mine.j2"
        template.write_text("{{ count }} songs in all")
        world.restart(RUNTRACK_TEMPLATE=str(template))
        world.clock.advance(3 * HOUR.total_seconds())
        world.ticks(3)
        assert "songs in all" in (on_target(world).description or "")
