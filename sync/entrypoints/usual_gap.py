"""How long it may be between two ticks before one wonders."""

from datetime import timedelta

from sync.config import Settings


def usual_gap(settings: Settings) -> timedelta:
    """Of a loop that ticks as these settings say."""
    return max(timedelta(minutes=5), timedelta(seconds=3 * settings.poll_seconds))
