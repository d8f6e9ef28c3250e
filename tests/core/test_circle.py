"""A group: who belongs to it, whom its songs reach, and what its members may learn of one another."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.circle import Belongs, Between, Circle, Membership, is_in
from sync.core.friends import Contact, Learns, Will, may_learn

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
HILL = Circle("anna", "c1", "Hill runners", NOON, ("ben", "cleo"))
NAMES = ("anna", "ben", "cleo", "dora")


USERS = st.sampled_from(list(permutations(NAMES, 2)))
MEMBERS = st.none() | st.builds(
    Membership,
    st.just("?"),
    st.sampled_from(["c1", "c1", "c2"]),
    st.sampled_from(["anna", "anna", "dora"]),
    st.sampled_from([Belongs.JOINED, Belongs.JOINED, *Belongs]),
    st.just(NOON),
    st.sampled_from(Learns),
)
CONTACTS = st.none() | st.builds(
    Contact,
    *map(st.just, ("?", "?")),
    st.sampled_from([Will.WANTED, *Will]),
    st.just(NOON),
    st.sampled_from(Learns),
)
CIRCLES = st.sampled_from([None, *(replace(HILL, people=people) for people in ((), ("ben",), ("cleo",), HILL.people))])


def between(users: tuple[str, str], circle: Circle | None, *wills: Any) -> Between:
    """Of a listener and another one; `wills`: what each wants of the group, then of the other."""
    (listener, other), (of_group, others, of_listener, of_other) = users, wills
    return Between(
        circle,
        of_group and replace(of_group, user=listener),
        others and replace(others, user=other),
        of_listener and replace(of_listener, user=listener, other=other),
        of_other and replace(of_other, user=other, other=listener),
    )


TWO = st.builds(between, USERS, CIRCLES, MEMBERS, MEMBERS, CONTACTS, CONTACTS)


def both_agree(one: Between) -> bool:
    """Written out anew: the maker's list has both, and both have joined this very group of this very maker."""
    circle = one.circle
    return circle is not None and all(
        member is not None
        and (member.maker, member.id, member.will) == ("anna", "c1", Belongs.JOINED)
        and member.user in ("anna", *circle.people)
        for member in (one.listener, one.other)
    )


@given(TWO)
def test_songs_reach_who_has_joined_as_the_sender_has_and_neither_has_blocked_the_other(one: Between) -> None:
    said = [each.will for each in (one.of_listener, one.of_other) if each is not None]
    assert one.reaches == (both_agree(one) and Will.BLOCKED not in said)


@given(TWO)
def test_a_member_learns_the_most_that_friendship_or_group_allows_and_nothing_else(one: Between) -> None:
    by_friendship = may_learn(one.of_listener, one.of_other)
    by_group = one.listener.tells if one.reaches and one.listener else Learns.NOTHING
    assert one.may_learn is max(by_friendship, by_group, key=list(Learns).index)


@given(TWO)
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
