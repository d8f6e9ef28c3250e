"""What people do in the groups of the world, beside what they do as friends."""

from collections import defaultdict
from datetime import datetime
from random import Random

from sync.core.friends import Learns
from sync.core.message import Message
from sync.engine.asks import groups, memberships, send_song
from tests.song_world.acting import START, Act
from tests.song_world.acts import Acts
from tests.song_world.messenger import NAME

_LEAST_FIRST = tuple(Learns)


class GroupActs(Acts):
    """`makers` by group; `inside`: by group, who has joined it and what they tell its others; `moved`: when that last
    changed, by person and group; `of_group`: the group of a message by the key under which it is sent."""

    def __init__(self, dice: Random, trouble: float) -> None:
        super().__init__(dice, trouble)
        self.makers: dict[str, str] = {}
        self.inside = defaultdict[str, dict[str, Learns]](dict)
        self.moved: dict[tuple[str, str], datetime] = {}

    def meet(self, one: str, other: str, group: str) -> bool:
        """Whether both are in it, and neither wants nothing of the other."""
        blocked = {(one, other), (other, one)} & self.blocked
        return {one, other} <= set(self.inside[group]) and not blocked

    def may(self, sender: str, listener: str, group: str = "") -> Learns:
        as_friends = super().may(sender, listener)
        if not group or listener in self.leaving or not self.meet(sender, listener, group):
            return as_friends
        return max(as_friends, self.inside[group][listener], key=_LEAST_FIRST.index)

    def changed_at(self, one: str, other: str, group: str) -> datetime:
        """When what one of these two may learn of the other last changed."""
        pairs = ((one, other), (other, one))
        at = [said[pair] for said in (self.agreed, self.parted) for pair in pairs if pair in said]
        return max([START, *at, *(self.moved[key] for key in ((one, group), (other, group)) if key in self.moved)])

    def _makes_group(self, act: Act) -> None:
        if self._does(lambda app: groups.make(app.store, act.who, act.group, act.group, act.at, tells=act.tells)):
            self.makers[act.group] = act.who
            self._is_in(act)

    def _asks_in(self, act: Act) -> None:
        self._does(lambda app: groups.invite(app.store, act.who, act.group, act.other, act.at))

    def _joins(self, act: Act) -> None:
        joined = self._does(lambda app: memberships.join(app.store, act.who, act.group, act.at, tells=act.tells))
        if joined and act.who not in self.inside[act.group]:
            self._is_in(act)

    def _says_in(self, act: Act) -> None:
        if self._does(lambda app: memberships.tell(app.store, act.who, act.group, act.tells, act.at)):
            assert act.who in self.inside[act.group], "somebody spoke in a group of others"
            self._is_in(act)

    def _is_in(self, act: Act) -> None:
        self.inside[act.group][act.who] = act.tells
        self.moved[act.who, act.group] = act.at

    def _leaves_group(self, act: Act, *, block: bool = False) -> None:
        if self._does(lambda app: memberships.leave(app.store, act.who, act.group, act.at, block=block)):
            self._is_out(act.who, act.group, act.at)

    def _blocks_group(self, act: Act) -> None:
        self._leaves_group(act, block=True)

    def _takes_off(self, act: Act) -> None:
        """Refused where a try that was killed has done it."""
        self._does(lambda app: groups.remove(app.store, act.who, act.group, act.other, act.at))
        self._is_out(act.other, act.group, act.at)

    def _is_out(self, name: str, group: str, at: datetime) -> None:
        self.inside[group].pop(name, None)
        self.moved[name, group] = at

    def _sends_to_group(self, act: Act) -> None:
        song = act.song
        assert song is not None
        self.messages.groups[Message(act.who, NAME, f"sent:{act.id}", act.at).key] = act.group
        if self._does(lambda app: send_song.send_to_group(app, act.who, act.group, song, act.id, act.at)):
            assert act.who in self.inside[act.group], "somebody wrote to a group of others"
            others = sorted(set(self.inside[act.group]) - {act.who} - set(self.leaving))
            self.accepted[act.id] = act, tuple(name for name in others if self.meet(act.who, name, act.group))
        else:
            self.counts["refused sendings"] += 1

    def _finishes(self, name: str, now: datetime) -> None:
        """A group goes with its maker."""
        super()._finishes(name, now)
        for group, inside in self.inside.items():
            for other in list(inside) if self.makers.get(group) == name else [name]:
                self._is_out(other, group, now)
