"""The bench of looks: the chosen ones lose no song that a service tells of, and cost less than plainer ones."""

import pytest

from sync.core.song_share import LOOKS
from tests.bench.shares import CHOICES, POLLED, main, polled, simulated


def test_captured_listeners_are_seen_within_a_poll_and_others_in_a_few_looks() -> None:
    for every in POLLED.values():
        row = simulated(LOOKS, 300, 7, polled(every, 7))
        assert row.later_than(50) <= every.total_seconds() / 60
        assert row.unseen < 0.02
    alone, often = (simulated(how, 50, 7, None) for how in (LOOKS, CHOICES["each 4 min"]))
    assert alone.looks < often.looks / 10
    assert alone.looks <= LOOKS.most


def test_the_bench_prints_a_row_for_each_choice_and_listener(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--shares", "5"])
    said = capsys.readouterr().out
    assert said.count("nobody captures") == len(CHOICES)
    assert said.endswith("seed 7, 5 songs a row; chosen: grows by 2, to a day, 16\n")
