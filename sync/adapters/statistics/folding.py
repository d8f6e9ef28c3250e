"""One fixed rule for tempos that a catalogue doubles or halves.

Never towards the cadence: that would hide what is asked."""

import numpy as np

from sync.adapters.statistics.columns import Floats
from sync.core.insights.least import SLOWEST


def folded(tempo: Floats) -> Floats:
    """Each tempo (beats/min) doubled or halved from `SLOWEST` up to twice that; NaN where it is not known."""
    known = np.where(np.isfinite(tempo) & (tempo > 0), tempo, np.nan)
    octaves = np.floor(np.log2(known / SLOWEST))
    return np.asarray(known / 2.0**octaves, float)
