"""What happens in the world: who are friends, who sends what to whom, what they play, and what they change their minds
about. Made from a seed before anything runs; nothing here knows a rule of ours.
"""

import heapq
import random
import zlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sync.core.music import Song
from tests.song_world import circles
from tests.song_world.acting import DAY, HOUR, MINUTE, START, TELLS, Act, Person
from tests.song_world.catalogue import LOOK_ALIKES, REMASTER, STUDIO, Recording, catalogue

SPOTIFY, LASTFM = "spotify", "lastfm"
GROUP, TO_A_GROUP = 10, 0.1


@dataclass(frozen=True, slots=True)
class Listening:
    """What was really played: from `begin`, `sound` seconds of it, and until `end`."""

    user: str
    recording: Recording
    begin: datetime
    sound: float
    end: datetime
    told: datetime | None
    """When their service tells of it; None: never."""


@dataclass
class Script:
    """`sent`: the recording that an id stands for; `acts` in order of time; `listened` by person, in order of time."""

    people: tuple[Person, ...]
    acts: list[Act] = field(default_factory=list)
    sent: dict[str, Recording] = field(default_factory=dict)
    listened: dict[str, list[Listening]] = field(default_factory=dict)
    runs: list[tuple[str, datetime, timedelta]] = field(default_factory=list)
    until: datetime = START


@dataclass
class Size:
    """How large a world is: `shares` are those that people try to send, one for each recipient."""

    people: int = 1_000
    shares: int = 160_000
    days: int = 10


def script(seed: object, size: Size) -> Script:
    """The same one for the same seed."""
    return _Writer(random.Random(f"song world {seed}"), size).written()


class _Writer:
    def __init__(self, dice: random.Random, size: Size) -> None:
        self.dice, self.size = dice, size
        self.works = catalogue(432)
        self.people = tuple(
            Person(
                f"p{number:04}",
                number // GROUP,
                SPOTIFY if dice.random() < 0.6 else LASTFM,
                "start" if dice.random() < 0.15 else "end",
                dice.randrange(2),
                dice.random() < 0.3,
                dice.random() < 0.8,
            )
            for number in range(size.people)
        )
        self.made = Script(self.people)
        self.ends = START + self.size.days * DAY
        self.wishes = defaultdict[str, list[tuple[datetime, Recording]]](list)
        self.knows = defaultdict[str, list[str]](list)

    def written(self) -> Script:
        self._friendships()
        self.groups = circles.groups_of(self.dice, self.people, self.knows)
        self.made.acts += circles.begun(self.dice, self.groups)
        self._sendings()
        self._changes_of_mind()
        self.made.acts += circles.changes(self.dice, self.groups, self.ends + DAY - START)
        for person in self.people:
            self.made.listened[person.name] = self._listening(person)
        self.made.acts.sort(key=lambda act: act.at)
        self.made.until = self.ends + 8 * DAY
        return self.made

    def _friendships(self) -> None:
        """All of a group, and two more each."""
        for number, person in enumerate(self.people):
            group = [one for one in self.people[number + 1 :][:GROUP] if one.group == person.group]
            others = self.dice.sample(self.people, min(2, len(self.people) - 1))
            for other in sorted({one.name for one in (*group, *others)} - {person.name, *self.knows[person.name]}):
                for one, two in ((person.name, other), (other, person.name)):
                    tells = self.dice.choices(TELLS, (1, 2, 2, 5))[0]
                    self.made.acts.append(Act(START, "asks", one, two, tells=tells))
                    self.knows[one].append(two)

    def _sendings(self) -> None:
        """To one friend, to several one by one, and to a group at once."""
        dice, number = self.dice, 0
        mine = {one.name: [group for group in self.groups if one.name in group.everybody] for one in self.people}
        while number < self.size.shares:
            sender, at = dice.choice(self.people), START + HOUR + dice.random() * (self.ends - START - HOUR)
            friends, groups = self.knows[sender.name], mine[sender.name]
            if not friends:
                continue
            group = dice.choice(groups) if groups and dice.random() < TO_A_GROUP else None
            to = dice.sample(friends, min(len(friends), 8)) if dice.random() < 0.05 else [dice.choice(friends)]
            recording = dice.choice(self.works)[
                dice.choice((STUDIO, STUDIO, STUDIO, REMASTER, dice.choice(LOOK_ALIKES)))
            ]
            song = self._as_sent(recording)
            if group is not None:
                number += len(group.asked)
                act = Act(at, "sends_to_group", sender.name, id=f"{number:06x}", song=song, group=group.id)
                self._one_sending(act, [name for name in group.everybody if name != sender.name], recording)
                continue
            for name in to:
                number += 1
                self._one_sending(Act(at, "sends", sender.name, name, f"{number:06x}", song), [name], recording)

    def _one_sending(self, act: Act, to: Sequence[str], recording: Recording) -> None:
        self.made.acts.append(act)
        self.made.sent[act.id] = recording
        for name in to:
            for recorded, after in self._plays_of(recording):
                at = act.at + after
                self.wishes[name].append((at if after < HOUR else _sitting(name, at), recorded))
            if self.dice.random() < 0.045:
                self._answers(act, name, self.dice.choice(("declines", "says_played", "later")))
        if self.dice.random() < 0.015:
            self._answers(act, act.who, "takes_back")

    def _answers(self, act: Act, who: str, kind: str) -> None:
        self.made.acts.append(Act(act.at + self.dice.random() * 2 * DAY, kind, who, id=act.id))

    def _plays_of(self, sent: Recording) -> list[tuple[Recording, timedelta]]:
        """What its recipient plays because of it, and how long after the sending that begins."""
        dice, work = self.dice, self.works[sent.work]
        what = dice.random()
        if what < 0.15:
            return []
        if what < 0.22:  # it is playing right now
            return [(sent, -timedelta(seconds=dice.uniform(1, sent.seconds)))]
        most = dice.choices((HOUR, DAY, 6 * DAY), (12, 8, 3))[0]
        after = MINUTE + dice.random() * most
        another = work[dice.choice(LOOK_ALIKES)]
        if what < 0.42:  # something that is easily taken for it, and perhaps the song itself later
            return [(another, after), *([(sent, after + dice.random() * DAY)] if dice.random() < 0.5 else [])]
        return [(work[STUDIO] if sent.kind == REMASTER and dice.random() < 0.5 else sent, after)]

    def _as_sent(self, one: Recording) -> Song:
        """As much as its sender's link or words told of it."""
        market = self.dice.randrange(2)
        return self.dice.choice(
            (
                Song(one.title, one.artist, one.seconds, one.isrc(market), one.uri(market)),
                Song(one.title, one.artist, float(round(one.seconds)), one.isrc(market)),
                Song(one.title, one.artist, float(round(one.seconds))),
                Song(one.title, one.artist),
                Song(one.title, "", uri=one.uri(market)),
            )
        )

    def _changes_of_mind(self) -> None:
        dice = self.dice
        for _ in range(self.size.people * 2):
            at, one = START + DAY + dice.random() * (self.ends - START), dice.choice(self.people).name
            if not self.knows[one]:
                continue
            two = dice.choice(self.knows[one])
            kind = dice.choices(("says", "ends", "blocks", "asks"), (8, 1, 1, 3))[0]
            self.made.acts.append(Act(at, kind, one, two, tells=dice.choice(TELLS)))
        for person in dice.sample(self.people, max(1, self.size.people // 50)):
            at = START + 2 * DAY + dice.random() * (self.ends - START)
            self.made.acts.append(Act(at, "leaves", person.name))

    # -- what is played, and what becomes known of it ------------------------------------------------

    def _listening(self, person: Person) -> list[Listening]:
        """Their wishes in order, other songs before and after some of them; nobody hears two at once."""
        dice, wishes, found = self.dice, list(self.wishes[person.name]), list[Listening]()
        for at, _ in list(wishes):
            for _ in range(dice.choice((0, 0, 1, 2))):
                other = dice.choice(self.works)[STUDIO]
                wishes.append((at + timedelta(seconds=dice.uniform(-600, 600)), other))
        heapq.heapify(order := [(at, number, one) for number, (at, one) in enumerate(wishes)])
        cursor = START
        while order:
            at, _, recording = heapq.heappop(order)
            begin = max(at, cursor)
            follows = bool(found) and begin - found[-1].end < MINUTE and begin - found[-1].begin > MINUTE
            sound = dice.uniform(3, 20) if follows and dice.random() < 0.06 else recording.seconds
            end = begin + timedelta(seconds=sound)
            found.append(
                Listening(person.name, recording, begin, sound, end, self._told(person, recording, begin, end))
            )
            cursor = end + timedelta(seconds=dice.choice((0, 0, 0, 2, 30)))
            if person.runs and dice.random() < 0.05 and sound == recording.seconds:
                self.made.runs.append((person.name, begin - 5 * MINUTE, 30 * MINUTE))
        return found

    def _told(self, person: Person, recording: Recording, begin: datetime, end: datetime) -> datetime | None:
        """Services lose plays, and tell of some hours later. A scrobble takes half of a song."""
        dice, half = self.dice, begin + timedelta(seconds=recording.seconds / 2)
        if dice.random() < 0.02 or (end < half and (person.service == LASTFM or dice.random() < 0.7)):
            return None
        at = max(end, half) + timedelta(seconds=dice.uniform(2, 40))
        return at + timedelta(hours=dice.expovariate(1 / 4)) if dice.random() < 1 / 33 else at


def _sitting(name: str, at: datetime) -> datetime:
    """What is played later is played in one of a person's six sittings of a day."""
    phase = timedelta(minutes=zlib.crc32(name.encode()) % 240)
    return START + phase + 4 * HOUR * -((START + phase - at) // (4 * HOUR))
