"""What makes a run's row unique, and the names that people and the target know it by."""

from dataclasses import dataclass

FIRST_SOURCE = "garmin"
"""The source whose runs are named by their ids alone: when those names were made there was no other."""

NEGATIVE_SOURCE = "strava"
"""The other source of that time: its runs had negative numbers."""
NUMBERED = (FIRST_SOURCE, NEGATIVE_SOURCE)
"""The services whose ids are numbers, as ids were before there were other sources."""


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What makes a row unique: the user, the service that the run comes from, its id there, and the leg (0 unless one
    recording holds several files). The id is a text: a service's number, or the fingerprint of a file."""

    user: str
    source: str
    id: str
    leg: int = 0

    @property
    def external_id(self) -> str:
        """The label sent to the target: deterministic, so that a second send is recognisable."""
        return f"{self.source}-{self.id}" + (f"-{self.leg}" if self.leg else "")

    @property
    def short(self) -> str:
        """How a person names it: `900000001`, `900000001-2` for a leg, `service-12` for one of another source."""
        return self.external_id.removeprefix(f"{FIRST_SOURCE}-")

    @property
    def with_leg(self) -> str:
        """`short`, with the first leg named as such: `900000001-0`."""
        return self.short if self.leg else f"{self.short}-0"

    @property
    def recording(self) -> tuple[str, str]:
        """What all legs of one recording have in common."""
        return self.source, self.id
