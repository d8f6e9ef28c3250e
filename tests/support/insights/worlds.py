"""Simulated runners whose truth is known: what the statistics are believed for. Facts of the kinds of running only;
nobody's data.

A run has a type (easy, long, tempo, recovery, intervals), the day's form, heat, a warm-up, tiring, a push at the end,
hills, a slow wandering of how one feels, GPS junk; heart rate lags, drifts and is badly measured on some days; of the
songs 30 % have no tempo, and 12 % have half or double of it in the catalogue. A step is 10 seconds.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sync.adapters.statistics.columns import Columns, Floats, Ints
from sync.adapters.statistics.folding import folded
from sync.core.insights.experiment import MOST

STEP = 10.0
STEPS = 540
SLOTS = 40


@dataclass(frozen=True, slots=True)
class World:
    """`effect`: s/km per 10 beats/min of the song. `push`: it comes by pushing, heart rate rises with it; else at the
    same effort. `song_spread`: s/km that songs differ in by themselves. `fast_on_fast`: fast songs are played on fast
    runs. `rising`: four lists in ten go from slow to fast. `finish`: one pushes at the end. `picked`: a song is picked
    by how strong one feels just then. `shuffled`: chance makes each list, of the songs that are liked most and whose
    tempo is known, as of a shuffle experiment: nothing of how lists are made else is so then, and nothing is picked.
    `songs`, `tempos`: how many songs, from which range of tempos."""

    runs: int = 100
    effect: float = 0.0
    push: bool = False
    song_spread: float = 0.0
    fast_on_fast: bool = False
    rising: bool = False
    finish: bool = False
    picked: bool = False
    shuffled: bool = False
    songs: int = 140
    tempos: tuple[float, float] = (90.0, 180.0)
    heart_rate: bool = True


def kit(runs: int = 100, effect: float = 0.0, *, push: bool = False) -> World:
    """Everything that misleads at once: fast songs on fast runs, rising lists, a push at the end, songs that differ."""
    return World(runs, effect, song_spread=2.0, fast_on_fast=True, rising=True, finish=True, push=push)


@dataclass(frozen=True, slots=True, eq=False)
class Lived:
    """What was recorded, and what each song does to its runner."""

    rows: Columns
    songs: Floats


class _Life:
    def __init__(self, world: World, seed: int) -> None:
        self.world, self.rng = world, np.random.default_rng((77, seed))
        rng, runs = self.rng, world.runs
        self.kind = rng.choice(5, runs, p=[0.45, 0.2, 0.15, 0.1, 0.1])  # easy, long, tempo, recovery, intervals
        minutes = np.array([48.0, 75.0, 45.0, 38.0, 45.0])[self.kind] * rng.normal(1, 0.12, runs)
        self.length = np.clip(minutes, 22, STEPS * STEP / 60)
        self.at = (np.arange(STEPS) * STEP / 60 + STEP / 120)[None, :]
        self.there = self.at < self.length[:, None]
        self.tempo = rng.uniform(*world.tempos, world.songs)
        self.seconds = rng.normal(220, 40, world.songs).clip(120, 400)
        self.does = rng.normal(0, world.song_spread, world.songs) if world.song_spread else np.zeros(world.songs)
        self.liked = rng.permutation(1.0 / np.arange(1, world.songs + 1) ** 0.5)

    @cached_property
    def feeling(self) -> Floats:
        """s/km that one wanders off by, slowly (below 0: strong)."""
        return self._wandering(10.0, 4.0)

    def _wandering(self, spread: float, minutes: float) -> Floats:
        stays = float(np.exp(-STEP / 60 / minutes))
        found = np.empty((self.world.runs, STEPS))
        now = self.rng.normal(0, spread, self.world.runs)
        for step in range(STEPS):
            found[:, step] = now
            now = stays * now + self.rng.normal(0, spread * np.sqrt(1 - stays**2), self.world.runs)
        return found

    @cached_property
    def lists(self) -> Ints:
        """The songs of each run, by place."""
        world, rng = self.world, self.rng
        if world.shuffled:
            some = np.argsort(-self.liked)[: min(MOST, world.songs)]
            lists = rng.permuted(np.tile(some, (world.runs, 1)), axis=1)
            return np.concatenate([lists] * -(-SLOTS // len(some)), axis=1)[:, :SLOTS]
        wanted = np.log(self.liked)[None, :] + rng.gumbel(size=(world.runs, world.songs))
        if world.fast_on_fast:
            fast = np.array([0.0, -0.4, 1.5, -1.2, 1.2])[self.kind]
            wanted = wanted + fast[:, None] * ((self.tempo - self.tempo.mean()) / max(self.tempo.std(), 1.0))[None, :]
        most = min(SLOTS, world.songs)
        lists = np.argsort(-wanted, axis=1)[:, :most]
        lists = rng.permuted(lists, axis=1)
        if most < SLOTS:
            lists = np.concatenate([lists] * -(-SLOTS // most), axis=1)[:, :SLOTS]
        if world.rising:
            noisy = self.tempo[lists] + rng.normal(0, 8, lists.shape)
            used = 14  # what a run gets through, more or less
            rising = np.take_along_axis(lists[:, :used], np.argsort(noisy[:, :used], axis=1), axis=1)
            chosen = rng.random(world.runs) < 0.4
            lists[chosen, :used] = rising[chosen]
        if world.picked:
            self._pick(lists)
        return lists

    def _pick(self, lists: Ints) -> None:
        """Strong: the faster of what comes next in the list, and the other way round."""
        step_of = (np.cumsum(self.seconds[lists], axis=1) / STEP).astype(int).clip(0, STEPS - 1)
        for run in range(self.world.runs):
            for place in range(1, 24):
                strong = self.feeling[run, step_of[run, place - 1]] < 0
                ahead = lists[run, place : place + 4]
                at = place + int(np.argmax(self.tempo[ahead]) if strong else np.argmin(self.tempo[ahead]))
                lists[run, [place, at]] = lists[run, [at, place]]

    @cached_property
    def slot(self) -> Ints:
        ends = np.cumsum(self.seconds[self.lists], axis=1) + self.rng.uniform(-90, 0, self.world.runs)[:, None]
        return np.minimum((self.at[:, :, None] * 60 >= ends[:, None, :]).sum(axis=2), SLOTS - 1)

    def lived(self) -> Lived:
        world, rng, runs, at = self.world, self.rng, self.world.runs, self.at
        song = np.take_along_axis(self.lists, self.slot, axis=1)
        music = world.effect * (self.tempo[song] - self.tempo.mean()) / 10 + self.does[song]
        left = self.length[:, None] - at
        base = np.array([345.0, 352.0, 305.0, 375.0, 330.0])[self.kind] + rng.normal(0, 6, runs)
        base += np.linspace(12, -12, runs) + rng.normal(0, 6, runs).clip(0, None)  # form, and heat
        tired = rng.uniform(0, 6, (runs, 1)) * np.maximum(at - 30, 0) / 10
        cold = rng.uniform(5, 25, (runs, 1)) * np.exp(-at / 6)
        last = -rng.uniform(5, 35, (runs, 1)) * np.maximum(8 - left, 0) / 8 if world.finish else np.zeros((runs, 1))
        repeats = np.where(self.kind[:, None] == 4, 35 * np.sign(np.sin(2 * np.pi * at / 5)), 0.0)
        grade = self._wandering(1.0, 2.0) * rng.gamma(2, 0.9, (runs, 1))
        up, down = np.maximum(grade, 0), np.maximum(-grade, 0)
        hills = 9.5 * up - 4.0 * down + 0.6 * grade**2 * (grade < -4)
        effort = base[:, None] + cold + tired + last + repeats + self.feeling  # what one's heart answers to
        pace = effort + music + hills
        beats = self._heart_rate(effort + (music if world.push else 0.0), base, at)
        return Lived(self._parts(song, pace, beats, up, down), self.does)

    def _heart_rate(self, effort: Floats, base: Floats, at: Floats) -> Floats:
        rng, runs = self.rng, self.world.runs
        wanted = 168 - 0.28 * (effort - 320) + rng.normal(0, 3, (runs, 1)) + rng.uniform(0, 0.15, (runs, 1)) * at
        found = np.empty_like(wanted)
        now = wanted[:, 0] - 25
        for step in range(STEPS):
            now = now + (wanted[:, step] - now) * 0.22  # some 45 s behind
            found[:, step] = now
        bad = rng.random((runs, 1)) < 0.15
        return found + rng.normal(0, 1.5, found.shape) + np.where(bad, self._wandering(9.0, 6.0), 0.0)

    def _parts(self, song: Ints, pace: Floats, beats: Floats, up: Floats, down: Floats) -> Columns:
        world, rng, runs = self.world, self.rng, self.world.runs
        cell = (np.arange(runs)[:, None] * SLOTS + self.slot)[self.there]
        size = np.bincount(cell, minlength=runs * SLOTS).astype(float)

        def mean(values: Floats) -> Floats:
            whole = np.bincount(cell, np.broadcast_to(values, self.there.shape)[self.there], minlength=runs * SLOTS)
            return np.asarray(whole / np.maximum(size, 1), float)

        speed = mean(1000 / pace)
        minute = mean(self.at)
        measured = 1000 / np.maximum(speed, 0.5) + rng.normal(0, 5, len(size))
        junk = rng.random(len(size)) < 0.02
        measured += np.where(junk, rng.normal(0, 60, len(size)), 0)
        run, place = np.divmod(np.arange(runs * SLOTS), SLOTS)
        left = self.length[run] - minute
        number = self.lists[run, place]
        catalogue = np.where(
            rng.random(world.songs) < 0.12, self.tempo * rng.choice([0.5, 2.0], world.songs), self.tempo
        )
        unknown = (rng.random(world.songs) < 0.3) & (not world.shuffled)
        catalogue = np.where(unknown, np.nan, folded(catalogue))
        tempo = catalogue[number]
        following = np.where(place < SLOTS - 1, np.roll(tempo, -1), np.nan)
        energy = rng.uniform(0.2, 1.0, world.songs)[number]
        after = np.where(place < SLOTS - 1, np.roll(energy, -1), np.nan)
        last_there = size[np.minimum(np.arange(len(size)) + 1, len(size) - 1)] > 0
        rows = Columns(
            run.astype(np.int64),
            number.astype(np.int64),
            minute,
            left,
            measured,
            mean(up),
            mean(down),
            mean(beats) if world.heart_rate else np.full(len(size), np.nan),
            tempo,
            energy,
            np.where(last_there, following, np.nan),
            np.where(last_there, after, np.nan),
        )
        found_out = (self.kind == 4) & (rng.random(runs) < 0.8)  # intervals that are seen to be
        return rows.where((size * STEP >= 60) & (minute > 5) & ~found_out[run])


def live(world: World, seed: int) -> Lived:
    """One life of a runner; the same seed gives the same."""
    return _Life(world, seed).lived()
