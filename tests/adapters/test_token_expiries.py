"""Thousands of expiries with races: no person has to log in because of one, and the newest token is always stored.

A token whose only copy was lost (the answer did not arrive, or the process died before it could save) is another
matter where the service gives no grace: that no care can help, and it is counted apart. TEST_SEED chooses the
expiries of the long run.
"""

import os
import threading
from datetime import datetime
from pathlib import Path

import pytest

from sync.adapters.seal import AesSealer
from sync.adapters.tokens import Bundle, InvalidGrant, TokenKeeper
from sync.core.errors import RateLimited
from sync.stores.files import FolderFiles
from sync.stores.sqlite import SqliteStore
from tests.support.adapters.expiring import HOUR, MARGIN, NOW, POINTS, ROTATIONS, Logins, Rotation, lived
from tests.support.adapters.interleaved import interleaved
from tests.support.engine.watched import Watch

SEED = int(os.environ.get("TEST_SEED", "0"))


def test_a_refresh_passes_as_many_calls_as_workers_can_meet_at() -> None:
    logins, watch = Logins(0), Watch()
    logins.worker("always", watch).renewed("always", NOW)
    logins.close()
    assert len(watch.passed) == POINTS


@pytest.mark.parametrize(
    ("seed", "expiries"), [(1, 6_000), pytest.param(100 + SEED, 60_000, marks=pytest.mark.soak)], ids=["short", "long"]
)
def test_no_race_costs_a_login_and_the_newest_token_is_always_stored(seed: int, expiries: int) -> None:
    print(f"TEST_SEED={SEED}")
    logins = lived(seed, expiries)
    assert logins.wrong == [], f"seed {seed}"
    assert logins.outcomes["served"] > expiries
    # Every kind of accident was among them.
    least = expiries // 500
    for outcome in ("RateLimited", "Unavailable", "StoreBroken", "died", "login, the token is lost"):
        assert logins.outcomes[outcome] > least, outcome
    assert logins.servers["always"].refusals > logins.outcomes["login, the token is lost"]  # some were read again


def test_a_token_that_the_service_has_refused_is_not_handed_out_again() -> None:
    assert lived(1, 400).again == []


@pytest.mark.parametrize("expiries", [200, pytest.param(6_000, marks=pytest.mark.soak)])
def test_two_workers_in_the_middle_of_one_refresh_do_not_take_the_login_from_each_other(expiries: int) -> None:
    logins, orders = Logins(3 + SEED), set[str]()
    for _ in range(expiries):
        user = logins.dice.choice(ROTATIONS)
        logins.at += logins.dice.choice((HOUR, HOUR - MARGIN / 2))

        def work(watch: Watch, user: Rotation = user) -> None:
            logins.ask(user, logins.at, watch, f"{user}, the orders before were {len(orders)}")

        orders.add(interleaved(logins.dice, work, work))
        logins.settle(user, f"{user} in order {len(orders)}")
    logins.close()
    assert logins.wrong == [], f"seed {3 + SEED}"
    assert len(orders) > expiries // 4


class Threads:
    """Two processes, as far as the database can tell, and a service whose refresh tokens work once."""

    def __init__(self, folder: Path) -> None:
        self.valid, self.access, self.lock, self.together = 1, 0, threading.Lock(), threading.Barrier(2, timeout=20)
        self.stores = [SqliteStore(folder / "one.sqlite", sleep=lambda _: None) for _ in range(2)]
        self.keepers = [
            TokenKeeper(
                "spotify",
                store,
                FolderFiles(folder),
                AesSealer(bytes(32)),
                self.refresh,
                margin=MARGIN,
                sleep=lambda _: None,
            )
            for store in self.stores
        ]
        self.problems: list[Exception] = []

    def bundle(self, now: datetime) -> Bundle:
        self.access += 1
        return Bundle({"access_token": str(self.access), "refresh_token": str(self.valid)}, now + HOUR)

    def refresh(self, bundle: Bundle, now: datetime) -> Bundle:
        with self.lock:
            if bundle.fields["refresh_token"] != str(self.valid):
                raise InvalidGrant("it was replaced")
            self.valid += 1
            return self.bundle(now)

    def work(self, keeper: TokenKeeper, expiries: int) -> None:
        for number in range(1, expiries + 1):
            self.together.wait()
            try:
                keeper.usable("me", NOW + number * HOUR)
            except RateLimited:
                pass  # the other one is at it
            except Exception as error:
                self.problems.append(error)


@pytest.mark.parametrize("expiries", [60, pytest.param(2_000, marks=pytest.mark.soak)])
def test_two_processes_that_start_at_the_same_instant_refresh_once(tmp_path: Path, expiries: int) -> None:
    both = Threads(tmp_path)
    both.keepers[0].save_login("me", both.bundle(NOW), NOW, scopes=(), account="7")
    workers = [threading.Thread(target=both.work, args=(keeper, expiries)) for keeper in both.keepers]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert both.problems == []
    assert both.valid == expiries + 1
    assert both.keepers[1].usable("me", NOW).fields["refresh_token"] == str(both.valid)
    for store in both.stores:
        store.close()
