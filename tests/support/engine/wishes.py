"""What people want of one another and of groups, at random and with kills, kept apart from what the product thinks of
it: a story that a test has told, and compares.
"""

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import permutations
from typing import Any

from sync.app import App
from sync.core.circle import Belongs, is_in
from sync.core.friends import Learns, Will
from sync.core.music import Song
from sync.core.song_share import OnRun, Share
from sync.engine.asks import friends, groups, invitations, memberships, send_song
from sync.engine.asks.refusals import Refused
from sync.engine.forgotten_friend import forget
from sync.engine.learning import group_of
from tests.support.engine.dying_store import DyingStore, Killed
from tests.support.world import World

PEOPLE = ("anna", "ben", "cleo", "dora")
Pair = tuple[str, str]


@dataclass
class Wishes:
    """`wants` and `tells`: by person and other person; `lists`: by group, its maker first; `belongs` and `says`: by
    person and group; `sent`: by id, the sender, the group or "", and to whom it may have come."""

    world: World
    rng: random.Random
    wants: dict[Pair, Will] = field(default_factory=dict)
    tells: dict[Pair, Learns] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)
    belongs: dict[Pair, Belongs] = field(default_factory=dict)
    says: dict[Pair, Learns] = field(default_factory=dict)
    sent: dict[str, tuple[str, str, set[str]]] = field(default_factory=dict)
    kills: int = 0

    def does(self, act: Callable[[App], Any]) -> bool:
        """Three times in ten the process is killed on the way, and the person tries again; one in ten it is told twice.
        Whether it was not refused in the end."""
        app = self.world.wired.app
        if self.rng.random() < 0.3:
            dying = DyingStore(app.store)
            dying.left = self.rng.randrange(3)
            try:
                with suppress(Refused):
                    act(replace(app, store=dying))
            except Killed:
                self.kills += 1
        is_done = False
        with suppress(Refused):
            for _ in range(1 + (self.rng.random() < 0.1)):
                act(app)
                is_done = True
        return is_done

    def begins(self) -> None:
        """Everybody is everybody's friend, and in a group of the first one."""
        store, now = self.world.store, self.world.now
        for one, other in permutations(PEOPLE, 2):
            friends.ask(store, one, other, now, tells=Learns.PLAYED)
            self.wants[one, other], self.tells[one, other] = Will.WANTED, Learns.PLAYED
        maker, *others = PEOPLE
        groups.make(store, maker, "c1", "c1", now, tells=Learns.ON_A_RUN)
        self.lists["c1"] = list(PEOPLE)
        for name in others:
            groups.invite(store, maker, "c1", name, now)
            memberships.join(store, name, "c1", now, tells=Learns.ON_A_RUN)
        for name in PEOPLE:
            self.now_in(name, "c1", Learns.ON_A_RUN)

    # -- what both want ---------------------------------------------------------------------------

    def are_friends(self, one: str, other: str) -> bool:
        return self.wants.get((one, other)) is self.wants.get((other, one)) is Will.WANTED

    def is_in(self, name: str, group: str) -> bool:
        return name in self.lists.get(group, []) and self.belongs.get((name, group)) is Belongs.JOINED

    def meet(self, one: str, other: str, group: str) -> bool:
        blocked = Will.BLOCKED in (self.wants.get((one, other)), self.wants.get((other, one)))
        return self.is_in(one, group) and self.is_in(other, group) and not blocked

    def may(self, who: str, listener: str, group: str) -> Learns:
        allowed = [Learns.NOTHING]
        if self.are_friends(who, listener):
            allowed.append(self.tells[listener, who])
        if group and self.meet(who, listener, group):
            allowed.append(self.says[listener, group])
        return max(allowed, key=list(Learns).index)

    # -- what may happen --------------------------------------------------------------------------

    def befriend(self) -> None:
        (one, other), tells = self.two(), self.rng.choice(list(Learns))
        if self.does(lambda app: friends.ask(app.store, one, other, self.world.now, tells=tells)):
            self.wants[one, other], self.tells[one, other] = Will.WANTED, tells
            self.wants.setdefault((other, one), Will.OFFERED)

    def blocks(self) -> None:
        one, other = self.two()
        self.does(lambda app: friends.block(app.store, one, other, self.world.now))
        self.wants[one, other] = Will.BLOCKED

    def ends(self) -> None:
        one, other = self.two()
        self.does(lambda app: friends.end(app.store, one, other, self.world.now))
        self.wants.pop((one, other), None)

    def makes(self) -> None:
        maker, tells = self.rng.choice(PEOPLE), self.rng.choice(list(Learns))
        id = f"c{self.rng.getrandbits(40):010x}"
        if len(self.lists) < 3 and self.does(
            lambda app: groups.make(app.store, maker, id, id, self.world.now, tells=tells)
        ):
            self.lists[id] = [maker]
            self.belongs[maker, id], self.says[maker, id] = Belongs.JOINED, tells

    def invites(self) -> None:
        group, other = self.any_group(), self.rng.choice(PEOPLE)
        maker = self.lists[group][0] if group in self.lists else "anna"
        if self.does(lambda app: groups.invite(app.store, maker, group, other, self.world.now)):
            assert self.are_friends(maker, other)
            self.on_list(group, other)

    def joins(self) -> None:
        group, tells = self.any_group(), self.rng.choice(list(Learns))
        who = self.rng.choice([*PEOPLE, *self.lists.get(group, []) * 2])
        if self.does(lambda app: memberships.join(app.store, who, group, self.world.now, tells=tells)):
            assert who in self.lists[group], "somebody joined who was not invited"
            self.now_in(who, group, tells)

    def joins_by_code(self) -> None:
        group, who, tells = self.any_group(), self.rng.choice(PEOPLE), self.rng.choice(list(Learns))
        if group not in self.lists:
            return
        code = invitations.invite_into(
            self.world.store, self.lists[group][0], group, f"{self.rng.getrandbits(99)}", self.world.now
        )
        was_in, maker = self.is_in(who, group), self.lists[group][0]
        self.does(lambda app: invitations.join_group(app, who, code, self.world.now, tells=tells))
        if is_in(*group_of(self.world.store, who, group)) and not was_in:
            assert self.wants.get((maker, who)) is not Will.BLOCKED
            self.on_list(group, who)
            self.now_in(who, group, tells)

    def says_so(self) -> None:
        group, who, tells = self.any_group(), self.rng.choice(PEOPLE), self.rng.choice(list(Learns))
        if self.does(lambda app: memberships.tell(app.store, who, group, tells, self.world.now)):
            assert self.is_in(who, group)
            self.says[who, group] = tells

    def leaves(self) -> None:
        group, who, block = self.any_group(), self.rng.choice(PEOPLE), self.rng.random() < 0.3
        if self.does(lambda app: memberships.leave(app.store, who, group, self.world.now, block=block)):
            self.belongs[who, group] = Belongs.BLOCKED if block else Belongs.LEFT

    def is_taken_off(self) -> None:
        group, other = self.any_group(), self.rng.choice(PEOPLE)
        maker = self.lists[group][0] if group in self.lists else "anna"
        self.does(lambda app: groups.remove(app.store, maker, group, other, self.world.now))
        if group in self.lists and other != maker and other in self.lists[group]:
            self.lists[group].remove(other)
            if self.belongs.get((other, group)) is not Belongs.BLOCKED:
                self.belongs.pop((other, group), None)

    def closes(self) -> None:
        group = self.any_group()
        if group in self.lists and self.rng.random() < 0.3:
            self.does(lambda app: groups.close(app.store, self.lists[group][0], group, self.world.now))
            del self.lists[group]

    def is_forgotten(self) -> None:
        if self.rng.random() < 0.2:
            who = self.rng.choice(PEOPLE)

            def gone(app: App) -> None:
                app.store.erase(who)
                forget(app.store, who, self.world.now)

            self.does(gone)
            self.wants = {pair: will for pair, will in self.wants.items() if who not in pair}
            self.belongs = {pair: will for pair, will in self.belongs.items() if pair[0] != who}
            self.lists = {
                group: [name for name in names if name != who] for group, names in self.lists.items() if names[0] != who
            }
            self.sent = {id: one for id, one in self.sent.items() if one[0] != who}

    def sends(self) -> None:
        sender, to = self.rng.choice([pair for pair in self.wants if self.are_friends(*pair)] or [self.two()])
        group, id, at = self.rng.choice(["", *self.lists]), f"{self.rng.getrandbits(40):010x}", self.world.now
        song = Song(f"Number {len(self.sent)}", "A", 200.0)

        def act(app: App) -> object:
            if group:
                return send_song.send_to_group(app, sender, group, song, id, at)
            return send_song.send(app, sender, to, song, id, at)

        inside = [name for name in PEOPLE if self.is_in(name, group)]
        if inside and self.rng.random() < 0.8:
            sender = self.rng.choice(inside)
        if self.does(act):
            reach = {name for name in PEOPLE if name != sender and self.meet(sender, name, group)} if group else {to}
            assert self.is_in(sender, group) if group else self.are_friends(sender, to)
            self.sent[id] = (sender, group, reach)

    def hears(self) -> None:
        """And ran to it, which a tick would find out."""
        shares = self.world.store.all(Share)
        share = self.rng.choice(shares or [None])
        if share is not None and self.does(
            lambda app: send_song.played_it(app.store, share.user, share.id, self.world.now)
        ):
            heard = self.world.store.load(Share, share.user, share.id)
            assert heard is not None
            if self.rng.random() < 0.7:
                self.world.store.put(
                    replace(heard, on_run=OnRun("garmin-1", self.world.now, 0.0, 1000.0, 300.0, 150.0))
                )

    def waits(self) -> None:
        self.world.clock.advance(timedelta(hours=self.rng.choice([1, 30])).total_seconds())

    def two(self) -> Pair:
        one, other = self.rng.sample(PEOPLE, 2)
        return one, other

    def any_group(self) -> str:
        return self.rng.choice([*self.lists, "c0"])

    def on_list(self, group: str, name: str) -> None:
        if name not in self.lists[group]:
            self.lists[group].append(name)
        self.belongs.setdefault((name, group), Belongs.ASKED)

    def now_in(self, who: str, group: str, tells: Learns) -> None:
        if self.belongs.get((who, group)) is not Belongs.JOINED:
            self.belongs[who, group], self.says[who, group] = Belongs.JOINED, tells


OFTEN = {"sends": 12, "hears": 12, "joins": 12, "invites": 8, "befriend": 8, "says_so": 5}
RARELY = {"joins_by_code": 3, "makes": 3, "waits": 3, "blocks": 2, "leaves": 2, "is_taken_off": 2}
ACTS = OFTEN | RARELY | dict.fromkeys(("ends", "closes", "is_forgotten"), 1)
"""What may happen, and how often."""
