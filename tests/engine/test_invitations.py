"""Invitations to be a friend: one person, seven days, and no more than both have said."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sync.core.friends import Contact, Learns
from sync.core.invitation import Invitation
from sync.engine.asks import friends as friendship
from sync.engine.asks.invitations import MOST, NoInvitation, TooManyInvitations, invite, join
from sync.engine.asks.users import add_user
from sync.engine.friendship import friends, learns
from sync.ports import Store
from sync.wiring import ME
from tests.support.contract.values import NOON
from tests.support.engine.dying_store import DyingStore, Killed
from tests.support.world import DAY, World

SECRET = "s" * 22


def two(world: World) -> str:
    """Anna and Ben are here, and `me` has invited somebody."""
    for name in ("anna", "ben"):
        add_user(world.wired.app, name, world.now)
    return invite(world.store, ME, SECRET, world.now, tells=Learns.ON_A_RUN)


def test_who_joins_is_a_friend_at_once_and_each_learns_what_the_other_said(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        code = two(world)
        join(world.wired.app, "anna", code, world.now, tells=Learns.PLAYED)
        assert friends(world.store, ME, "anna")
        assert (learns(world.store, "anna", ME), learns(world.store, ME, "anna")) == (Learns.ON_A_RUN, Learns.PLAYED)
        assert SECRET not in repr(world.store.all(Invitation, ME))


def test_an_invitation_is_for_one_person_and_seven_days_and_not_for_its_maker_or_who_is_blocked(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        app, code = world.wired.app, two(world)
        friendship.block(world.store, ME, "ben", world.now)
        for who, word, at in (
            (ME, code, world.now),
            ("ben", code, world.now),
            ("anna", code, world.now + 7 * DAY),
            ("anna", code + "x", world.now),
            ("anna", "", world.now),
            ("anna", "ä" * 9, world.now),
        ):
            with pytest.raises(NoInvitation):
                join(app, who, word, at)
        join(app, "anna", code, world.now + 7 * DAY - timedelta(seconds=1))
        friendship.end(world.store, ME, "anna", world.now)
        for who in ("anna", "ben"):
            with pytest.raises(NoInvitation):
                join(app, who, code, world.now)
        assert not friends(world.store, ME, "anna")


@pytest.mark.parametrize("writes", range(5))
def test_a_join_that_was_killed_is_gone_on_with_by_the_same_person_alone(tmp_path: Path, writes: int) -> None:
    with World(tmp_path) as world:
        app, code = world.wired.app, two(world)
        dying = DyingStore(world.store)
        dying.left = writes
        with suppress(Killed):
            join(replace(app, store=dying), "anna", code, world.now, tells=Learns.PLAYED)
        if writes:
            with pytest.raises(NoInvitation):
                join(app, "ben", code, world.now)
        with suppress(NoInvitation):  # it had ended
            join(app, "anna", code, world.now, tells=Learns.PLAYED)
        assert friends(world.store, ME, "anna")
        assert (learns(world.store, "anna", ME), learns(world.store, ME, "anna")) == (Learns.ON_A_RUN, Learns.PLAYED)
        assert world.store.all(Contact, "ben") == []


def test_invitations_that_are_over_make_room_for_new_ones(store: Store) -> None:
    for number in range(MOST):
        invite(store, ME, f"{number:022}", NOON)
    with pytest.raises(TooManyInvitations):
        invite(store, ME, SECRET, NOON + 6 * DAY)
    invite(store, ME, SECRET, NOON + 7 * DAY)
    assert len(store.all(Invitation, ME)) == 1
