"""The matching targets hold: a few runs of every world at every commit, many of each under `make soak`."""

import json

import pytest

from sync.sim.listening import WORLDS, World
from tests.bench.matching import OURS, RULES, TARGET, Row, main, measure

SEED, FEW, MANY = 7, 16, 1500


def test_the_songs_of_nearly_every_run_are_exactly_right_in_good_worlds() -> None:
    rows = [measure(world, SEED, FEW) for world in WORLDS if not world.missing and world.skew <= 5]
    assert len(rows) == 16
    assert all(row.must for row in rows)
    share = sum(row.right[OURS] for row in rows) / len(rows)
    assert share >= TARGET, f"seed {SEED}: {share:.1%}, {[(row.world.name, row.right[OURS]) for row in rows]}"


def test_no_plain_rule_does_better_whatever_the_world() -> None:
    rows = [measure(world, SEED, FEW) for world in WORLDS if world.missing or world.skew > 5]
    assert {row.world.name for row in rows} >= {"skew 90 s, END", "skew 90 s, START", "missing: half rule"}
    assert [row.world.name for row in rows if not row.held] == [], f"seed {SEED}"


@pytest.mark.soak
@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_the_target_holds_in_each_world_over_many_runs(world: World) -> None:
    row = measure(world, SEED, MANY)
    assert row.held, f"seed {SEED}: {row.right}"


def test_the_bench_prints_its_seed_and_every_world_with_every_rule(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--runs", "1", "--seed", "5", "--json"]) in (0, 1)
    seen = json.loads(capsys.readouterr().out)
    assert (seen["seed"], seen["runs"]) == (5, 1)
    assert [row["world"] for row in seen["worlds"]] == [world.name for world in WORLDS]
    assert all(0 <= row[rule] <= 1 for row in seen["worlds"] for rule in RULES)
    main(["--runs", "1", "--seed", "5"])
    table = capsys.readouterr().out
    assert "Runs whose songs are exactly right (seed 5, 1 runs each)" in table
    assert all(name in table for name in (*RULES, *(world.name for world in WORLDS)))


def test_a_number_of_runs_that_is_none_is_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--runs", "0"])
    assert left.value.code == 2
    assert "'0' is no number of runs: say 1 or more" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("world", "right", "held"),
    [
        (World("good", ()), (0.97, 0.2), True),
        (World("good", ()), (0.96, 0.2), False),
        (World("lacking", (), missing=True), (0.5, 0.4), True),
        (World("lacking", (), missing=True), (0.5, 0.6), False),
        (World("wrong clock", (), skew=90), (0.5, 0.5), True),
        (World("small skew", (), skew=5), (0.9, 0.5), False),
    ],
)
def test_what_counts_as_held(world: World, right: tuple[float, float], held: bool) -> None:
    assert Row(world, {OURS: right[0], "± 60 s": right[1]}).held is held
