"""What makes a run's row unique, and the names that people and Strava know it by."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What makes a row unique: the user, Garmin's activity id, and the leg (0 unless the zip holds several files)."""

    user: str
    garmin_id: int
    leg: int = 0

    @property
    def by_strava(self) -> bool:
        """Known from Strava alone: it has no Garmin id, and the negative of Strava's takes its place."""
        return self.garmin_id < 0

    @property
    def external_id(self) -> str:
        """The label sent to Strava: deterministic, so that a second send is recognisable."""
        return f"garmin-{self.garmin_id}" + (f"-{self.leg}" if self.leg else "")

    @property
    def short(self) -> str:
        """How a person names it: `900000001`, `900000001-2` for a leg, `strava-12` for one known from Strava alone."""
        return f"strava-{-self.garmin_id}" if self.by_strava else self.external_id.removeprefix("garmin-")


def on_strava_key(user: str, strava_id: int) -> Key:
    """The key of a run that only Strava knows."""
    return Key(user, -strava_id)
