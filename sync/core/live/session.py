"""What a source that is followed by a link says of a run in progress as a whole."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LiveSession:
    """`name`: of the runner, as the source shows it ("": not told). `begun`: when it began; `ends`: when it was over,
    or will be shown no longer, None while nobody knows. `viewable`: False while the runner hides it. `every`: seconds
    between two points that are sent, None where it is not told."""

    name: str = ""
    begun: datetime | None = None
    ends: datetime | None = None
    viewable: bool = True
    every: float | None = None
