"""What the engine relies on in a source of runs, held against every implementation of `ports.ActivitySource`."""

from collections.abc import Iterator
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from sync.core.errors import Missing, Unavailable
from sync.core.original import FileKind
from sync.sim.athlete import SimActivity
from tests.support.contract.sources import RECORDERS, Recorder
from tests.support.folders import a_run, fit_of
from tests.support.world import DAY, HOUR


@pytest.fixture(params=RECORDERS, ids=lambda kind: kind.name)
def runner(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Recorder]:
    made: Recorder = request.param(tmp_path)
    with made.world:
        yield made


def some(runner: Recorder, count: int = 7) -> list[SimActivity]:
    """Runs of as many days, recorded in no order; the newest first."""
    made = [a_run(runner.world.now - n * DAY - HOUR, n, km=5.0 + n) for n in range(1, count + 1)]
    runner.record(*made[::2], *made[1::2])
    return made


def test_the_list_is_newest_first_and_its_pages_hold_each_run_once(runner: Recorder) -> None:
    made = some(runner)
    source = runner.source()
    pages = [source.recent(3, start) for start in (0, 3, 6)]
    assert [page.sent for page in pages] == [3, 3, 1]
    assert [item.id for page in pages for item in page.items] == [runner.id_of(one) for one in made]
    assert source.recent(3, 9).items == ()


def test_an_item_is_the_run_in_units_that_all_sources_share(runner: Recorder) -> None:
    (made,) = some(runner, 1)
    (item,) = runner.source().recent(5).items
    assert (item.source, item.id, item.type_key) == (runner.name, runner.id_of(made), "running")
    assert item.start.tzinfo is UTC
    assert abs(item.start - made.start) <= timedelta(seconds=1)
    assert item.elapsed == pytest.approx(made.elapsed, abs=30)
    assert item.distance == pytest.approx(made.distance, rel=0.01)
    assert item.offset in (None, made.offset)
    assert item.title
    assert item.title.isprintable()


def test_the_list_may_begin_at_a_date(runner: Recorder) -> None:
    made = some(runner)
    items = runner.source().recent(100, 0, since=made[3].start.date()).items
    assert [item.id for item in items] == [runner.id_of(one) for one in made[:4]]


def test_the_file_of_a_run_is_the_recording_byte_for_byte(runner: Recorder) -> None:
    made = some(runner, 3)
    for one in made:
        (original,) = runner.source().original(runner.id_of(one))
        assert (original.data, original.kind) == (fit_of(one), FileKind.FIT)


def test_a_run_that_it_does_not_have_is_missing(runner: Recorder) -> None:
    some(runner, 1)
    with pytest.raises(Missing):
        runner.source().original("987654321")


def test_a_later_process_lists_the_same_runs_and_hands_out_their_files(runner: Recorder) -> None:
    made = some(runner, 3)
    before = runner.source().recent(100).items
    runner.world.restart()
    assert runner.source().recent(100).items == before
    runner.world.restart()  # a file that is asked for first
    assert runner.source().original(runner.id_of(made[0]))[0].data == fit_of(made[0])


def test_what_is_away_says_so_by_name_and_everything_is_there_when_it_is_back(runner: Recorder) -> None:
    made = some(runner, 3)
    before = runner.source().recent(100).items
    runner.goes()
    with pytest.raises(Unavailable) as of_the_list:
        runner.source().recent(5)
    with pytest.raises(Unavailable) as of_a_file:
        runner.source().original(runner.id_of(made[0]))
    assert (of_the_list.value.service, of_a_file.value.service) == (runner.name, runner.name)
    runner.is_back()
    assert runner.source().recent(100).items == before
    assert runner.source().original(runner.id_of(made[0]))[0].data == fit_of(made[0])


def test_it_can_be_kept_alive(runner: Recorder) -> None:
    runner.source().keep_alive()
    some(runner, 1)
    assert len(runner.source().recent(5).items) == 1
