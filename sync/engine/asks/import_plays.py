"""Take plays from elsewhere (a file, say) into what is known, and look at the recent runs again that they are of."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from sync.app import App
from sync.core.annotation import STARTS_WITHIN
from sync.core.key import Key
from sync.core.music import Play
from sync.engine import capture, derived, shares
from sync.engine.asks.changing import TRIES
from sync.engine.context import TickContext
from sync.ports import Conflict


@dataclass(frozen=True, slots=True)
class Imported:
    """`fresh`: the plays that were not known yet; `connected`: whether there is a music source, else no run is looked
    at by itself."""

    fresh: tuple[Play, ...]
    connected: bool


def import_plays(app: App, user: str, plays: Sequence[Play], now: datetime) -> Imported:
    """Plays of this user, in any order. The texts of runs older than a week are left alone: `annotate` writes those;
    the figures of their songs are made anew in the background. Safe to repeat: plays are unique."""
    tick = TickContext(app, user, now, lambda: 0.0)
    fresh = capture.kept(tick, plays)
    wake(tick, [play for play in fresh if play.played_at > now - STARTS_WITHIN])
    shares.wake(app.store, user, fresh, now)
    if plays:
        derived.ask_for_all(app, user)
    return Imported(tuple(fresh), bool(capture.connected(tick)))


def wake(tick: TickContext, plays: Sequence[Play], *, knowing: Set[Key] = frozenset()) -> None:
    """The recent runs of these plays are due now, but for those `knowing` them already. One that a tick saves at the
    same moment is read again: the plays are new only this once."""
    for _ in range(TRIES):
        try:
            for run in capture.woken(tick, plays):
                if run.key not in knowing:
                    tick.app.store.save(run)
        except Conflict:
            continue
        return
