"""What the judge found."""

from collections import defaultdict
from dataclasses import dataclass, field


@dataclass
class Verdict:
    """`delays` by service: minutes from the end of a play to its being saved as heard; `waits`: from when its service
    told of it, which is hours later for one in 33; `told` and `read`: the same, to its being read by who sent it. The
    other lists hold sentences."""

    false: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    leaked: list[str] = field(default_factory=list)
    delays: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    waits: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    told: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    read: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    undecidable: int = 0
    """Songs left after seconds, of which the service told as of any other before it told of what is beside them."""

    @property
    def troubles(self) -> list[str]:
        return [*self.false, *self.doubled, *self.lost, *self.missed, *self.leaked]
