"""`make song-world`: people who send each other songs under faults, kills and double deliveries, and a judge.

`python -m tests.song_world [--people N] [--shares N] [--days N] [--worlds N] [--seed S]` prints what was wrong, the
delays, and what a share costs. The people live in so many worlds that know nothing of each other, as many at a time as
there are processors; what became of each is told as soon as it is over.
"""

import argparse
import logging
import os
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from statistics import quantiles

from tests.song_world.judge import judged, leaks
from tests.song_world.life import Life, SongWorld
from tests.song_world.script import Size, script
from tests.song_world.verdict import TROUBLES, Verdict

WORLDS = 10


def told(folder: Path, seed: object, size: Size, *, all_ticks: bool = False, trouble: float = 0.03) -> Verdict:
    """A world from its beginning to its end, and what the judge says of it."""
    written, found = script(seed, size), list[str]()
    with SongWorld(folder, login=False) as world:
        world.sqlite._db.execute("PRAGMA synchronous = OFF")
        life = Life(world, written, random.Random(f"life {seed}"), trouble=trouble, all_ticks=all_ticks)
        watch = random.Random(f"watch {seed}")

        def look(life: Life) -> None:
            found.extend(
                leaks(life, watch.sample(sorted(set(life.people) - set(life.gone)), min(10, size.people // 2)))
            )

        life.lived(look)
        verdict = judged(life)
        everybody = sorted(set(life.people) - set(life.gone))
        verdict.leaked += [*found, *leaks(life, everybody)]
        verdict.counts.update(_counted(life))
    return verdict


def _counted(life: Life) -> dict[str, int]:
    in_groups = [to for act, to in life.accepted.values() if act.group]
    return {
        **life.counts,
        "people": len(life.people),
        "songs": sum(len(to) for _, to in life.accepted.values()),
        "groups": len(life.makers),
        "songs to groups": len(in_groups),
        "songs to members": sum(map(len, in_groups)),
        "saves": life.log.saves["Share"] + life.log.saves["Sending"],
        "messages": len(life.messages.shown),
        **life.messages.counts,
    }


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=Size.people)
    parser.add_argument("--shares", type=int, default=Size.shares)
    parser.add_argument("--days", type=int, default=Size.days)
    parser.add_argument("--worlds", type=int, default=WORLDS)
    parser.add_argument("--seed", default="7")
    asked = parser.parse_args(arguments)
    size = Size(asked.people // asked.worlds, asked.shares // asked.worlds, asked.days)
    seeds = [f"{asked.seed}.{number}" for number in range(asked.worlds)] if asked.worlds > 1 else [asked.seed]
    every, began = Verdict(), time.monotonic()
    with ProcessPoolExecutor(min(len(seeds), os.cpu_count() or 1)) as pool:
        worlds = {pool.submit(_apart, seed, size): seed for seed in seeds}
        for done in as_completed(worlds):
            verdict, seconds = done.result()
            every.add(verdict)
            every.counts["seconds"] += round(seconds)
            found = {name: len(getattr(verdict, name)) for name in TROUBLES}
            said = f"seed {worlds[done]}: {verdict.counts['songs']:,} songs, {seconds:,.0f} s of CPU, {found}"
            print(said, *verdict.troubles[:12], sep="\n  ", file=sys.stderr, flush=True)
    for line in report(every):
        print(line)
    print(f"seed {asked.seed}; {every.counts['seconds']:,} s of CPU, {time.monotonic() - began:,.0f} s in all")
    return 1 if every.troubles else 0


def _apart(seed: str, size: Size) -> tuple[Verdict, float]:
    """In a process of its own; each trouble is logged, and there are many."""
    logging.disable(logging.CRITICAL)
    begun = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        return told(Path(folder), seed, size), time.process_time() - begun


def report(verdict: Verdict) -> list[str]:
    counts = verdict.counts
    sent = counts["songs"]
    lines = [f"{counts['people']:,} people, {sent:,} songs sent, {counts['ticks']:,} ticks"]
    lines.append(
        f"{counts['groups']:,} groups, {counts['songs to groups']:,} songs to them for {counts['songs to members']:,}"
    )
    lines.append(", ".join(f"{counts[kind]:,} {kind}" for kind in ("killed", "doubled", "refused", "refused sendings")))
    for name in TROUBLES:
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
    saves, looks = counts["saves"] / sent, counts["look for song"] / sent
    lines.append(f"a song: {saves:.1f} saves, {looks:.1f} looks; no call of a service")
    lines.append(f"{counts['messages']:,} messages; {counts['sends']:,} calls sent, {counts['edits']:,} changed them")
    lines.append(f"begun to be sent by a process that died, and sent no more: {verdict.unsure}")
    lines.append(f"left after seconds, and nobody could tell: {verdict.undecidable}")
    return lines


def later_than(delays: Sequence[float], percent: int) -> float:
    return quantiles(delays, n=100)[percent - 1] if len(delays) > 1 else 0.0


if __name__ == "__main__":
    sys.exit(main())
