"""One fixed rule for tempos that a catalogue doubles or halves.

Never towards the cadence: that would hide what is asked."""

import numpy as np

from sync.adapters.statistics.columns import Floats

_SLOWEST = 90.0


def folded(tempo: Floats) -> Floats:
    """Each tempo (beats/min) doubled or halved into 90 up to 180; NaN where it is not known."""
    known = np.where(np.isfinite(tempo) & (tempo > 0), tempo, np.nan)
    octaves = np.floor(np.log2(known / _SLOWEST))
    return np.asarray(known / 2.0**octaves, float)
