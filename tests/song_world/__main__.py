"""`make song-world`: people who send each other songs under faults, kills and double deliveries, and a judge.

`python -m tests.song_world [--people N] [--shares N] [--days N] [--seed S]` prints what was wrong, the delays, and what
a share costs.
"""

import argparse
import logging
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import quantiles

from tests.song_world.judge import Verdict, judged, leaks
from tests.song_world.life import Life, SongWorld
from tests.song_world.script import Size, script


def told(
    folder: Path, seed: object, size: Size, *, all_ticks: bool = False, trouble: float = 0.03
) -> tuple[Life, Verdict]:
    """A world from its beginning to its end, and what the judge says of it."""
    written, found = script(seed, size), list[str]()
    with SongWorld(folder, login=False) as world:
        world.sqlite._db.execute("PRAGMA synchronous = OFF")
        life = Life(world, written, random.Random(f"life {seed}"), trouble=trouble, all_ticks=all_ticks)
        watch = random.Random(f"watch {seed}")

        def look(life: Life) -> None:
            print(f"{life.log.now:%d %b %H:%M}: {life.counts['ticks']:,} ticks", file=sys.stderr)
            found.extend(
                leaks(life, watch.sample(sorted(set(life.people) - set(life.gone)), min(10, size.people // 2)))
            )

        life.lived(look)
        verdict = judged(life)
        everybody = sorted(set(life.people) - set(life.gone))
        verdict.leaked += [*found, *leaks(life, everybody)]
    return life, verdict


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=Size.people)
    parser.add_argument("--shares", type=int, default=Size.shares)
    parser.add_argument("--days", type=int, default=Size.days)
    parser.add_argument("--seed", default="7")
    asked = parser.parse_args(arguments)
    begun = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        size = Size(asked.people, asked.shares, asked.days)
        life, verdict = told(Path(folder), asked.seed, size)
    for line in report(life, verdict):
        print(line)
    print(f"seed {asked.seed}; {time.process_time() - begun:,.0f} s of CPU")
    return 1 if verdict.troubles else 0


def report(life: Life, verdict: Verdict) -> list[str]:
    sent, counts = sum(len(to) for _, to in life.accepted.values()), life.counts
    in_groups = [to for act, to in life.accepted.values() if act.group]
    troubles = ("false", "doubled", "lost", "missed", "leaked")
    lines = [f"{len(life.people):,} people, {sent:,} songs sent, {counts['ticks']:,} ticks"]
    lines.append(
        f"{len(life.makers):,} groups, {len(in_groups):,} songs to them for {sum(map(len, in_groups)):,} members"
    )
    lines.append(", ".join(f"{counts[kind]:,} {kind}" for kind in ("killed", "doubled", "refused", "refused sendings")))
    for name in troubles:
        found = getattr(verdict, name)
        lines.append(f"{name}: {len(found)}")
        lines += [f"   {line}" for line in found[:12]]
    measured = {
        "seen, min since the end of the song": verdict.delays,
        "seen, min since its service told of it": verdict.waits,
        "read by who sent it, min since the end": verdict.told,
        "read by who sent it, min since its service told of it": verdict.read,
    }
    for what, by_service in measured.items():
        for service, delays in sorted(by_service.items()):
            p50, p95, p99 = (later_than(delays, percent) for percent in (50, 95, 99))
            lines.append(f"{service}: {len(delays):,} {what}: {p50:.1f}, p95 {p95:.1f}, p99 {p99:.0f}")
    saves = life.log.saves["Share"] + life.log.saves["Sending"]
    lines.append(f"a song: {saves / sent:.1f} saves, {counts['look for song'] / sent:.1f} looks; no call of a service")
    messages = life.messages.counts
    lines.append(
        f"{len(life.messages.shown):,} messages; {messages['sends']:,} calls sent, {messages['edits']:,} changed them"
    )
    lines.append(f"left after seconds, and nobody could tell: {verdict.undecidable}")
    return lines


def later_than(delays: Sequence[float], percent: int) -> float:
    return quantiles(delays, n=100)[percent - 1] if len(delays) > 1 else 0.0


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)  # each trouble is logged, and there are many
    sys.exit(main())
