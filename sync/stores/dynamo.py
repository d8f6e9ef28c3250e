"""The ledger on AWS: rows, documents and plays in five DynamoDB tables, every save a compare-and-set."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from sync.stores.dynamo_documents import DynamoDocuments
from sync.stores.dynamo_erase import DynamoErase
from sync.stores.dynamo_list import DynamoList
from sync.stores.dynamo_plays import DynamoPlays
from sync.stores.dynamo_tables import Tables


class DynamoStore(DynamoList, DynamoDocuments, DynamoPlays, DynamoErase):
    """See `ports.Store`. Keeps nothing between two calls."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables

    def begin(self, user: str, now: datetime, budgets: Iterable[tuple[str, str]] = ()) -> Self:
        return self

    def end(self) -> None:
        pass

    def another(self) -> "DynamoStore":
        return self

    def close(self) -> None:
        self.tables.close()
