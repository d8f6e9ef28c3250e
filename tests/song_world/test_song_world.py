"""A world of people who send each other songs, under faults, kills and double deliveries: nothing false, lost, doubled.

The seed is printed and may be given as TEST_SEED. `make song-world` runs the whole of it: 100,000 songs.
"""

import os
from pathlib import Path

import pytest

from tests.song_world.__main__ import later_than, main, report, told
from tests.song_world.script import LASTFM, SPOTIFY, Size

SEED = int(os.environ["TEST_SEED"])
SIZES = (
    pytest.param(Size(people=8, shares=100, days=2), False, id="100 songs"),
    pytest.param(
        Size(people=4, shares=40, days=1), True, id="a tick of each person each minute", marks=pytest.mark.long
    ),
    pytest.param(Size(people=100, shares=6_000, days=4), False, id="6,000 songs", marks=pytest.mark.long),
)


@pytest.mark.parametrize(("size", "all_ticks"), SIZES)
def test_no_song_is_lost_doubled_or_falsely_seen_and_each_is_seen_in_time(
    tmp_path: Path, size: Size, all_ticks: bool
) -> None:
    verdict = told(tmp_path, SEED, size, all_ticks=all_ticks)
    print(f"seed {SEED}", *report(verdict), sep="\n")
    assert verdict.troubles == []
    assert verdict.counts["killed"] > 0
    assert sum(len(seen) for seen in verdict.delays.values()) > size.shares / 4
    for service, most in ((SPOTIFY, 5), (LASTFM, 15)):
        assert later_than(verdict.waits[service], 50) <= most
        if len(verdict.delays[service]) > 500:
            assert later_than(verdict.waits[service], 95) <= most + 1
            assert later_than(verdict.read[service], 95) <= most + 1.5  # of some hundred it is no better known


def test_the_world_prints_what_it_has_seen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--people", "4", "--shares", "20", "--days", "1", "--worlds", "2"]) == 0
    said = capsys.readouterr().out
    assert "4 people, " in said
    assert "false: 0\n" in said
