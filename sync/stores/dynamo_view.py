"""The ledger as one tick of one user sees it: read once at the beginning, kept up to date by what the tick saves.

Two requests bring all that a tick in which nothing happens asks for: a batch of the user, the connections and the
budgets, and one query of the index `wake` for the other documents, the runs that wait, and what else is due: documents
that wait for another time are read when all of them are asked for, so that hundreds cost nothing. What another worker
saves meanwhile is not seen here; a save on top of it ends in `Conflict`, and the next read of that row is fresh. A
connection under a lease is always read afresh, for whether somebody refreshes its token must not be guessed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from sync.core.activity import Activity
from sync.core.budget import Budget
from sync.core.document_kinds import KINDS, Whose, key_of, kind_of
from sync.core.user import Connection, User
from sync.ports import As, Doc, Document
from sync.stores.codec import decode, encode
from sync.stores.dynamo import DynamoStore
from sync.stores.dynamo_items import (
    DUE,
    NO_TIME,
    Waiting,
    is_run,
    joined,
    kind_in,
    partition,
    place,
    run_item,
    stamp,
    waiting_of,
)
from sync.stores.dynamo_rows import BEYOND
from sync.stores.dynamo_tables import LEDGER, LOGINS, Tables

IN_VIEW = tuple(kind.of for kind in KINDS if kind.opens_tick)
"""Kinds of which the view holds all that the user has: what it lacks is not there."""
REMEMBERED = (*IN_VIEW, Budget, *(kind.of for kind in KINDS if kind.waits and kind.whose is Whose.USER))

Name = tuple[type[Any], tuple[str, ...]]


@dataclass
class _Seen:
    """What was read, and what has been saved since."""

    user: str
    now: datetime
    documents: dict[Name, Any] = field(default_factory=dict)  # None: known not to be there
    doubtful: set[Name] = field(default_factory=set)  # to be read again before they are believed
    runs: dict[str, Waiting] = field(default_factory=dict)


class TickView(DynamoStore):
    """See `ports.Store`. For one thread; before `begin` and after `end` it is the plain store."""

    def __init__(self, tables: Tables) -> None:
        super().__init__(tables)
        self._seen: _Seen | None = None

    def begin(self, user: str, now: datetime, budgets: Iterable[tuple[str, str]] = ()) -> Self:
        """Read what a tick needs: two requests (more pages where thousands of runs wait).

        `budgets`: (service, client id) of the budgets that the tick will ask for."""
        seen = _Seen(user, now)
        names: list[Name] = [(User, (user,)), *((Connection, (user, name)) for name in LOGINS)]
        names += [(Budget, name) for name in budgets]
        wanted: dict[str, list[Any]] = {}
        for kind, key in names:
            where = place(kind, key)
            wanted.setdefault(where.table, []).append(where.key)
        seen.documents.update(dict.fromkeys(names))
        for table, items in self.tables.batch_get(wanted).items():
            kinds = {"users": User, LEDGER: Budget}
            self._take(seen, kinds.get(table, Connection), items)
        opening = {":user": partition(user), ":low": NO_TIME, ":high": DUE + stamp(now)}
        where_ = "#userId = :user AND #wake BETWEEN :low AND :high"
        for item in self.tables.query(LEDGER, where_, opening, index="wake"):
            if is_run(item):
                run = waiting_of(item)
                seen.runs[run.row] = run
                continue
            known = kind_in(item["row"]["S"])  # None: of another version, which this one leaves alone
            if known is not None and (known.opens_tick or known.waits):
                self._take(seen, known.of, [item])
        self._seen = seen
        return self

    def end(self) -> None:
        """Forget it: from now on every answer is fresh."""
        self._seen = None

    def another(self) -> "TickView":
        return TickView(self.tables)

    # -- documents --------------------------------------------------------------------------------

    def load(self, kind: type[Doc], *key: str) -> Doc | None:
        seen = self._seen
        name: Name = (kind, key)
        if seen is None or kind not in REMEMBERED:
            return super().load(kind, *key)
        if name not in seen.doubtful:
            if name in seen.documents and not _leased(seen.documents[name]):
                found: Doc | None = seen.documents[name]
                return found
            if name not in seen.documents and kind in IN_VIEW and key[0] == seen.user:
                return None
        fresh = super().load(kind, *key)
        self._remember(name, fresh)
        return fresh

    def load_each(self, kind: type[Document], keys: Sequence[tuple[str, ...]], shape: type[As]) -> list[As | None]:
        if self._seen is None or kind not in REMEMBERED:
            return super().load_each(kind, keys, shape)
        return [decode(encode(found), shape) if (found := self.load(kind, *key)) else None for key in keys]

    def all(self, kind: type[Doc], *prefix: str) -> list[Doc]:
        keys = self._keys(kind, prefix)
        if keys is None:
            return super().all(kind, *prefix)
        found: list[Doc] = []
        for key in keys:
            document = self.load(kind, *key)
            found += [] if document is None else [document]
        return found

    def open_ones(self, kind: type[Doc], user: str, by: datetime | None = None) -> list[Doc]:
        """Those that are due as they were at the beginning, and as this tick has saved them since; all of them as they
        are now."""
        seen = self._seen
        if seen is None or user != seen.user or by is None or by > seen.now:
            found = super().open_ones(kind, user, by)
            for document in found if seen is not None and user == seen.user else ():
                self._remember((kind, key_of(document)), document)
            return found
        known = {*seen.documents, *seen.doubtful}
        names = sorted((key for of, key in known if of is kind and key[0] == user), key=joined)
        waits = [(due, one) for key in names if (one := self.load(kind, *key)) and (due := kind_of(kind).due(one))]
        return [one for due, one in sorted(waits, key=lambda pair: pair[0]) if due <= by]

    def put(self, document: Doc) -> Doc:
        name = (type(document), key_of(document))
        self._doubt(name)  # until it is known to be saved
        saved = super().put(document)
        self._remember(name, saved)
        return saved

    def remove(self, document: Doc) -> None:
        name = (type(document), key_of(document))
        self._doubt(name)
        super().remove(document)
        self._remember(name, None)

    # -- activities -------------------------------------------------------------------------------

    def save(self, activity: Activity) -> Activity:
        saved = super().save(activity)
        self._note(saved)
        return saved

    def _added(self, activity: Activity) -> bool:
        added = super()._added(activity)
        if added:
            self._note(activity)
        return added

    def _waiting(self, user: str, until: str) -> list[Waiting]:
        seen = self._seen
        if seen is None or user != seen.user or stamp(seen.now) < until < BEYOND:
            return super()._waiting(user, until)
        return list(seen.runs.values())

    # -- inside -----------------------------------------------------------------------------------

    def _keys(self, kind: type[Any], prefix: tuple[str, ...]) -> list[tuple[str, ...]] | None:
        """The keys of a kind, in order; None when the view does not hold all that is asked for."""
        seen = self._seen
        if seen is None or kind not in IN_VIEW or prefix != (seen.user,):
            return None
        names = {*seen.documents, *seen.doubtful}
        return sorted((key for of, key in names if of is kind and key[0] == seen.user and len(key) > 1), key=joined)

    def _note(self, activity: Activity) -> None:
        seen = self._seen
        if seen is None or activity.key.user != seen.user:
            return
        item = run_item(activity)
        if "wake" in item:
            seen.runs[item["row"]["S"]] = waiting_of(item)
        else:
            seen.runs.pop(item["row"]["S"], None)

    def _remember(self, name: Name, document: Any) -> None:
        if self._seen is not None and name[0] in REMEMBERED:
            self._seen.documents[name] = document
            self._seen.doubtful.discard(name)

    def _doubt(self, name: Name) -> None:
        if self._seen is not None and name[0] in REMEMBERED:
            self._seen.doubtful.add(name)

    @staticmethod
    def _take(seen: _Seen, kind: type[Any], items: Iterable[Any]) -> None:
        for item in items:
            document = decode(item["doc"]["S"], kind)
            seen.documents[(kind, key_of(document))] = document


def _leased(document: Any) -> bool:
    return isinstance(document, Connection) and bool(document.lease_owner)
