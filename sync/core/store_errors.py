"""What stores and sealers raise. `sync.ports` hands them on, and everybody takes them from there."""


class Conflict(Exception):
    """Another worker saved this row first: what was decided here is void."""


class StoreBroken(Exception):
    """The store itself refuses (disk full, read-only, corrupt, schema too new). `advice` says the way out."""

    def __init__(self, reason: str, advice: str) -> None:
        super().__init__(reason)
        self.reason, self.advice = reason, advice


class StoreBusy(StoreBroken):
    """The store is there and rightly asked, but has no time or does not answer just now: the same will do later."""


class SealBroken(StoreBroken):
    """A seal does not open: another key made it, or it was made for another row, or the key is lost."""


class KeyLost(StoreBroken):
    """There is no sealing key although logins are stored, so that none may be made."""
