"""A login that is under way in a browser: what its next step needs, sealed, until the answer comes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

HOLDS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class LoginAttempt:
    """One a service and person: a new one ends the one before. `id`: the fingerprint of the secret that the browser
    brings back, for an `Open` the `state` that the service's page hands on. `sealed`: the step's state. `told`: what
    came of it, in words."""

    user: str
    service: str
    id: str
    sealed: str
    made: datetime
    used: bool = False
    told: str = ""
    version: int = 0

    @property
    def bound_to(self) -> tuple[str, str, str, str]:
        """What the seal is bound to."""
        return ("login attempt", self.user, self.service, self.id)

    def holds(self, now: datetime) -> bool:
        return not self.used and timedelta(0) <= now - self.made < HOLDS
