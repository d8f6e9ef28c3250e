"""Forgetting a person in the DynamoDB tables: whatever lies in their partition, known to this version or not."""

from collections.abc import Iterator

from sync.stores.dynamo_errors import Item
from sync.stores.dynamo_items import RUN_ROWS, partition
from sync.stores.dynamo_tables import KEYS, LEDGER, PLAYS, USERS, Tables


class DynamoErase:
    """The forgetting part of `ports.Store`."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables

    def erase_runs(self, user: str) -> int:
        where, values = "#userId = :user AND begins_with(#row, :begin)", {":begin": RUN_ROWS}
        return self._gone(LEDGER, list(self._names(LEDGER, user, where, values)))

    def erase(self, user: str) -> dict[str, int]:
        counted: dict[str, int] = {}
        for table in KEYS:
            if table == USERS:
                continue
            keys = list(self._names(table, user))
            self._gone(table, keys)
            for key in keys:
                what = _what(table, key)
                counted[what] = counted.get(what, 0) + 1
        return counted

    def _names(
        self, table: str, user: str, where: str = "#userId = :user", values: dict[str, str] | None = None
    ) -> Iterator[Item]:
        only = ", ".join(f"#{name}" for name in KEYS[table])
        return self.tables.query(table, where, {":user": partition(user), **(values or {})}, only=only, expired=True)

    def _gone(self, table: str, keys: list[Item]) -> int:
        self.tables.batch_write(table, [{"DeleteRequest": {"Key": key}} for key in keys])
        return len(keys)


def _what(table: str, key: Item) -> str:
    """`runs`, `plays`, or the name of a kind."""
    if table == PLAYS:
        return "plays"
    if table != LEDGER:
        return "Connection"
    first, *rest = key["row"]["S"].split("#")
    return "runs" if first == RUN_ROWS[:-1] else rest[0] if first == "doc" else first
