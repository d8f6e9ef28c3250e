"""Everything but activities and plays: users and connections in their own tables, the rest in `ledger`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from sync.core.document_kinds import Whose, key_of, kind_of
from sync.core.user import Connection, User
from sync.ports import As, Doc, Document
from sync.stores.codec import decode
from sync.stores.dynamo_errors import Item
from sync.stores.dynamo_items import (
    DUE,
    FIRST_TIME,
    document_item,
    document_row,
    joined,
    owner,
    partition,
    place,
    pseudo,
    stamp,
)
from sync.stores.dynamo_tables import KEYS, LEDGER, LOGINS, USERS, Tables

PARTS = 16  # of a table that one request does not read
ONLY_IDS = "#userId, #expires"


class DynamoDocuments:
    """The document part of `ports.Store`."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables

    def load(self, kind: type[Doc], *key: str) -> Doc | None:
        found = place(kind, key)
        item = self.tables.get(found.table, found.key)
        return decode(item["doc"]["S"], kind) if item else None

    def load_each(self, kind: type[Document], keys: Sequence[tuple[str, ...]], shape: type[As]) -> list[As | None]:
        """Batches of 100; a key that is asked for twice is sent once, as DynamoDB demands."""
        places = {key: place(kind, key) for key in keys}
        wanted: dict[str, list[Item]] = {}
        for found in places.values():
            wanted.setdefault(found.table, []).append(found.key)
        items = self.tables.batch_get(wanted)
        texts = {_name(table, item): item["doc"]["S"] for table, some in items.items() for item in some}
        names = (_name(places[key].table, places[key].key) for key in keys)
        return [decode(texts[name], shape) if name in texts else None for name in names]

    def all(self, kind: type[Doc], *prefix: str) -> list[Doc]:
        """Of one user, or of a kind that belongs to none: queries. A user's kind without prefix: whole tables."""
        documents = [decode(item["doc"]["S"], kind) for item in self._items(kind, prefix)]
        keyed = [(key_of(document), document) for document in documents]
        wanted = [
            (joined(key), document)
            for key, document in keyed
            if not prefix or (key[: len(prefix)] == prefix and len(key) > len(prefix))
        ]
        return [document for _, document in sorted(wanted, key=lambda pair: pair[0])]

    def waiting(self, kind: type[Doc], now: datetime, limit: int) -> list[Doc]:
        if kind_of(kind).whose is Whose.USER or limit < 1:
            return []  # a user's are read when the user's tick begins
        items = self.tables.query(
            LEDGER,
            "#userId = :user AND #wake BETWEEN :low AND :high",
            {":user": pseudo(kind), ":low": FIRST_TIME, ":high": stamp(now)},
            index="wake",
            page=limit,
        )
        return [decode(item["doc"]["S"], kind) for _, item in zip(range(limit), items, strict=False)]

    def open_ones(self, kind: type[Doc], user: str, by: datetime | None = None) -> list[Doc]:
        where, begin = "#userId = :user AND #wake >= :low", document_row(kind, joined((user, "")))
        only = document_row(kind, joined((user,)))  # of a kind of which a user has one
        values = {":user": partition(user), ":low": DUE}
        if by is not None:
            where, values = "#userId = :user AND #wake BETWEEN :low AND :high", values | {":high": DUE + stamp(by)}
        items = self.tables.query(LEDGER, where, values, index="wake")
        rows = ((item["row"]["S"], item) for item in items)
        return [decode(item["doc"]["S"], kind) for row, item in rows if row == only or row.startswith(begin)]

    def put(self, document: Doc) -> Doc:
        saved = replace(document, version=document.version + 1)
        found, words = place(type(document), key_of(document)), joined(key_of(document))
        self.tables.save(
            found.table,
            document_item(saved, self.tables.clock()),
            document.version,
            f"{type(document).__name__} {words}",
            insert=document.version == 0,
        )
        return saved

    def remove(self, document: Doc) -> None:
        found = place(type(document), key_of(document))
        self.tables.delete(found.table, found.key)

    def users(self) -> list[str]:
        """See `ports.Store`; reads the whole (small) table."""
        return sorted(user.id for user in self.all(User))

    def user_parts(self) -> list[Callable[[], Iterator[str]]]:
        """Every user's id in parts that can be read at the same time, as they are taken; one part, read already, where
        one request brings them all."""
        pages = self.tables.pages(USERS, ONLY_IDS)
        ids = [item["userId"]["S"] for item in next(pages)]
        if next(pages, None) is None:
            return [lambda: iter(ids)]
        return [partial(self._ids, number) for number in range(PARTS)]

    # -- inside -----------------------------------------------------------------------------------

    def _items(self, kind: type[Doc], prefix: Sequence[str]) -> Iterable[Item]:
        """At least what is asked for."""
        if kind_of(kind).whose is Whose.USER and not prefix:
            return self._everybodys(kind)
        if kind is User:
            return []
        begin = document_row(kind, joined((*prefix, "")) if prefix else "")
        where = "#userId = :user AND begins_with(#row, :begin)"
        user = owner(kind, prefix)
        items = list(self.tables.query(LEDGER, where, {":user": user, ":begin": begin}))
        if kind is Connection:
            own = {table: service for service, table in LOGINS.items()}
            found = self.tables.batch_get({table: [place(kind, (prefix[0], own[table])).key] for table in own})
            items += [item for table in own for item in found[table]]
        return items

    def _ids(self, number: int) -> Iterator[str]:
        for page in self.tables.pages(USERS, ONLY_IDS, (number, PARTS)):
            yield from (item["userId"]["S"] for item in page)

    def _everybodys(self, kind: type[Doc]) -> Iterable[Item]:
        if kind is User:
            return self.tables.scan(USERS)
        begin = document_row(kind, "")
        items = [item for item in self.tables.scan(LEDGER) if item["row"]["S"].startswith(begin)]
        for table in LOGINS.values() if kind is Connection else ():
            items += self.tables.scan(table)
        return items


def _name(table: str, item: Item) -> tuple[str, ...]:
    """What tells an item, or its key, from all others."""
    return table, *(item[attribute]["S"] for attribute in KEYS[table])
