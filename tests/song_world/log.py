"""What the product saved, and when: noted beside the store, so that a judge needs no look of the product's."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sync.core.message import Message
from sync.core.song_share import Share, ShareState
from sync.core.user import Connection
from sync.ports import Store
from tests.song_world.acting import START


class Recorder:
    """The store, and a note of each change of a share."""

    def __init__(self, store: Store, log: "Log") -> None:
        self._store, self._log = store, log

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._store, name)
        self.__dict__[name] = found  # found without us from now on
        return found

    def put(self, document: Any) -> Any:
        saved = self._store.put(document)
        self._log.saved(saved)
        return saved


class Log:
    """What was saved, and when: `seen` of each share that was heard; `polls` when a service's turn is next; `written`
    is called with whose message waits, and until when."""

    def __init__(self, written: Callable[[str, datetime], None]) -> None:
        self.written = written
        self.now = START
        self.seen = defaultdict[tuple[str, str], list[tuple[datetime, Share]]](list)
        self.polls = dict[str, datetime]()
        self.saves = Counter[str]()
        self._heard = set[tuple[str, str]]()

    def saved(self, document: Any) -> None:
        self.saves[type(document).__name__] += 1
        if isinstance(document, Share):
            key = document.user, document.id
            heard = document.state is ShareState.HEARD
            if heard and key not in self._heard:
                self.seen[key].append((self.now, document))
            (self._heard.add if heard else self._heard.discard)(key)
        elif isinstance(document, Message) and document.due is not None:
            self.written(document.user, document.due)
        elif isinstance(document, Connection) and document.poll_at is not None:
            self.polls[document.user] = document.poll_at
