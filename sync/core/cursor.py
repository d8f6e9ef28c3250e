"""Where a page of a person's runs begins."""

from dataclasses import dataclass
from datetime import datetime

from sync.core.key import Key


@dataclass(frozen=True, slots=True)
class Cursor:
    """Behind which run the next page begins; it holds although that run changes or goes."""

    start: datetime
    key: Key
