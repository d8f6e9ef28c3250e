"""What messengers tell is kept as it comes, before anything is done about it.

Safe to run twice: an update that is kept already stays as it is, however far it is by then.
"""

from collections.abc import Iterable
from datetime import datetime

from sync.core.inbound import Did, Inbound, Update
from sync.engine import saving
from sync.ports import Store


def keep(store: Store, service: str, some: Iterable[Update], now: datetime) -> int:
    """How many were new. What is not understood is not kept: nothing would come of it. Raises `StoreBroken`: then
    whoever told them tells them again."""
    told = (one for one in some if one.did is not Did.OTHER)
    kept = (saving.put(store, Inbound(service, one.id, one, came_at=now, due=now)) for one in told)
    return sum(one is not None for one in kept)
