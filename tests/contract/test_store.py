"""The contract of `ports.Store`: what every implementation promises, run on each of them."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings

from sync.core.activity import Activity, Key, State
from sync.core.budget import Budget
from sync.core.live.now_playing import NowPlaying
from sync.core.music import Song
from sync.core.song_share import Share
from sync.core.user import Backfill, Connection, Notice, User
from sync.ports import Conflict, Store
from tests.support.contract import values
from tests.support.contract.stores import FACTORIES, Factory
from tests.support.contract.values import NOON, activity

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MICRO = timedelta(microseconds=1)
AT_ONCE = 8  # threads that race


def ids(rows: list[Activity]) -> list[int]:
    return [int(row.key.id) for row in rows]


# -- adding ---------------------------------------------------------------------------------------


def test_an_added_activity_comes_back_as_it_was_with_version_one(store: Store) -> None:
    store.add([activity(1)])
    assert store.activity(Key("me", "garmin", "1")) == replace(activity(1), version=1)


def test_add_says_how_many_were_new(store: Store) -> None:
    assert store.add([activity(1), activity(2)]) == 2
    assert store.add([activity(2), activity(3)]) == 1


def test_add_leaves_a_known_row_alone(store: Store) -> None:
    store.add([activity(1)])
    moved = store.save(replace(activity(1, state=State.SKIPPED), version=1))
    assert store.add([activity(1)]) == 0
    assert store.activity(Key("me", "garmin", "1")) == moved


def test_add_of_nothing_changes_nothing(store: Store) -> None:
    assert store.add([]) == 0
    assert store.activities("me") == []


def test_the_same_run_twice_in_one_add_is_one_row(store: Store) -> None:
    assert store.add([activity(1), activity(1)]) == 1


def test_legs_and_users_have_rows_of_their_own(store: Store) -> None:
    assert store.add([activity(1), activity(1, leg=1), activity(1, user="you")]) == 3
    assert store.activity(Key("me", "garmin", "1", 2)) is None


def test_an_unknown_activity_is_none(store: Store) -> None:
    assert store.activity(Key("me", "garmin", "1")) is None


# -- compare and set ------------------------------------------------------------------------------


def test_save_counts_the_version_up_and_returns_what_it_stored(store: Store) -> None:
    store.add([activity(1)])
    saved = store.save(replace(activity(1), version=1, title="Tempo"))
    assert (saved.version, saved.title) == (2, "Tempo")
    assert store.activity(Key("me", "garmin", "1")) == saved


@pytest.mark.parametrize("version", [0, 2, 7])
def test_a_save_on_another_version_is_a_conflict_and_changes_nothing(store: Store, version: int) -> None:
    store.add([activity(1)])
    with pytest.raises(Conflict):
        store.save(replace(activity(1), version=version, title="Lost"))
    assert store.activity(Key("me", "garmin", "1")) == replace(activity(1), version=1)


def test_a_save_of_a_row_that_is_not_there_is_a_conflict(store: Store) -> None:
    with pytest.raises(Conflict):
        store.save(activity(1))
    assert store.activities("me") == []


def test_the_second_of_two_saves_from_the_same_version_loses(store: Store) -> None:
    store.add([activity(1)])
    seen = store.activity(Key("me", "garmin", "1"))
    assert seen is not None
    store.save(replace(seen, title="first"))
    with pytest.raises(Conflict):
        store.save(replace(seen, title="second"))
    found = store.activity(Key("me", "garmin", "1"))
    assert found is not None
    assert (found.title, found.version) == ("first", 2)


def test_a_document_is_inserted_with_version_zero_only_once(store: Store) -> None:
    assert store.put(User("me", NOON)).version == 1
    with pytest.raises(Conflict):
        store.put(User("me", NOON + MINUTE))
    assert store.load(User, "me") == User("me", NOON, version=1)


@pytest.mark.parametrize("version", [0, 2, 9])
def test_a_document_saved_on_another_version_is_a_conflict(store: Store, version: int) -> None:
    store.put(User("me", NOON))
    with pytest.raises(Conflict):
        store.put(User("me", NOON + MINUTE, version=version))
    assert store.load(User, "me") == User("me", NOON, version=1)


def test_a_removed_document_can_be_inserted_anew_but_not_updated(store: Store) -> None:
    saved = store.put(User("me", NOON))
    store.remove(saved)
    with pytest.raises(Conflict):
        store.put(saved)
    assert store.put(replace(saved, version=0)).version == 1


# -- what is due ----------------------------------------------------------------------------------


def test_due_takes_what_has_come_and_leaves_what_has_not(store: Store) -> None:
    store.add([activity(1, due=NOON), activity(2, due=NOON + MICRO), activity(3, due=None)])
    assert ids(store.due(NOON, user="me", limit=9)) == [1]
    assert ids(store.due(NOON + MICRO, user="me", limit=9)) == [1, 2]


def test_new_rows_are_due_before_a_backfills(store: Store) -> None:
    store.add([activity(1, backfill=True, due=NOON - MINUTE), activity(2, due=NOON, tries=5)])
    assert ids(store.due(NOON, user="me", limit=9)) == [2, 1]


def test_fewer_tries_are_due_first(store: Store) -> None:
    store.add([activity(1, tries=3, due=NOON - MINUTE), activity(2, tries=0), activity(3, tries=1)])
    assert ids(store.due(NOON, user="me", limit=9)) == [2, 3, 1]


def test_of_equal_tries_the_longest_waiting_is_first(store: Store) -> None:
    store.add([activity(1, due=NOON), activity(2, due=NOON - MICRO), activity(3, due=NOON - MINUTE)])
    assert ids(store.due(NOON, user="me", limit=9)) == [3, 2, 1]


def test_due_keeps_to_its_limit(store: Store) -> None:
    store.add([activity(number, due=NOON - number * MINUTE) for number in range(1, 6)])
    assert ids(store.due(NOON, user="me", limit=2)) == [5, 4]


@pytest.mark.parametrize(("backfill", "expected"), [(None, [2, 1]), (True, [1]), (False, [2])])
def test_due_can_be_limited_to_new_rows_or_to_a_backfills(
    store: Store, backfill: bool | None, expected: list[int]
) -> None:
    store.add([activity(1, backfill=True), activity(2)])
    assert ids(store.due(NOON, user="me", limit=9, backfill=backfill)) == expected


def test_due_shows_nobody_elses_rows(store: Store) -> None:
    store.add([activity(1, user="you")])
    assert store.due(NOON, user="me", limit=9) == []


def test_a_save_moves_a_row_in_the_order_of_what_is_due(store: Store) -> None:
    store.add([activity(1), activity(2, tries=1)])
    store.save(replace(activity(1), version=1, tries=2))
    assert ids(store.due(NOON, user="me", limit=9)) == [2, 1]
    store.save(replace(activity(2), version=1, due=None))
    assert ids(store.due(NOON, user="me", limit=9)) == [1]


def test_of_open_songs_all_are_shown_or_those_whose_time_has_come(store: Store) -> None:
    song, later = Song("a", "b"), NOON + HOUR
    for id, due in (("1", NOON), ("2", later), ("3", None), ("4", NOON - HOUR)):
        store.put(Share("me", id, "anna", song, NOON, later, due=due))
    store.put(Share("me2", "5", "anna", song, NOON, later, due=NOON))
    assert [one.id for one in store.open_ones(Share, "me")] == ["4", "1", "2"]
    assert [one.id for one in store.open_ones(Share, "me", NOON)] == ["4", "1"]
    assert store.open_ones(Share, "me", NOON - 2 * HOUR) == []


def test_a_document_of_which_a_user_has_one_waits_as_the_others_do(store: Store) -> None:
    for user, due in (("me", NOON), ("me2", NOON - HOUR), ("m", NOON - HOUR)):
        store.put(NowPlaying(user, "spotify", NOON, due=due))
    assert [one.user for one in store.open_ones(NowPlaying, "me")] == ["me"]
    assert [one.user for one in store.open_ones(NowPlaying, "me", NOON)] == ["me"]
    assert store.open_ones(NowPlaying, "me", NOON - HOUR) == []
    store.put(replace(store.open_ones(NowPlaying, "m")[0], due=None))
    assert store.open_ones(NowPlaying, "m") == []


def test_next_due_is_the_earliest_of_all(store: Store) -> None:
    store.add([activity(1, due=NOON, tries=0), activity(2, due=NOON - MINUTE, tries=9, backfill=True)])
    assert store.next_due("me") == NOON - MINUTE


@pytest.mark.parametrize(
    ("rows", "since"),
    [
        ([], None),
        ([{"due": NOON + HOUR}, {"due": None}], None),
        ([{"due": NOON - MINUTE}, {"due": NOON - HOUR}], NOON - HOUR),
        ([{"due": NOON - HOUR}, {"due": NOON + HOUR, "tries": 3, "failing_since": NOON - DAY}], NOON - DAY),
        ([{"due": NOON - DAY, "backfill": True}, {"due": NOON - DAY, "state": State.ANNOTATED}], None),
        ([{"due": NOON, "tries": 1, "failing_since": NOON - HOUR, "backfill": True}], NOON - HOUR),
        ([{"due": NOON, "tries": 1, "failing_since": NOON - DAY, "state": State.ANNOTATED}], NOON - DAY),
        ([{"due": None, "tries": 9, "failing_since": NOON - DAY, "state": State.FAILED}], None),
    ],
)
def test_the_run_that_waits_longest_does_so_since_it_is_due_or_since_its_first_failure(
    store: Store, rows: list[dict[str, Any]], since: datetime | None
) -> None:
    store.add([activity(number, **changes) for number, changes in enumerate(rows, 1)])
    assert store.waiting_since("me", NOON) == since
    assert store.waiting_since("you", NOON) is None


def test_next_due_of_nothing_is_none(store: Store) -> None:
    store.add([activity(1, due=None), activity(2, user="you")])
    assert store.next_due("me") is None


# -- asking ---------------------------------------------------------------------------------------


def test_known_names_the_ids_that_have_a_row_of_this_user(store: Store) -> None:
    store.add([activity(1), activity(2, leg=1), activity(3, user="you")])
    assert store.known("me", "garmin", ["1", "2", "3", "4"]) == {"1", "2"}


def test_known_of_no_ids_is_empty(store: Store) -> None:
    store.add([activity(1)])
    assert store.known("me", "garmin", []) == set()


def test_known_takes_a_thousand_ids_and_any_iterable(store: Store) -> None:
    store.add([activity(number) for number in range(0, 1000, 2)])
    assert store.known("me", "garmin", map(str, range(1000))) == set(map(str, range(0, 1000, 2)))


def test_activities_are_listed_newest_first(store: Store) -> None:
    store.add([activity(number, start=NOON + number * MINUTE) for number in (2, 3, 1)])
    assert ids(store.activities("me")) == [3, 2, 1]


def test_activities_with_the_same_start_have_a_fixed_order(store: Store) -> None:
    store.add([activity(2), activity(1), activity(3)])
    assert ids(store.activities("me")) == [3, 2, 1]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, [4, 3, 2, 1]),
        ({"states": (State.FAILED,)}, [4, 2]),
        ({"states": (State.FAILED, State.DISCOVERED)}, [4, 2, 1]),
        ({"since": NOON + 2 * MINUTE}, [4, 3, 2]),
        ({"until": NOON + 3 * MINUTE}, [2, 1]),
        ({"since": NOON + 2 * MINUTE, "until": NOON + 4 * MINUTE}, [3, 2]),
        ({"limit": 2}, [4, 3]),
        ({"limit": 0}, []),
        ({"backfill": True}, [3]),
        ({"backfill": False, "limit": 1}, [4]),
        ({"states": (State.FAILED,), "until": NOON + 4 * MINUTE, "backfill": False}, [2]),
        ({"states": (State.DELETED,)}, []),
    ],
)
def test_activities_can_be_filtered(store: Store, filters: dict[str, Any], expected: list[int]) -> None:
    states = (State.DISCOVERED, State.FAILED, State.UPLOADED, State.FAILED)
    store.add(
        [
            activity(number, state=state, start=NOON + number * MINUTE, backfill=number == 3)
            for number, state in enumerate(states, 1)
        ]
    )
    assert ids(store.activities("me", **filters)) == expected


def test_counts_are_by_state_and_user(store: Store) -> None:
    store.add([activity(1), activity(2), activity(3, state=State.FAILED), activity(4, user="you")])
    assert store.counts("me") == {State.DISCOVERED: 2, State.FAILED: 1}
    assert store.counts("nobody") == {}


# -- documents ------------------------------------------------------------------------------------


def test_an_unknown_document_is_none(store: Store) -> None:
    assert store.load(User, "me") is None


def test_documents_loaded_together_come_in_the_order_asked_for(store: Store) -> None:
    kept = [store.put(Notice("me", f"problem/{number}", "", NOON)) for number in range(620)]
    asked = [("me", f"problem/{number}") for number in (619, 3, 1000, 3, *range(610))]
    found = store.load_each(Notice, asked, Notice)
    assert found == [kept[619], kept[3], None, kept[3], *kept[:610]]
    assert store.load_each(Backfill, asked, Backfill) == [None] * len(asked)
    assert store.load_each(Notice, [], Notice) == []


@dataclass
class Problem:
    """Some fields of a notice."""

    problem: str
    closed_at: datetime | None


def test_of_documents_loaded_together_only_what_is_needed_is_read(store: Store) -> None:
    store.put(Notice("me", "a", "", NOON))
    found = store.load_each(Notice, [("me", "a"), ("me", "b")], Problem)
    assert found == [Problem("a", None), None]


def test_logins_loaded_together_come_from_where_each_lies(store: Store) -> None:
    services = ("strava", "garmin", "spotify")
    kept = [store.put(Connection("me", service, service)) for service in services]
    assert store.load_each(Connection, [("me", service) for service in (*services, "deezer")], Connection) == [
        *kept,
        None,
    ]


def test_kinds_do_not_see_each_other(store: Store) -> None:
    store.put(User("me", NOON))
    assert store.load(Backfill, "me") is None


def test_all_takes_whole_parts_of_a_key_as_prefix(store: Store) -> None:
    for user, service in (("me", "strava"), ("me", "garmin"), ("me2", "garmin"), ("m", "e")):
        store.put(Connection(user, service, ""))
    assert [c.service for c in store.all(Connection, "me")] == ["garmin", "strava"]
    assert [c.user for c in store.all(Connection, "me2")] == ["me2"]
    assert len(store.all(Connection)) == 4
    assert store.all(Notice) == []


def test_keys_whose_parts_hold_a_slash_stay_apart(store: Store) -> None:
    store.put(Connection("a/b", "c", "one"))
    store.put(Connection("a", "b/c", "two"))
    assert [c.sealed for c in store.all(Connection, "a")] == ["two"]
    first = store.load(Connection, "a/b", "c")
    assert first is not None
    assert first.sealed == "one"


def test_removing_takes_away_only_what_was_meant(store: Store) -> None:
    mine = store.put(Connection("me", "garmin", ""))
    store.put(Connection("me", "strava", ""))
    store.remove(mine)
    store.remove(mine)
    assert [c.service for c in store.all(Connection, "me")] == ["strava"]


def test_a_lost_race_for_a_document_leaves_the_winners(store: Store) -> None:
    seen = store.put(Budget("strava", "12345"))
    store.put(replace(seen, blocked_why="winner"))
    with pytest.raises(Conflict):
        store.put(replace(seen, blocked_why="loser"))
    found = store.load(Budget, "strava", "12345")
    assert found is not None
    assert (found.blocked_why, found.version) == ("winner", 2)


# -- round trips ----------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(row=values.activities)
def test_every_activity_survives_the_way_to_the_store_and_back(row: Activity) -> None:
    for made in FACTORIES:
        if made.shared:
            continue  # the same code with a file below: the slow half would say nothing more
        with TemporaryDirectory() as folder:
            opened = made.open(Path(folder))
            opened.add([row])
            found = opened.activity(row.key)
            assert found == replace(row, version=1)
            saved = opened.save(replace(row, version=1))
            assert opened.activities(row.key.user) == [saved]
            opened.close()


@settings(max_examples=250, deadline=None)
@given(document=values.documents)
def test_every_document_survives_the_way_to_the_store_and_back(document: Any) -> None:
    from sync.core.document_kinds import key_of

    for made in FACTORIES:
        if made.shared:
            continue
        with TemporaryDirectory() as folder:
            opened = made.open(Path(folder))
            saved = opened.put(document)
            assert saved == replace(document, version=1)
            assert opened.load(type(document), *key_of(document)) == saved
            assert opened.all(type(document)) == [saved]
            opened.close()


def test_microseconds_and_offsets_are_kept_exactly(store: Store) -> None:
    from datetime import timezone

    at = datetime(2026, 3, 14, 23, 59, 59, 999_999, timezone(timedelta(hours=5, minutes=45)))
    store.add([activity(1, start=at, due=at)])
    found = store.activity(Key("me", "garmin", "1"))
    assert found is not None
    assert (found.start, found.due) == (at, at)
    assert ids(store.due(at.astimezone(UTC), user="me", limit=1)) == [1]
    assert store.due(at - MICRO, user="me", limit=1) == []


# -- races ----------------------------------------------------------------------------------------


def at_once(work: Callable[[int], object]) -> list[object]:
    """What each of `AT_ONCE` threads came to, all started together; a `Conflict` counts as an outcome."""
    outcomes: list[object] = [None] * AT_ONCE
    gate = threading.Barrier(AT_ONCE)

    def one(number: int) -> None:
        gate.wait()
        try:
            outcomes[number] = work(number)
        except Conflict:
            outcomes[number] = Conflict
        except BaseException as error:
            outcomes[number] = error

    threads = [threading.Thread(target=one, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


@pytest.fixture
def handles(factory: Factory, store: Store, tmp_path: Path) -> Iterator[list[Store]]:
    """One handle per thread to the same rows; a store that cannot be opened twice shares its only one."""
    others = [factory.open(tmp_path) if factory.shared else store for _ in range(AT_ONCE)]
    yield others
    for other in others:
        if other is not store:
            other.close()


def test_of_racing_saves_exactly_one_wins_each_round(handles: list[Store]) -> None:
    handles[0].add([activity(1)])
    for number in range(5):
        seen = handles[0].activity(Key("me", "garmin", "1"))
        assert seen is not None
        outcomes = at_once(lambda n, seen=seen: handles[n].save(replace(seen, looks=n)))  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
        winners = [outcome for outcome in outcomes if outcome is not Conflict]
        assert len(winners) == 1, outcomes
        assert handles[1].activity(Key("me", "garmin", "1")) == winners[0]
        assert [winner.version for winner in winners] == [number + 2]  # type: ignore[attr-defined]  # no Conflict is among them


def test_of_racing_adds_one_inserts_the_row(handles: list[Store]) -> None:
    assert sorted(at_once(lambda n: handles[n].add([activity(1)]))) == [0] * (AT_ONCE - 1) + [1]  # type: ignore[type-var]  # all of them are numbers


def test_of_racing_inserts_of_a_document_one_wins(handles: list[Store]) -> None:
    outcomes = at_once(lambda n: handles[n].put(User("me", NOON + n * MINUTE)))
    assert outcomes.count(Conflict) == AT_ONCE - 1, outcomes
    assert handles[0].load(User, "me") in outcomes


def test_no_count_is_lost_when_every_loser_tries_again(handles: list[Store]) -> None:
    handles[0].put(Backfill("me", NOON, NOON, NOON))

    def count_up(number: int) -> bool:
        while True:
            seen = handles[number].load(Backfill, "me")
            assert seen is not None
            try:
                handles[number].put(replace(seen, found=seen.found + 1))
                return True
            except Conflict:
                continue

    assert at_once(count_up) == [True] * AT_ONCE
    final = handles[0].load(Backfill, "me")
    assert final is not None
    assert (final.found, final.version) == (AT_ONCE, AT_ONCE + 1)


# -- going through all of them ---------------------------------------------------------------------


def test_every_run_comes_once_also_where_there_are_more_than_one_read_brings(store: Store) -> None:
    store.add([activity(number, start=NOON) for number in range(450)])
    store.add([activity(1, user="me2"), activity(7, leg=1)])
    store.add([replace(activity(1), key=Key("me", "folder", name)) for name in ("a", "A", "")])
    found = [run.key for run in store.every_run("me")]
    assert len(found) == len(set(found)) == 454
    assert {key.user for key in found} == {"me"}
    assert list(store.every_run("nobody")) == []


def test_every_run_is_read_as_it_is_taken(store: Store) -> None:
    store.add([activity(number) for number in range(3)])
    found = store.every_run("me")
    first = next(found)
    store.add([activity(900)])
    assert first.version == 1
    assert {run.key.id for run in (first, *found)} >= {"0", "1", "2"}
