"""What the judge found, and how much there was to judge; of several worlds together."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

TROUBLES = ("false", "doubled", "lost", "missed", "leaked")
MINUTES = ("delays", "waits", "told", "read")


def _by_service() -> dict[str, list[float]]:
    return defaultdict(list)


@dataclass
class Verdict:
    """`delays` by service: minutes from the end of a play to its being saved as heard; `waits`: from when its service
    told of it, which is hours later for one in 33; `told` and `read`: the same, to its being read by who sent it. The
    other lists hold sentences; `counts` what there was."""

    false: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    leaked: list[str] = field(default_factory=list)
    delays: dict[str, list[float]] = field(default_factory=_by_service)
    waits: dict[str, list[float]] = field(default_factory=_by_service)
    told: dict[str, list[float]] = field(default_factory=_by_service)
    read: dict[str, list[float]] = field(default_factory=_by_service)
    unsure: int = 0
    """Messages that a process which died had begun to send, and that are sent by nobody again."""
    undecidable: int = 0
    """Songs left after seconds, of which the service told as of any other before it told of what is beside them."""

    counts: Counter[str] = field(default_factory=Counter)

    @property
    def troubles(self) -> list[str]:
        return [sentence for name in TROUBLES for sentence in getattr(self, name)]

    def add(self, other: "Verdict") -> None:
        """That of another world."""
        for name in TROUBLES:
            getattr(self, name).extend(getattr(other, name))
        for name in MINUTES:
            for service, some in getattr(other, name).items():
                getattr(self, name)[service].extend(some)
        self.unsure += other.unsure
        self.undecidable += other.undecidable
        self.counts.update(other.counts)
