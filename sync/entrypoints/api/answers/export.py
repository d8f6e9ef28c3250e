"""Archives: how the sending of one goes."""

from sync.entrypoints.api.answers.shape import Answer, Time
from sync.entrypoints.api.exports import HowSent


class ExportProgress(Answer):
    """The archive that is under way, or the last one."""

    parquet: bool
    """Whether tables can be had as Parquet here."""
    free: bool
    """Whether one could begin now."""
    began: Time | None
    """Null: none since the server began."""
    how: HowSent | None
    files: int
    """Begun so far, of nobody knows how many."""
    bytes: int
    """Sent so far."""
