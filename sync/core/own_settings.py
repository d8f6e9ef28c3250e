"""What a person of an installation has set otherwise than the installation: texts by the setting's name.

Two documents, because a person's data goes out with an export and sealed values do not; a version that knows neither
leaves both alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class OwnSettings:
    """`texts` by name, such as `RUNTRACK_TITLE_EMOJI`; `sealed` are the names of those in `OwnSecrets`."""

    user: str
    texts: dict[str, str] = field(default_factory=dict)
    sealed: tuple[str, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True)
class OwnSecrets:
    """The secret ones by name, sealed."""

    user: str
    sealed: Mapping[str, str] = field(default_factory=dict)
    version: int = 0

    def bound_to(self, name: str) -> tuple[str, str, str, str]:
        """What the seal of one is bound to."""
        return ("own settings", self.user, name, "value")
