"""The bench of songs: an idle tick reads no song that waits for another time, however many there are."""

from pathlib import Path

import pytest

from tests.bench import songs_dynamo
from tests.bench.songs import main, of_machine


def test_what_a_tick_reads_does_not_grow_with_the_songs_that_wait(tmp_path: Path) -> None:
    figures = {figure.name: figure for figure in of_machine(tmp_path, quick=True)}
    few, many = (figures[f"a tick, {count} open songs, no play"].about for count in ("10", "1,000"))
    assert few == many


def test_an_idle_tick_on_dynamodb_reads_no_song_that_waits_for_another_time(tmp_path: Path) -> None:
    reads = {one.name: one.value for one in songs_dynamo.measure(tmp_path, quick=True) if one.unit == "read units"}
    assert reads["an idle tick, 9 open songs"] == reads["an idle tick, no open song"]


def test_the_bench_prints_the_units_of_a_song_on_dynamodb(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--quick", "--only", "dynamo"])
    said = capsys.readouterr().out
    assert "the tick that sees one of them" in said
    assert '"unit": "write units"' in said
