"""The list of runs on every store: pages without loss or repeat, filters, summaries, and the way from Strava's id."""

import random
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from sync.core.activity import Activity, State
from sync.core.annotation import Annotation, MusicOutcome
from sync.core.key import Key
from sync.core.run_list import EVERYTHING, Cursor, RunPage, Summary, Wanted, summary_of
from sync.core.states import How
from sync.ports import Store
from sync.stores.dynamo import DynamoStore
from sync.stores.dynamo_items import run_item
from sync.stores.dynamo_tables import LEDGER
from sync.stores.sqlite import SqliteStore
from tests.support.contract import dynamo, values
from tests.support.contract.stores import FACTORIES
from tests.support.contract.values import NOON, activity

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MANY = 10_000


def named(
    id: int,
    title: str = "Morning Run",
    *,
    songs: int = 0,
    heard: str = "",
    outcome: MusicOutcome = MusicOutcome.NOT_LOOKED,
    **changes: object,
) -> Activity:
    music = Annotation(outcome=outcome, songs=songs, heard=heard)
    return replace(activity(id), title=title, music=music, **changes)  # type: ignore[arg-type]  # whatever the test gives it


def pages(store: Store, wanted: Wanted = EVERYTHING, *, limit: int, user: str = "me") -> list[RunPage]:
    got = [store.page(user, wanted, limit=limit)]
    while got[-1].next is not None:
        got.append(store.page(user, wanted, after=got[-1].next, limit=limit))
    return got


def shown(store: Store, wanted: Wanted = EVERYTHING, *, limit: int = 50) -> list[str]:
    return [run.key.id for page in pages(store, wanted, limit=limit) for run in page.runs]


def test_pages_hold_each_run_once_newest_first_however_many_began_at_once(store: Store) -> None:
    runs = [activity(number, start=NOON - (number % 3) * HOUR) for number in range(1, 61)]
    runs += [activity(number, leg=leg) for number in (7, 8) for leg in (1, 2)]
    runs += [replace(activity(), key=Key("me", source, "7")) for source in ("strava", "folder")]
    random.Random(5).shuffle(runs)
    store.add([*runs, activity(99, user="you")])
    for limit in (1, 7, 22, 66, 100):
        found = [run for page in pages(store, limit=limit) for run in page.runs]
        assert [run.start for run in found] == sorted((run.start for run in runs), reverse=True)
        assert {run.key for run in found} == {run.key for run in runs}
        assert len(found) == len(runs)


def test_what_comes_or_changes_while_someone_pages_moves_no_other_run(store: Store) -> None:
    store.add([activity(number, start=NOON - number * HOUR) for number in range(1, 10)])
    first = store.page("me", limit=4)
    assert [run.key.id for run in first.runs] == ["1", "2", "3", "4"]
    last = store.activity(first.runs[-1].key)
    assert last is not None
    store.save(replace(last, start=NOON - 20 * HOUR))  # the one that the cursor stands on
    store.add([activity(99, start=NOON)])
    second = store.page("me", after=first.next, limit=4)
    assert [run.key.id for run in second.runs] == ["5", "6", "7", "8"]


FILTERS = [
    (Wanted(), "123456"),
    (Wanted(states=frozenset({State.FAILED})), "2"),
    (Wanted(states=frozenset({State.FAILED, State.SKIPPED})), "23"),
    (Wanted(outcomes=frozenset({MusicOutcome.COMPLETE})), "45"),
    (Wanted(outcomes=frozenset({MusicOutcome.NOT_LOOKED})), "123"),
    (Wanted(sports=frozenset({"trail_running"})), "4"),
    (Wanted(text="läuf"), "15"),
    (Wanted(text="LÄUFCHEN am  see"), "5"),
    (Wanted(text="100% %"), "6"),
    (Wanted(text="[red]*?"), "6"),
    (Wanted(text="*"), "6"),
    (Wanted(text="l?ufchen"), ""),
    (Wanted(text="[a-z]"), ""),
    (Wanted(text="TIMBER"), "4"),
    (Wanted(text="trail timber morning"), ""),
    (Wanted(text="Timber Läuf"), ""),
    (Wanted(text="bon iver morning"), "4"),
    (Wanted(text="'; DROP TABLE"), ""),
    (Wanted(with_music=True), "4"),
    (Wanted(with_music=False), "12356"),
    (Wanted(since=NOON - 3 * HOUR), "123"),
    (Wanted(until=NOON - 3 * HOUR), "456"),
    (
        Wanted(since=NOON - 4 * HOUR, until=NOON - HOUR, with_music=True, outcomes=frozenset({MusicOutcome.COMPLETE})),
        "4",
    ),
    (Wanted(since=NOON), ""),
]


@pytest.mark.parametrize(("wanted", "found"), FILTERS)
def test_a_list_is_narrowed_by(store: Store, wanted: Wanted, found: str) -> None:
    runs = [
        named(1, "Läufchen"),
        named(2, state=State.FAILED),
        named(3, state=State.SKIPPED),
        named(4, songs=8, heard="bon iver perth timbre timber", outcome=MusicOutcome.COMPLETE, sport="trail_running"),
        named(5, "Läufchen am See", outcome=MusicOutcome.COMPLETE),
        named(6, "100% done [red]*?", outcome=MusicOutcome.NOTHING_PLAYED),
    ]
    store.add([replace(run, start=NOON - int(run.key.id) * HOUR) for run in runs])
    for limit in (1, 2, 50):
        assert "".join(shown(store, wanted, limit=limit)) == found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(row=values.activities)
def test_a_summary_is_the_run_without_its_history(tmp_path_factory: pytest.TempPathFactory, row: Activity) -> None:
    for made in FACTORIES:
        if not made.shared:
            store = made.open(tmp_path_factory.mktemp("list"))
            store.add([row])
            assert store.page(row.key.user).runs == (summary_of(replace(row, version=1)),)
            store.close()
    assert "history" not in Summary.__slots__


def test_runs_are_found_by_their_activity_on_strava(store: Store) -> None:
    store.add([activity(number) for number in range(1, 5)])
    store.add([activity(9, user="you")])
    rows = [store.activity(Key("me", "garmin", str(number))) for number in (1, 2)]
    rows.append(store.activity(Key("you", "garmin", "9")))
    for row in rows:
        assert row is not None
        store.save(replace(row, target_id=77, state=State.UPLOADED))
    assert [row.key.id for row in store.on_target("me", 77)] == ["1", "2"]
    assert store.on_target("me", 77)[0].version == 2
    assert store.on_target("me", 78) == []
    (moved, _) = store.on_target("me", 77)
    store.save(replace(moved, target_id=78))
    assert [[row.key.id for row in store.on_target("me", id)] for id in (77, 78)] == [["2"], ["1"]]


# -- on AWS ---------------------------------------------------------------------------------------


@pytest.fixture
def far(tmp_path: Path) -> Iterator[DynamoStore]:
    opened = dynamo.opened(tmp_path)
    yield opened
    opened.close()


def written_before(store: DynamoStore, *runs: Activity) -> None:
    """As a version without summaries wrote them."""
    for run in runs:
        old = {name: value for name, value in run_item(run).items() if name not in ("summary", "onStrava")}
        store.tables.save(LEDGER, old, 0, "a run", insert=True)


def test_rows_of_before_are_listed_beside_new_ones_and_found(far: DynamoStore) -> None:
    old = replace(activity(1, start=NOON - HOUR, state=State.UPLOADED), target_id=77, version=1)
    written_before(far, old, replace(activity(3, start=NOON - 3 * HOUR), version=1))
    far.add([activity(2, start=NOON - 2 * HOUR)])
    with dynamo.requests_of(far) as asked:
        page = far.page("me", limit=50)
    assert [run.key.id for run in page.runs] == ["1", "2", "3"]
    assert page.runs[0] == summary_of(old)
    assert asked == ["Query list", "BatchGetItem 2"]
    assert far.on_target("me", 77) == [old]
    far.save(old)
    assert [row.key for row in far.on_target("me", 77)] == [old.key]


def test_a_page_costs_one_request_and_two_where_few_are_wanted(far: DynamoStore) -> None:
    far.add([named(number, start=NOON - number * HOUR, songs=int(number == 59)) for number in range(60)])
    with dynamo.requests_of(far) as asked:
        page = far.page("me", limit=50)
    assert (len(page.runs), asked) == (50, ["Query list"])
    with dynamo.requests_of(far) as asked:
        assert [run.key.id for run in far.page("me", Wanted(with_music=True), limit=50).runs] == ["59"]
    assert asked == ["Query list"]


def test_of_a_list_that_one_page_cannot_read_to_its_end_the_next_goes_on(
    far: DynamoStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.stores.dynamo_list.READ_AT_ONCE", 10)
    far.add([named(number, start=NOON - number * HOUR, songs=int(number % 29 == 0)) for number in range(1, 59)])
    wanted, seen, sizes, after = Wanted(with_music=True), list[str](), list[int](), None
    while True:
        with dynamo.requests_of(far) as asked:
            page = far.page("me", wanted, after=after, limit=50)
        assert asked in (["Query list"], ["Query list", "Query list"])
        seen += [run.key.id for run in page.runs]
        sizes.append(len(page.runs))
        after = page.next
        if after is None:
            break
    assert seen == ["29", "58"]
    assert sizes == [0, 1, 1]


# -- ten thousand ---------------------------------------------------------------------------------


def many() -> list[Activity]:
    """With many equal starts, and a history in each."""
    base = activity(1).submitting(NOON, "ab12", HOUR, "Strava lacks it; sending it now", "fit")
    base = base.submitted(NOON, 77, NOON).uploaded(NOON, 8, How.UPLOADED, "Strava has processed it")
    rows = []
    for number in range(MANY):
        row = replace(base, key=Key("me", "garmin", str(10**9 + number)), start=NOON - (number // 40) * DAY, due=None)
        names = " ".join(f"artist{number * 31 + each:x} song{number * 17 + each:x}" for each in range(15))
        music = Annotation(outcome=MusicOutcome.COMPLETE, songs=number % 2, heard=names)
        rows.append(replace(row, title=f"Run {number}", music=music))
    return rows


def test_ten_thousand_runs_page_without_loss_or_repeat_in_five_milliseconds_a_page(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "runtrack.sqlite", sleep=lambda _: None)
    with store.at_once():
        store.add(many())
    took, seen, after = list[float](), list[Key](), None
    while True:
        begun = time.process_time()
        page = store.page("me", after=after, limit=50)
        took.append(time.process_time() - begun)
        seen += [run.key for run in page.runs]
        after = page.next
        if after is None:
            break
    assert (len(seen), len(set(seen))) == (MANY, MANY)
    assert sorted(took)[len(took) // 2] < 0.005
    for wanted in (
        Wanted(text="Run 9999"),
        Wanted(text="nobody has played this"),
        Wanted(with_music=True),
        Wanted(outcomes=frozenset({MusicOutcome.GAVE_UP})),
    ):
        fastest = min(_seconds(store, wanted) for _ in range(5))
        assert fastest < 0.02, wanted
    store.close()
    assert (tmp_path / "runtrack.sqlite").stat().st_size < 30 * 2**20


def _seconds(store: SqliteStore, wanted: Wanted) -> float:
    begun = time.process_time()
    store.page("me", wanted, limit=50)
    return time.process_time() - begun


@pytest.mark.long
def test_ten_thousand_runs_page_without_loss_or_repeat_on_aws(far: DynamoStore) -> None:
    rows = many()
    items = [{"PutRequest": {"Item": run_item(replace(row, version=1))}} for row in rows]
    far.tables.batch_write(LEDGER, items)
    seen: list[Key] = []
    after: Cursor | None = None
    while True:
        with dynamo.requests_of(far) as asked:
            page = far.page("me", after=after, limit=50)
        assert asked == ["Query list"]
        seen += [run.key for run in page.runs]
        after = page.next
        if after is None:
            break
    assert (len(seen), len(set(seen))) == (MANY, MANY)
