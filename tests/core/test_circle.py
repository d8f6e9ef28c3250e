"""A group: who belongs to it, whom its songs reach, and what its members may learn of one another."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.circle import Belongs, Between, Circle, Membership, is_in
from sync.core.friends import Contact, Learns, Will, may_learn

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
HILL = Circle("anna", "c1", "Hill runners", NOON, ("ben", "cleo"))
NAMES = ("anna", "ben", "cleo", "dora")


def members(user: str) -> st.SearchStrategy[Membership | None]:
    said = st.sampled_from([Belongs.JOINED, Belongs.JOINED, *Belongs])
    makers, ids = st.sampled_from(["anna", "anna", "dora"]), st.sampled_from(["c1", "c1", "c2"])
    return st.none() | st.builds(Membership, st.just(user), ids, makers, said, st.just(NOON), st.sampled_from(Learns))


def contacts(user: str, other: str) -> st.SearchStrategy[Contact | None]:
    wills, tells = st.sampled_from([Will.WANTED, *Will]), st.sampled_from(Learns)
    return st.none() | st.builds(Contact, st.just(user), st.just(other), wills, st.just(NOON), tells)


@st.composite
def two(draw: st.DrawFn) -> Between:
    listener, other = draw(st.permutations(NAMES))[:2]
    people = tuple(draw(st.sets(st.sampled_from(("ben", "cleo")))))
    circle = draw(st.none() | st.just(replace(HILL, people=people)))
    of_listener, of_other = draw(contacts(listener, other)), draw(contacts(other, listener))
    return Between(circle, draw(members(listener)), draw(members(other)), of_listener, of_other)


def both_agree(one: Between) -> bool:
    """Written out anew: the maker's list has both, and both have joined this very group of this very maker."""
    circle = one.circle
    return circle is not None and all(
        member is not None
        and (member.maker, member.id, member.will) == ("anna", "c1", Belongs.JOINED)
        and member.user in ("anna", *circle.people)
        for member in (one.listener, one.other)
    )


@given(two())
def test_songs_reach_who_has_joined_as_the_sender_has_and_neither_has_blocked_the_other(one: Between) -> None:
    said = [each.will for each in (one.of_listener, one.of_other) if each is not None]
    assert one.reaches == (both_agree(one) and Will.BLOCKED not in said)


@given(two())
def test_a_member_learns_the_most_that_friendship_or_group_allows_and_nothing_else(one: Between) -> None:
    by_friendship = may_learn(one.of_listener, one.of_other)
    by_group = one.listener.tells if one.reaches and one.listener else Learns.NOTHING
    assert one.may_learn is max(by_friendship, by_group, key=list(Learns).index)


@given(two())
def test_nobody_who_wants_nothing_of_the_other_tells_anything(one: Between) -> None:
    for without in (
        replace(one, listener=None, of_listener=None),
        replace(one, circle=None, of_listener=None),
        replace(one, of_listener=Contact("a", "b", Will.BLOCKED, NOON, Learns.FIGURES)),
        replace(one, of_other=Contact("b", "a", Will.BLOCKED, NOON, Learns.FIGURES)),
    ):
        assert (without.may_learn, without.reaches) == (Learns.NOTHING, False)


@pytest.mark.parametrize("will", [Belongs.LEFT, Belongs.BLOCKED])
def test_who_comes_back_tells_nothing_until_it_is_said_anew(will: Belongs) -> None:
    one = Membership("ben", "c1", "anna", Belongs.JOINED, NOON, Learns.FIGURES)
    assert one.turned(Belongs.JOINED, NOON) == one
    assert one.turned(will, NOON).turned(Belongs.JOINED, NOON) == replace(one, tells=Learns.NOTHING)


def test_the_group_of_another_maker_with_the_same_id_is_another_group() -> None:
    own = Membership("ben", "c1", "anna", Belongs.JOINED, NOON)
    assert is_in(HILL, own)
    assert not is_in(Circle("mallory", "c1", "Hill runners", NOON, ("ben", "anna")), own)
