"""Groups: two wills decide who belongs to one, and its songs go to those, and are told of, as far as they agree."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from sync.core.circle import MOST_PEOPLE, Belongs, Circle, Membership
from sync.core.friends import Learns
from sync.core.invitation import Invitation
from sync.core.music import Song
from sync.core.song_share import Learned, Seen, Sending, Share, ShareState
from sync.engine.asks import friends, groups, invitations, memberships
from sync.engine.asks.group_refusals import (
    MOST,
    GroupFull,
    MakerStays,
    NoGroupName,
    NoSuchGroup,
    NotAmongFriends,
    NotInGroup,
    NotJoined,
    NotTheMaker,
    SeveralGroups,
    TooManyGroups,
)
from sync.engine.asks.invitations import NoInvitation
from sync.engine.asks.newcomers import Secrets, join_as_new
from sync.engine.asks.refusals import Refused
from sync.engine.asks.send_limits import OF_GROUP_A_DAY, TO_GROUP_A_DAY, SentAlready, TooManyInGroup, TooManySent
from sync.engine.asks.send_song import HeardAlready, NobodyInGroup, played_it, send, send_to_group, withdraw
from sync.engine.forgotten_friend import forget
from sync.engine.friendship import friends as are_friends
from sync.engine.groups import MemberView, joined
from sync.engine.groups import groups as groups_of
from sync.engine.song_views import sent
from sync.engine.tick import tick
from sync.ports import Store
from tests.support.engine.dying_store import DyingStore, Killed
from tests.support.engine.dynamo_world import DynamoWorld
from tests.support.engine.group_of_friends import HILL, SONG, befriends, circle, got, group, people, sends, told
from tests.support.world import DAY, World

WORLDS = pytest.mark.parametrize("kind", [World, DynamoWorld], ids=["SQLite", "DynamoDB"])
PLAYED, FIGURES = Learns.PLAYED, Learns.FIGURES


@WORLDS
def test_a_song_goes_to_everybody_who_has_joined_and_each_tells_as_much_as_they_say(
    tmp_path: Path, kind: type[World]
) -> None:
    with kind(tmp_path) as world:
        group(world, ben=PLAYED)
        people(world, "dora")
        friends.ask(world.store, "anna", "dora", world.now)
        friends.ask(world.store, "dora", "anna", world.now, tells=FIGURES)
        groups.invite(world.store, "anna", HILL, "dora", world.now)  # who does not answer
        assert sends(world).to == ("ben", "cleo")
        assert got(world) == ["ben", "cleo"]
        for name in ("ben", "cleo"):
            played_it(world.store, name, "50a5", world.now)
        assert told(world) == {"ben": Learned(Seen.PLAYED, world.now, said=True), "cleo": Learned(Seen.SENT)}
        (view,) = sent(world.store, "anna")
        assert (view.group, view.group_name, view.heard, view.on_runs) == (HILL, "Hill runners", 1, 0)
        memberships.tell(world.store, "cleo", HILL, PLAYED, world.now)
        assert sent(world.store, "anna")[0].heard == 2
        with pytest.raises(HeardAlready):
            withdraw(world.wired.app, "anna", "50a5", world.now)
        sends(world, "cleo", "50a6")  # who is nobody's friend
        assert got(world, "50a6") == ["anna", "ben"]


def test_each_sees_who_has_joined_and_its_maker_also_whom_they_have_asked(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        group(world, ben=PLAYED, cleo=FIGURES)
        people(world, "dora")
        befriends(world, "anna", "dora")
        groups.invite(world.store, "anna", HILL, "dora", world.now)
        ben, cleo = MemberView("ben", joined=True, learns=PLAYED), MemberView("cleo", joined=True, learns=FIGURES)
        (seen,) = groups_of(world.store, "anna")
        assert (seen.name, seen.maker, seen.will) == ("Hill runners", "anna", Belongs.JOINED)
        assert seen.members == (ben, cleo, MemberView("dora", joined=False, learns=Learns.NOTHING))
        (seen,) = groups_of(world.store, "ben")
        assert (seen.tells, seen.members) == (PLAYED, (MemberView("anna", joined=True, learns=Learns.NOTHING), cleo))
        (seen,) = groups_of(world.store, "dora")
        assert seen.will is Belongs.ASKED
        assert [(one.name, one.learns) for one in seen.members] == [
            (name, Learns.NOTHING) for name in ("anna", "ben", "cleo")
        ]


def deleted(world: World) -> None:
    world.store.erase("anna")
    forget(world.store, "anna", world.now)


def no_longer() -> dict[str, Callable[[World], object]]:
    return {
        "takes it back": lambda world: memberships.tell(world.store, "ben", HILL, Learns.NOTHING, world.now),
        "leaves": lambda world: memberships.leave(world.store, "ben", HILL, world.now),
        "blocks the group": lambda world: memberships.leave(world.store, "ben", HILL, world.now, block=True),
        "blocks the sender": lambda world: friends.block(world.store, "ben", "cleo", world.now),
        "the sender blocks them": lambda world: friends.block(world.store, "cleo", "ben", world.now),
        "the sender leaves": lambda world: memberships.leave(world.store, "cleo", HILL, world.now),
        "is taken off": lambda world: groups.remove(world.store, "anna", HILL, "ben", world.now),
        "the sender is taken off": lambda world: groups.remove(world.store, "anna", HILL, "cleo", world.now),
        "the group is closed": lambda world: groups.close(world.store, "anna", HILL, world.now),
        "its maker is deleted": deleted,
    }


@pytest.mark.parametrize("what", no_longer())
def test_what_one_of_them_takes_back_holds_at_once_also_for_what_was_told_before(tmp_path: Path, what: str) -> None:
    with World(tmp_path) as world:
        group(world, ben=FIGURES)
        sends(world, "cleo")
        played_it(world.store, "ben", "50a5", world.now)
        assert told(world, "cleo")["ben"].seen is Seen.PLAYED
        no_longer()[what](world)
        assert told(world, "cleo")["ben"] == Learned(Seen.SENT)
        if what != "takes it back":
            with suppress(Refused):
                sends(world, "cleo", "50a6", Song("Another", "One"))
            assert "ben" not in got(world, "50a6")


def test_who_blocks_the_sender_is_given_nothing_and_nobody_can_tell(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        group(world, ben=FIGURES)
        before = groups_of(world.store, "cleo")[0].members
        friends.block(world.store, "ben", "cleo", world.now)
        assert sends(world, "cleo").to == ("anna", "ben")
        assert got(world) == ["anna"]
        assert told(world, "cleo") == {"anna": Learned(Seen.SENT), "ben": Learned(Seen.SENT)}
        after = groups_of(world.store, "cleo")[0].members
        assert [(one.name, one.joined) for one in after] == [(one.name, one.joined) for one in before]


def test_a_friend_in_the_group_learns_the_most_that_either_says(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        group(world, ben=PLAYED)
        sends(world)
        played_it(world.store, "ben", "50a5", world.now)
        for friendship, of_group, seen in (
            (Learns.NOTHING, PLAYED, Seen.PLAYED),
            (PLAYED, Learns.NOTHING, Seen.PLAYED),
            (Learns.NOTHING, Learns.NOTHING, Seen.SENT),
        ):
            friends.agree(world.store, "ben", "anna", friendship, world.now)
            memberships.tell(world.store, "ben", HILL, of_group, world.now)
            assert told(world)["ben"].seen is seen


def test_what_is_said_in_the_group_tells_nothing_of_songs_between_two(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        group(world, ben=FIGURES)
        send(world.wired.app, "anna", "ben", SONG, "50a7", world.now)
        played_it(world.store, "ben", "50a7", world.now)
        assert told(world) == {"ben": Learned(Seen.SENT)}


def test_who_is_taken_off_and_asked_again_has_to_say_everything_anew(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        group(world, ben=FIGURES)
        groups.remove(world.store, "anna", HILL, "ben", world.now)
        assert groups_of(world.store, "ben") == []
        groups.invite(world.store, "anna", HILL, "ben", world.now)
        (seen,) = groups_of(world.store, "ben")
        assert (seen.will, seen.tells) == (Belongs.ASKED, Learns.NOTHING)
        memberships.leave(world.store, "ben", HILL, world.now, block=True)
        groups.remove(world.store, "anna", HILL, "ben", world.now)
        groups.invite(world.store, "anna", HILL, "ben", world.now)
        assert [one.will for one in groups_of(world.store, "ben")] == [Belongs.BLOCKED]
        memberships.join(world.store, "ben", HILL, world.now)
        assert joined(world.store, circle(world)) == ["anna", "cleo", "ben"]


def test_what_one_may_not_do_is_refused(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        app, store, now = world.wired.app, world.store, world.now
        group(world)
        people(world, "dora")
        befriends(world, "anna", "dora")
        groups.invite(store, "anna", HILL, "dora", now)
        refused: list[tuple[type[Refused], Callable[[], object]]] = [
            (NotTheMaker, lambda: groups.invite(store, "ben", HILL, "anna", now)),
            (NotTheMaker, lambda: invitations.invite_into(store, "ben", HILL, "t" * 22, now)),
            (NotTheMaker, lambda: groups.remove(store, "ben", HILL, "cleo", world.now)),
            (NotTheMaker, lambda: groups.close(store, "ben", HILL, world.now)),
            (NotAmongFriends, lambda: groups.invite(store, "anna", HILL, "cleo", now)),
            (NotAmongFriends, lambda: groups.invite(store, "anna", HILL, "nobody", now)),
            (NotInGroup, lambda: groups.remove(store, "anna", HILL, "nobody", world.now)),
            (MakerStays, lambda: groups.remove(store, "anna", HILL, "anna", world.now)),
            (MakerStays, lambda: memberships.leave(store, "anna", HILL, now)),
            (NotJoined, lambda: memberships.tell(store, "dora", HILL, PLAYED, now)),
            (NotJoined, lambda: sends(world, "dora")),
            (NoSuchGroup, lambda: sends(world, "me")),
            (NoSuchGroup, lambda: memberships.join(store, "me", HILL, now)),
            (NoSuchGroup, lambda: memberships.leave(store, "me", HILL, now)),
            (NoSuchGroup, lambda: groups.meant(store, "me", "Hill runners")),
            (NoGroupName, lambda: groups.make(store, "anna", "c2", "hill RUNNERS", now)),
            (NoGroupName, lambda: groups.make(store, "anna", "c2", " ", now)),
            (NoGroupName, lambda: groups.make(store, "anna", "c2", "x" * 41, now)),
            (NoGroupName, lambda: groups.make(store, "anna", "c2", "a\x1b[2Jb", now)),
            (NoGroupName, lambda: groups.make(store, "anna", "c2", "evil\u202eeman", now)),
        ]
        for why, wish in refused:
            with pytest.raises(why):
                wish()
        memberships.leave(store, "ben", HILL, now)
        memberships.leave(store, "cleo", HILL, now)
        with pytest.raises(NobodyInGroup):
            sends(world)
        assert store.all(Sending) == []
        groups.make(store, "ben", "c2", "Hill runners", now)
        groups.invite(store, "ben", "c2", "anna", now)
        with pytest.raises(SeveralGroups) as several:
            groups.meant(store, "anna", "HILL runners")
        assert sorted(several.value.ids) == [HILL, "c2"]
        assert groups.meant(store, "anna", "c2").maker == "ben"
        assert invitations.leads_into(app, "me", invitations.invite(store, "anna", "u" * 22, now), now) == ""


def test_a_group_has_fifty_people_and_a_person_twenty_groups(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        app, store, now = world.wired.app, world.store, world.now
        full = group(world)
        store.put(replace(full, people=tuple(f"p{number}" for number in range(MOST_PEOPLE - 1))))
        befriends(world, "anna", "dora")
        with pytest.raises(GroupFull):
            groups.invite(store, "anna", HILL, "dora", now)
        code = invitations.invite_into(store, "anna", HILL, "v" * 22, now)
        with pytest.raises(GroupFull):
            invitations.join_group(app, "dora", code, now)
        for number in range(MOST):
            groups.make(store, "dora", f"d{number}", f"group {number}", now)
        with pytest.raises(TooManyGroups):
            groups.make(store, "dora", "d99", "one more", now)
        groups.make(store, "me", "e1", "of me", now)
        with pytest.raises(TooManyGroups):
            invitations.join_group(app, "dora", invitations.invite_into(store, "me", "e1", "w" * 22, now), now)
        groups.close(store, "dora", "d0", world.now)
        groups.make(store, "dora", "d99", "one more", now)


def test_ten_songs_a_day_of_one_person_and_thirty_of_all_go_to_a_group(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        group(world)
        sends(world)
        with pytest.raises(SentAlready):
            sends(world, id="other")
        senders = ("anna", "ben", "cleo")
        for number in range(1, OF_GROUP_A_DAY):
            sends(world, senders[number % 3], f"{number}", Song(f"Number {number}", "A"))
        for sender in senders:
            with pytest.raises((TooManySent, TooManyInGroup)):
                sends(world, sender, "more", Song("More", "A"))
        assert [len(world.store.all(Sending, each)) for each in senders] == [TO_GROUP_A_DAY] * 3
        befriends(world, "anna", "dora")
        groups.invite(world.store, "anna", HILL, "dora", world.now)
        memberships.join(world.store, "dora", HILL, world.now)
        world.clock.advance((DAY - timedelta(seconds=1)).total_seconds())
        with pytest.raises(TooManySent):
            sends(world, "ben", "more", Song("More", "A"))
        world.clock.advance(1)
        sends(world, "ben", "more", Song("More", "A"))


def test_what_others_send_to_the_group_counts_too(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        group(world)
        for number in range(OF_GROUP_A_DAY):
            share = Share("ben", f"{number}", "x", Song(f"{number}", "A"), world.now, world.now, group=HILL)
            world.store.put(share)
        with pytest.raises(TooManyInGroup):
            sends(world, "ben")
        sends(world, "cleo")


@pytest.mark.parametrize("writes", range(6))
def test_a_join_by_code_that_was_killed_is_gone_on_with_by_the_same_person_alone(tmp_path: Path, writes: int) -> None:
    with World(tmp_path) as world:
        app, store, now = world.wired.app, world.store, world.now
        group(world)
        people(world, "dora", "eve")
        code = invitations.invite_into(store, "anna", HILL, "t" * 22, now)
        with pytest.raises(NoInvitation):
            invitations.join(app, "dora", code, now)  # it makes no friends
        dying = DyingStore(store)
        dying.left = writes
        with suppress(Killed):
            invitations.join_group(replace(app, store=dying), "dora", code, now, tells=PLAYED)
        if writes:
            with pytest.raises(NoInvitation):
                invitations.join_group(app, "eve", code, now)
        with suppress(NoInvitation):  # it had ended
            invitations.join_group(app, "dora", code, now, tells=PLAYED)
        assert joined(store, circle(world)) == ["anna", "ben", "cleo", "dora"]
        assert store.all(Membership, "eve") == []
        assert {one.done for one in store.all(Invitation, "anna")} == {True}


def test_who_is_new_here_comes_in_by_the_code_of_a_group(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        group(world)
        code = invitations.invite_into(world.store, "anna", HILL, "t" * 22, world.now)
        secrets = Secrets("x" * 43, "k7")
        join_as_new(world.wired.app, code, "finn", secrets, "Firefox", world.now, tells=PLAYED)
        assert joined(world.store, circle(world)) == ["anna", "ben", "cleo", "finn"]
        assert not are_friends(world.store, "anna", "finn")
        world.store.put(replace(circle(world), people=tuple(f"p{number}" for number in range(MOST_PEOPLE - 1))))
        code = invitations.invite_into(world.store, "anna", HILL, "v" * 22, world.now)
        with pytest.raises(NoInvitation):
            join_as_new(world.wired.app, code, "gina", secrets, "Firefox", world.now)
        assert "gina" not in world.store.users()


@pytest.mark.parametrize("writes", range(4))
def test_a_group_whose_making_was_killed_is_made_by_the_next_try_once(tmp_path: Path, writes: int) -> None:
    with World(tmp_path) as world:
        dying = DyingStore(world.store)
        dying.left = writes
        with suppress(Killed):
            groups.make(dying, "me", "c1", "Mine", world.now, tells=PLAYED)
        again = groups.make(world.store, "me", "c2" if writes < 2 else "c1", "Mine", world.now, tells=PLAYED)
        (seen,) = groups_of(world.store, "me")
        assert (seen.id, seen.will, seen.tells) == (again.id, Belongs.JOINED, PLAYED)
        assert [one.id for one in world.store.all(Membership, "me")] == [again.id]


@pytest.mark.parametrize("writes", range(1, 5))
def test_a_song_to_a_group_whose_sender_was_killed_is_handed_out_by_the_next_tick_once(
    tmp_path: Path, writes: int
) -> None:
    with World(tmp_path) as world:
        group(world)
        dying = DyingStore(world.store)
        dying.left = writes
        with suppress(Killed):
            send_to_group(replace(world.wired.app, store=dying), "anna", HILL, SONG, "50a5", world.now)
        memberships.leave(world.store, "cleo", HILL, world.now)
        tick(world.wired.app, "anna", world.now, lambda: 50.0)
        assert got(world) == (["ben", "cleo"] if writes > 2 else ["ben"])
        (kept,) = world.store.all(Sending, "anna")
        assert kept.due is None


def test_what_the_others_keep_of_a_person_goes_with_them(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        group(world)
        sends(world, "ben")
        forget(world.store, "ben", world.now)
        assert circle(world).people == ("cleo",)
        assert [(share.sender, share.state) for share in world.store.all(Share)] == [("", ShareState.WITHDRAWN)] * 2
        forget(world.store, "anna", world.now)
        assert world.store.all(Membership, "cleo") == []


def test_a_closed_group_leaves_nothing_with_its_people(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        group(world)
        groups.close(world.store, "anna", HILL, world.now)
        assert (world.store.all(Circle), world.store.all(Membership)) == ([], [])


HOSTILE = ("", "   ", "a\nb", "\u202egro.live", "\u200b", "a\0", "x" * 41, "e\u0301" * 41, "\ud83d", " hill RUNNERS ")


@WORLDS
def test_its_maker_alone_gives_it_another_name_which_everybody_sees(tmp_path: Path, kind: type[World]) -> None:
    with kind(tmp_path) as world:
        store = world.store
        group(world, ben=FIGURES)
        groups.make(store, "anna", "0a" * 10, "Sundays", world.now)
        sends(world)
        for who, refusal in (("ben", NotTheMaker), ("dora", NoSuchGroup)):
            with pytest.raises(refusal):
                groups.rename(store, who, HILL, "Mine")
        for name in (*HOSTILE[:-1], "SUNDAYS"):
            with pytest.raises(NoGroupName):
                groups.rename(store, "anna", HILL, name)
        assert {one.name for name in ("anna", "ben") for one in groups_of(store, name)} == {"Hill runners", "Sundays"}
        for _ in range(2):
            renamed = groups.rename(store, "anna", HILL, "  Valley <b>runners</b> & Co ")
        assert renamed == circle(world)
        assert {one.name for one in groups_of(store, "cleo")} == {"Valley <b>runners</b> & Co"}
        assert (renamed.people, joined(store, renamed)) == (("ben", "cleo"), ["anna", "ben", "cleo"])
        assert sent(store, "anna")[0].group_name == "Valley <b>runners</b> & Co"
        assert groups.rename(store, "anna", HILL, "VALLEY <b>runners</b> & Co").name.startswith("VALLEY")
        assert groups.meant(store, "ben", "valley <B>runners</b> & co").id == HILL


class Overtaken:
    """A store in which somebody else is faster, once."""

    def __init__(self, store: Store, meanwhile: Callable[[], object]) -> None:
        self._store, self._meanwhile = store, [meanwhile]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def put(self, document: Any) -> Any:
        if self._meanwhile:
            self._meanwhile.pop()()
        return self._store.put(document)


def test_a_name_that_is_given_while_somebody_is_invited_takes_nobody_off_the_list(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        group(world)
        befriends(world, "anna", "dora")

        def meanwhile() -> None:
            groups.invite(world.store, "anna", HILL, "dora", world.now)

        groups.rename(cast(Store, Overtaken(world.store, meanwhile)), "anna", HILL, "Valley")
        assert (circle(world).name, circle(world).people) == ("Valley", ("ben", "cleo", "dora"))
