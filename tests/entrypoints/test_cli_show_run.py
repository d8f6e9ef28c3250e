"""`runtrack show RUN`: a run at a glance, and how it was run to each of its songs."""

import json
from dataclasses import replace
from pathlib import Path

from sync.core.song_figures import SongFigures
from sync.sim.athlete import run, triathlon
from sync.wiring import ME
from tests.support.entrypoints.commands import runtrack
from tests.support.entrypoints.listened import RUN, uploaded
from tests.support.music import MusicWorld
from tests.support.world import HOUR, World

SHOWN = """\
900000001  2026-03-14 09:00 +01  Morning Run  2.00 km  running
  moving      10:40
  distance    2.00 km
  climb       30 m
  heart       148 beats a minute, 166 at most
  cadence     166 a minute
  kilometres  5:22  5:18
  miles       8:38
  fastest     400 m 2:03, 1 km 5:15, 1 mile 8:30

#    at  song                          metres  min/km  flat  heart  cadence
1  0:00  VO2 - Second Wind                612    5:19  6:21    129      166
2  3:15  Björk Ø Vest - Final Hour        734    5:21  5:09    154      166
3  7:10  Runner's Low - Wet Kilometre     654    5:20  4:35    159      166
"""


def test_a_run_has_its_digest_and_its_songs_within_80_columns_and_nobody_is_asked(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        uploaded(world)
        world.forget_calls()
        for columns in (80, None):
            said = runtrack(world, "show", str(RUN), columns=columns)
            assert (said.code, said.out, said.err) == (0, SHOWN, "")
        assert world.calls() == {}
        assert runtrack(world, "show", str(RUN), columns=50).lines[-3:] == [
            "3  7:10  Runner's Low - Wet Kilometre",
            "  metres 654, min/km 5:20, flat 4:35, heart 159,",
            "  cadence 166",
        ]


def test_on_flat_ground_the_pace_on_the_flat_is_not_said(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        uploaded(world)
        (kept,) = world.store.all(SongFigures, ME)
        level = [
            replace(one, stretch=replace(one.stretch, climb=0.9, descent=0.9)) for one in kept.songs if one.stretch
        ]
        world.store.put(replace(kept, songs=tuple(level)))
        assert "flat" not in runtrack(world, "show", str(RUN), columns=80).out
        told = json.loads(runtrack(world, "show", str(RUN), "--json").out)["runs"][0]["songs"]
        assert [one["flat_pace"] for one in told] == [one.stretch and one.stretch.flat_pace for one in level]


def test_many_splits_go_on_below(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        world.garmin.add(run(3, world.now - 30 * HOUR, km=25.0, every=5))
        world.until_quiet()
        lines = runtrack(world, "show", "3", columns=80).lines
        assert max(map(len, lines)) <= 80
        begin = next(number for number, line in enumerate(lines) if line.startswith("  kilometres"))
        assert [len(line.replace("kilometres", "").split()) for line in lines[begin : begin + 3]] == [11, 11, 3]
        assert lines[begin + 1].startswith(" " * 14)


def test_each_leg_is_shown_and_a_run_without_a_route_says_why(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        world.garmin.add(triathlon(5, world.now - 5 * HOUR))
        world.garmin.add(run(4, world.now - 3 * HOUR, km=2.0))
        world.tick()
        assert runtrack(world, "show", "4").lines[1] in (
            "  its route is being read: in a minute or two its figures are here",
            "  no file of it was read yet: `runtrack why 4` shows how it stands",
        )
        world.until_quiet()
        assert runtrack(world, "show", "4").lines[1].startswith("  moving")
        assert runtrack(world, "show", "7").err == "no run '7' in the ledger: `runtrack list` shows what there is\n"
