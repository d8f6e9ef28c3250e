"""A phone's points: kept while somebody runs with it, nothing else of them; what is wrong with it is noted."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sync.core.live.parting import Remembered
from sync.core.live.phones.phone import LivePhone
from sync.core.live.phones.told import Told, Trouble
from sync.core.live.point import LivePoint
from sync.core.live.run import LivePart, LiveRun
from sync.engine.asks import phones as verbs
from sync.engine.live.arriving import points_of
from sync.engine.live.phones import take_in
from sync.ports import Store
from tests.core.live.ways import NOON, at, reported, walked
from tests.support.contract.fixtures import factory as factory
from tests.support.contract.fixtures import store as store

SECRET = "s" * 43
HOUR = 3600


def phone_in(store: Store, app: str = "owntracks") -> LivePhone:
    made, word = verbs.make_phone(store, "me", app, "Pixel", SECRET, NOON)
    assert verbs.phone_of(store, app, word) == made
    return made


def sent(store: Store, phone: LivePhone, points: list[LivePoint], size: int = 1) -> None:
    memory = Remembered()
    for first in range(0, len(points), size):
        some = tuple(points[first : first + size])
        phone = store.load(LivePhone, phone.user, phone.id) or phone
        memory = take_in(store, phone, Told(some), memory, max(one.at for one in some))


def runs(store: Store) -> list[LiveRun]:
    return sorted(store.all(LiveRun, "me"), key=lambda one: one.begun)


@pytest.mark.parametrize("size", [1, 200])
def test_of_a_day_only_the_run_is_kept_and_nothing_of_after_its_end(store: Store, size: int) -> None:
    day = walked((HOUR, 0.0), (HOUR, 1.4), (HOUR, 3.0), (3 * HOUR, 0.0))
    sent(store, phone_in(store), reported(day, 6 * HOUR, 20, error=2), size)
    (run,) = runs(store)
    kept = points_of(store, run)
    assert run.points == len(kept)
    assert abs((run.begun - at(2 * HOUR)).total_seconds()) <= 60
    assert run.ended_at is not None
    assert abs((run.ended_at - at(3 * HOUR)).total_seconds()) <= 60
    assert run.last == run.ended_at
    assert kept[-1].at <= run.ended_at
    assert store.all(LivePart, "me", "owntracks", run.id)


def test_a_day_at_a_desk_leaves_nothing_but_when_the_phone_was_heard_of(store: Store) -> None:
    phone = phone_in(store)
    sent(store, phone, reported(walked(), 8 * HOUR, 30, error=10))
    assert runs(store) == []
    assert store.all(LivePart, "me") == []
    (known,) = verbs.phones(store, "me")
    assert known.last_seen is not None
    assert at(8 * HOUR) - known.last_seen < timedelta(minutes=2)
    assert known.version <= 8 * 60 + 2


def test_a_run_after_the_end_of_another_one_is_another(store: Store) -> None:
    way = walked((1800, 3.0), (1200, 0.0), (1800, 3.0))
    sent(store, phone_in(store), reported(way, 4800, 10, error=2), 50)
    first, second = runs(store)
    assert first.ended_at is not None
    assert first.id != second.id
    assert (second.ended_at, second.last) == (None, at(4800))


def test_after_a_start_anew_a_run_goes_on(store: Store) -> None:
    phone = phone_in(store)
    points = reported(walked((HOUR, 3.0)), HOUR, 10)
    sent(store, phone, points[:200])
    sent(store, phone, points[200:])
    (run,) = runs(store)
    assert [one.at for one in points_of(store, run)] == [one.at for one in points]


@pytest.mark.parametrize(
    ("told", "trouble"),
    [
        (Told(trouble=Trouble.ENCRYPTED), Trouble.ENCRYPTED),
        (Told((LivePoint(NOON + timedelta(hours=1), 48.0, 11.5),)), Trouble.CLOCK),
        (Told((LivePoint(NOON - timedelta(days=8), 48.0, 11.5),)), Trouble.CLOCK),
        (Told((LivePoint(NOON, 0.0, 0.0),)), Trouble.NONE),
        (Told(), Trouble.NONE),
    ],
)
def test_what_is_wrong_with_a_phone_is_noted_until_it_is_right(store: Store, told: Told, trouble: Trouble) -> None:
    phone = phone_in(store)
    for _ in range(3):
        take_in(store, phone, told, Remembered(), NOON)
        phone = verbs.phones(store, "me")[0]
    assert phone.trouble is trouble
    assert phone.version <= 2
    take_in(store, phone, Told((LivePoint(NOON, 48.0, 11.5),)), Remembered(), NOON)
    (phone,) = verbs.phones(store, "me")
    assert (phone.trouble, phone.last_seen) == (Trouble.NONE, NOON)


def test_only_the_address_of_a_phone_that_is_there_is_one(store: Store) -> None:
    made, word = verbs.make_phone(store, "me", "overland", " ", SECRET, NOON)
    assert made.name == "Overland"
    for app, text in (("owntracks", word), ("overland", word[:-1]), ("overland", ""), ("overland", f"you.{SECRET}")):
        assert verbs.phone_of(store, app, text) is None
    assert verbs.revoke_phone(store, "me", made.id)
    assert not verbs.revoke_phone(store, "me", made.id)
    assert verbs.phone_of(store, "overland", word) is None


def test_a_phone_needs_an_app_and_a_name_and_a_person_has_few(store: Store) -> None:
    for app, name in (("signal", "x"), ("owntracks", "x" * 61), ("owntracks", "\x1b[1m")):
        with pytest.raises(verbs.NoGoodPhone):
            verbs.make_phone(store, "me", app, name, SECRET, NOON)
    for number in range(verbs.MOST):
        verbs.make_phone(store, "me", "owntracks", "", f"{SECRET}{number}", NOON)
    with pytest.raises(verbs.TooManyPhones):
        verbs.make_phone(store, "me", "owntracks", "", SECRET, NOON)
    assert replace(verbs.phones(store, "me")[0], version=0).device
