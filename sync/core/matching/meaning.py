"""What each stamp of a feed means: the end of the listening, its start, or that half of it had been heard.

The most likely row of meanings is found play by play (the Viterbi algorithm). Evidence are the gaps between neighbours
(in a row of songs a gap is the length of the later song where ends are stamped, of the earlier one where starts are)
and the copies in other feeds. Changing one's mind costs much within a row of songs and little after a break: devices
change from sitting to sitting, hardly from song to song. All costs are in seconds of misfit.
"""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from sync.core.matching.feed import END, HALF, REPORTED, START, Feed, State, passed
from sync.core.music import Habit
from sync.core.play_times import SITTING

_STATES: tuple[State, ...] = (END, START, HALF)
_MOST = 20.0  # a gap that does not fit (a skip, a pause) counts alike however far off it is
_UNUSUAL, _UNUSUAL_HALF = 6.0, 40.0
_COPY = 3.0  # how much more than a gap a copy says; much more would let one wrong pair turn a play
_SLACK, _NOISY = 1.0, 8.0
_NEVER = 1e6

Costs = tuple[float, float, float]


def _turns(switch: float) -> tuple[Costs, ...]:
    """What it costs to mean a state (which is its place) after each of the others: twice as much from and to a half."""
    return (0.0, switch, 2 * switch), (switch, 0.0, 2 * switch), (2 * switch, 2 * switch, 0.0)


_TURNS, _TURNS_AFTER_BREAK = _turns(45.0), _turns(12.0)


def decode(feed: Feed, others: Sequence[Feed] = ()) -> None:
    """Set the `states` and the `noise` of a feed; `others`: those whose partners are evidence besides its own gaps."""
    feed.states = _likeliest(feed, [_evidence(feed, i, others) for i in range(len(feed.plays))])
    feed.noise = _noise(feed)


def _likeliest(feed: Feed, evidence: Sequence[Costs]) -> list[State]:
    unusual = [_UNUSUAL_HALF if state == HALF else 0.0 if state == feed.usual else _UNUSUAL for state in _STATES]
    costs = [own + strange for own, strange in zip(evidence[0], unusual, strict=True)]
    came_from, grain = list[list[State]](), feed.grain
    for i in range(1, len(feed.plays)):
        gap, a, b = feed.stamps[i] - feed.stamps[i - 1], feed.lengths[i - 1], feed.lengths[i]
        in_a_row = gap < SITTING
        turns = _TURNS if in_a_row else _TURNS_AFTER_BREAK
        known = in_a_row and a is not None and b is not None
        left = [gap - (a - passed(state, a)) for state in _STATES] if known and a else [0.0] * 3
        heard = [passed(state, b) for state in _STATES] if known and b else [0.0] * 3
        row, best_before = list[float](), list[State]()
        for state in _STATES:
            least, best, turn, until = _NEVER * _NEVER, END, turns[state], heard[state]
            for before in _STATES:
                cost = costs[before] + turn[before]
                if known and (off := abs(left[before] - until) - grain) > 0:
                    cost += off if off < _MOST else _MOST
                if cost < least:
                    least, best = cost, before
            row.append(least + evidence[i][state])
            best_before.append(best)
        costs = row
        came_from.append(best_before)
    states = [min(_STATES, key=lambda state: costs[state])]
    for best_before in reversed(came_from):
        states.append(best_before[states[-1]])
    return states[::-1]


def _evidence(feed: Feed, i: int, others: Sequence[Feed]) -> Costs:
    """What speaks against each meaning of one play, its neighbours left aside."""
    told = feed.plays[i].habit
    if told:
        return (0.0 if told == Habit.END else _NEVER, 0.0 if told == Habit.START else _NEVER, _NEVER)
    costs = [0.0, 0.0, 0.0]
    for other in others:
        j = feed.partners.get(other, {}).get(i)
        length = None if j is None else feed.lengths[i] or other.lengths[j]
        if j is None or not length:
            continue
        slack = feed.grain + other.grain + _SLACK + (2 * other.noise if other.noise > _NOISY else 0.0)
        apart = feed.stamps[i] - other.stamps[j]
        for state in _STATES:
            costs[state] += _COPY * _misfit(apart, state, other.states[j], length, slack)
    return costs[0], costs[1], costs[2]


def _misfit(apart: float, state: State, other: State, length: float, slack: float) -> float:
    """By how many seconds the stamps of two copies contradict what they are taken to mean. From a start to an end any
    time up to the song's length will do: it may have been skipped; likewise from its half."""
    if state != other and END in (state, other):
        heard = (apart if state == END else -apart) + passed(other if state == END else state, length)
        if min(REPORTED, length) - 2 <= heard <= length:
            return 0.0
    off = abs(apart - passed(state, length) + passed(other, length))
    return min(max(0.0, off - slack), _MOST)


def _noise(feed: Feed) -> float:
    """Seconds by which stamps are usually off: the lower third of what its gaps miss, for skips and crossfades are no
    noise. One second where there is too little to tell."""
    missed = []
    for i, (before, after) in enumerate(pairwise(feed.stamps)):
        a, b = feed.lengths[i], feed.lengths[i + 1]
        if a and b and after - before < SITTING:
            missed.append(after - before - (a - passed(feed.states[i], a) + passed(feed.states[i + 1], b)))
    if len(missed) < 4:
        return 1.0 + feed.grain / 2
    middle = median(missed)
    off = sorted(min(abs(seconds - middle), 60.0) for seconds in missed)
    return max(feed.grain / 2, off[len(off) // 3])
