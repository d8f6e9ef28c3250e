"""Workers that share one login: a service that hands out tokens, and processes that meet at any call or die there.

`Logins` lives through one expiry after the other. A second worker (and sometimes a third) runs at a chosen call of the
first one, whole; answers get lost after the service has acted; processes die; the store refuses. The judge here knows
which refresh token the service would take.
"""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Literal

from sync.adapters.seal import AesSealer
from sync.adapters.tokens import LEASE, Bundle, InvalidGrant, TokenKeeper
from sync.core.errors import LoginNeeded, RateLimited, Unavailable
from sync.ports import Doc, Files, StoreBroken
from sync.stores.sqlite import SqliteStore
from tests.support.engine.watched import Crash, Watch, Watched

NOW = datetime(2026, 3, 14, 9, tzinfo=UTC)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
MARGIN = 300 * SECOND
SERVICE = "spotify"
POINTS, SENT = 8, 5  # calls of one refresh: load, lease, refresh, save, each before and after; it has left by then

Rotation = Literal["never", "seldom", "always", "with grace"]
ROTATIONS: tuple[Rotation, ...] = ("never", "seldom", "always", "with grace")


class TokenServer:
    """The service's side of one user: which refresh tokens it takes. "with grace": an old one until the new is used."""

    def __init__(self, rotation: Rotation, dice: random.Random) -> None:
        self.rotation, self._dice = rotation, dice
        self.number, self.takes = 1, {1}
        self.refusals = 0

    def consent(self) -> int:
        """A person logs in: a new token, and no other any more."""
        self.number += 1
        self.takes = {self.number}
        return self.number

    def traded(self, number: int) -> int:
        """The refresh token to keep from now on."""
        if number not in self.takes:
            self.refusals += 1
            raise InvalidGrant("it was revoked or replaced")
        rotates = self.rotation in ("always", "with grace") or (
            self.rotation == "seldom" and self._dice.random() < 0.05
        )
        if self.rotation == "with grace":
            self.takes = {number}
        if rotates:
            self.number += 1
            self.takes = {number, self.number} if self.rotation == "with grace" else {self.number}
            return self.number
        return number


class Drawer:
    """Files in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def put(self, name: str, data: bytes) -> None:
        self.kept[name] = data

    def get(self, name: str) -> bytes | None:
        return self.kept.get(name)

    def delete(self, name: str) -> None:
        self.kept.pop(name, None)


class Refusing(SqliteStore):
    """A store that refuses the next saves, as a full disk does."""

    refusals = 0

    def put(self, document: Doc) -> Doc:
        if self.refusals > 0:
            self.refusals -= 1
            raise StoreBroken("the disk is full", "free some space")
        return super().put(document)


class Logins:
    """One store, and one user for each kind of service. `outcomes` counts what became of the workers' requests."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.store = Refusing(":memory:", sleep=lambda _: None)
        self.files: Files = Drawer()  # type: ignore[assignment]  # files as far as they are used
        self.sealer = AesSealer(bytes(range(32)))
        self.servers = {rotation: TokenServer(rotation, self.dice) for rotation in ROTATIONS}
        self.refused: Bundle | None = None
        self.at, self.outcomes = NOW, Counter[str]()
        self.wrong: list[str] = []
        self.at_the_door: set[Rotation] = set()  # who will log in, once the accident is over
        self.again: list[str] = []  # workers that were given a token that the service had refused
        self.lost: set[tuple[str, int]] = set()  # tokens that nobody alive has got
        self.unsaved: dict[Watch, tuple[str, int]] = {}  # what each worker has been given
        self._reader = TokenKeeper(
            SERVICE, self.store, self.files, self.sealer, _no_refresh, margin=MARGIN, sleep=lambda _: None
        )
        for user in self.servers:
            self.log_in(user)

    def close(self) -> None:
        self.store.close()

    def log_in(self, user: Rotation) -> None:
        bundle = self.bundle(self.servers[user].consent(), self.at)
        self.worker(user).save_login(user, bundle, self.at, scopes=(), account="7")

    def bundle(self, number: int, now: datetime) -> Bundle:
        access = f"{self.dice.getrandbits(64):x}"
        return Bundle({"access_token": access, "refresh_token": str(number)}, now + HOUR)

    def worker(self, user: Rotation, watch: Watch | None = None, *, answer_lost: bool = False) -> TokenKeeper:
        """A process of its own. `answer_lost`: the service acts, and nobody hears of it."""
        watch = watch or Watch()

        def refresh(bundle: Bundle, now: datetime) -> Bundle:
            watch.point("refresh leaves")
            old = int(bundle.fields["refresh_token"])
            number = self.servers[user].traded(old)
            try:
                watch.point("refresh is answered")
                if answer_lost:
                    raise Unavailable("no answer within the time limit", service=SERVICE)
            finally:
                if number != old and (answer_lost or watch.dead):
                    self.lost.add((user, number))
            self.unsaved[watch] = (user, number)
            return self.bundle(number, now)

        store = Watched(self.store, "store", watch)
        return TokenKeeper(
            SERVICE,
            store,
            self.files,
            self.sealer,
            refresh,
            margin=MARGIN,
            sleep=lambda _: None,
        )

    # -- one expiry -------------------------------------------------------------------------------

    def expiry(self) -> None:
        """The access token of one user ends; one to three workers want it renewed, and what can go wrong may."""
        dice, user = self.dice, ROTATIONS[self.dice.randrange(len(ROTATIONS))]
        self.at += HOUR - dice.choice((4 * SECOND * 60, -SECOND))  # about to end, or ended
        early = dice.random() < 0.15  # the service takes the token no more, although its time has not come
        self.refused = self._read(user) if early else None
        self.at -= 30 * 60 * SECOND if early else 0 * SECOND
        plan = f"{user} at {self.at:%d %b %H:%M:%S}"
        roll, answer_lost, watch = dice.random(), False, Watch()
        if roll < 0.30:
            watch = self._meets(user, self.at, deep=dice.random() < 0.3)
        elif roll < 0.34:
            watch = Watch(dice.randint(1, POINTS))
            watch.act = watch.crash
        elif roll < 0.36:
            answer_lost = True
        elif roll < 0.38:
            watch = Watch(dice.randint(1, SENT + 1), self._full_disk)
        plan += f", point {watch.at}" + (", answer lost" if answer_lost else "")
        self.ask(user, self.at, watch, plan, answer_lost=answer_lost)
        self.store.refusals = 0
        self.refused = None
        self.unsaved.clear()
        self.at += 4 * LEASE
        self.settle(user, plan)

    def _full_disk(self, _: str) -> None:
        self.store.refusals = self.dice.randint(1, 3)

    def _meets(self, user: Rotation, at: datetime, *, deep: bool, slow: bool = True) -> Watch:
        """At one of the first worker's calls another one does all of its work (`deep`: and a third one in that).
        Until its request has left, a worker may be held up for longer than its lease (`slow`)."""
        watch = Watch(self.dice.randint(1, POINTS + 3))  # a refresh that makes more calls is met there as well
        slow = slow and watch.at <= SENT
        later = at + SECOND * self.dice.randint(0, 90 if slow else 20)

        def meet(name: str) -> None:
            inner = self._meets(user, later, deep=False, slow=slow) if deep else Watch()
            self.ask(user, later, inner, f"{user}: another worker, {(later - at).seconds} s after {name}")

        watch.act = meet
        return watch

    def ask(self, user: Rotation, now: datetime, watch: Watch, plan: str, *, answer_lost: bool = False) -> None:
        """One worker wants a token that works. What it gets is judged at once."""
        keeper = self.worker(user, watch, answer_lost=answer_lost)
        try:
            got = keeper.usable(user, now) if self.refused is None else keeper.renewed(user, now, self.refused)
        except LoginNeeded:
            excused = all((user, number) in self.lost for number in self.servers[user].takes)
            self.outcomes["login, the token is lost" if excused else "login, by a race"] += 1
            self.wrong += [] if excused else [f"{plan}: a person had to log in"]
            self.at_the_door |= {user} if excused else set()
        except (RateLimited, Unavailable, StoreBroken) as error:
            self.outcomes[type(error).__name__] += 1
        except Crash:
            self.outcomes["died"] += 1
            if watch in self.unsaved and self.unsaved[watch][1] != self._stored(user):
                self.lost.add(self.unsaved[watch])
        else:
            self.outcomes["served"] += 1
            self.wrong += [f"{plan}: got a token that has ended"] if got.expires_at <= now else []
            if self.refused is not None and got.fields == self.refused.fields:
                self.again.append(plan)

    def settle(self, user: Rotation, plan: str) -> None:
        """Whatever happened: what the next process finds stored is the newest that anybody got."""
        if user in self.at_the_door:
            self.at_the_door.remove(user)
            self.log_in(user)
        stored = self._stored(user)
        newest = {number for number in self.servers[user].takes if (user, number) not in self.lost}
        if newest and stored != max(newest):
            self.wrong.append(f"{plan}: {stored} is stored, the newest is {max(newest)}")

    def _read(self, user: Rotation) -> Bundle:
        """What a process that starts now finds."""
        return self._reader.usable(user, NOW - 365 * 24 * HOUR)

    def _stored(self, user: Rotation) -> int:
        return int(self._read(user).fields["refresh_token"])


def _no_refresh(bundle: Bundle, now: datetime) -> Bundle:
    raise AssertionError("nothing is to be refreshed here")


def lived(seed: int, expiries: int) -> Logins:
    """So many expiries, one after the other."""
    logins = Logins(seed)
    try:
        for _ in range(expiries):
            logins.expiry()
    finally:
        logins.close()
    return logins
