"""The ledger on AWS: rows, documents and plays in five DynamoDB tables, every save a compare-and-set."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from sync.stores.dynamo_documents import DynamoDocuments
from sync.stores.dynamo_plays import DynamoPlays
from sync.stores.dynamo_rows import DynamoRows
from sync.stores.dynamo_tables import Tables

if TYPE_CHECKING:
    from sync.stores.dynamo_view import TickView


class DynamoStore(DynamoRows, DynamoDocuments, DynamoPlays):
    """See `ports.Store`. Keeps nothing between two calls."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables

    def close(self) -> None:
        self.tables.close()

    def tick_view(self, user: str, now: datetime, budgets: Iterable[tuple[str, str]] = ()) -> "TickView":
        """The same rows for one tick of one user, most of what it asks answered from two requests made here.

        `budgets`: (service, client id) of the budgets that the tick will ask for."""
        from sync.stores.dynamo_view import TickView

        return TickView(self.tables).begin(user, now, budgets)
