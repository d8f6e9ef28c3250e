"""The ledger as one look at it sees it: what was read once is not asked for again before the look is over.

A page's answer is put together of many small looks, several of which need the same rows; on AWS each costs some
milliseconds and a millionth of a dollar. Whatever is written in between is forgotten first, so that a save which
failed is decided anew on what is there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Self

from sync.stores.dynamo import DynamoStore
from sync.stores.dynamo_errors import Item
from sync.stores.dynamo_items import place
from sync.stores.dynamo_tables import KEYS, Tables

type Name = tuple[str, tuple[str, ...]]


class OnceStore(DynamoStore):
    """See `ports.Store`. Between `begin` and `end` each row is asked for once, for whomever; else the plain store."""

    def __init__(self, tables: "OnceTables") -> None:
        super().__init__(tables)
        self._once = tables

    def begin(self, user: str, now: datetime, budgets: Iterable[tuple[str, str]] = ()) -> Self:
        self._once.remember()
        return self

    def end(self) -> None:
        self._once.forget()

    def expect(self, names: Iterable[tuple[type[Any], tuple[str, ...]]]) -> None:
        """Documents (kind, key) that will be asked for one after the other: read by one request."""
        wanted = dict[str, list[Item]]()
        for kind, key in names:
            found = place(kind, key)
            wanted.setdefault(found.table, []).append(found.key)
        self._once.batch_get(wanted)


class OnceTables(Tables):
    """Remembers what it has read, while it is told to."""

    def __init__(self, prefix: str = "", **how: Any) -> None:
        super().__init__(prefix, **how)
        self._items: dict[Name, Item | None] | None = None
        self._answers = dict[tuple[Any, ...], list[Item]]()

    def remember(self) -> None:
        self._items = {}
        self._answers = {}

    def forget(self) -> None:
        self._items = None
        self._answers = {}

    def get(self, table: str, key: Item) -> Item | None:
        known, name = self._items, _name(table, key)
        if known is None:
            return super().get(table, key)
        if name not in known:
            known[name] = super().get(table, key)
        return known[name]

    def batch_get(self, wanted: Mapping[str, Sequence[Item]]) -> dict[str, list[Item]]:
        known = self._items
        if known is None:
            return super().batch_get(wanted)
        lacking = {table: [key for key in keys if _name(table, key) not in known] for table, keys in wanted.items()}
        if asked := {table: keys for table, keys in lacking.items() if keys}:
            known.update({_name(table, key): None for table, keys in asked.items() for key in keys})
            for table, items in super().batch_get(asked).items():
                known.update({_name(table, item): item for item in items})
        there = {table: [known[_name(table, key)] for key in keys] for table, keys in wanted.items()}
        return {table: [item for item in items if item is not None] for table, items in there.items()}

    def query(
        self,
        table: str,
        where: str,
        values: Mapping[str, str],
        *,
        index: str = "",
        only: str = "",
        page: int | None = None,
        backwards: bool = False,
        consistent: bool = True,
        expired: bool = False,
    ) -> Iterator[Item]:
        """What is read page by page is left to whoever takes it: mostly the first few."""
        about = (table, where, tuple(sorted(values.items())), index, only, backwards, expired)
        if about in self._answers:
            return iter(self._answers[about])
        items = super().query(
            table,
            where,
            values,
            index=index,
            only=only,
            page=page,
            backwards=backwards,
            consistent=consistent,
            expired=expired,
        )
        if self._items is None or page is not None:
            return items
        found = self._answers[about] = list(items)
        if not index and not only:  # whole rows
            self._items.update({_name(table, item): item for item in found})
        return iter(found)

    def save(self, table: str, item: Item, was: int, words: str, *, insert: bool) -> None:
        self._doubt()
        super().save(table, item, was, words, insert=insert)

    def delete(self, table: str, key: Item) -> None:
        self._doubt()
        super().delete(table, key)

    def batch_write(self, table: str, requests: Sequence[dict[str, Any]]) -> None:
        self._doubt()
        super().batch_write(table, requests)

    def _doubt(self) -> None:
        """Something is being written: from here on everything is read afresh."""
        self.forget()


def _name(table: str, item: Item) -> Name:
    return table, tuple(item[attribute]["S"] for attribute in KEYS[table])
