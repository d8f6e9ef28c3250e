"""The five DynamoDB tables behind the few requests that the store makes of them: always consistent, always explained.

Every read leaves out what has expired: AWS deletes such items late. Every save is conditional and carries a stamp of
its own, by which a save is recognised that was carried out although its answer was lost.
"""

import re
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from sync.ports import Conflict, Sleep, StoreBroken, StoreBusy
from sync.stores.aws_client import client
from sync.stores.dynamo_errors import ConditionFailed, Item, Unsure, explained

USERS, PLAYS, LEDGER = "users", "PlayedTracks", "ledger"
LOGINS = {"strava": "strava_tokens", "spotify": "SpotifyTokens"}
"""The services whose connections have a table of their own."""
KEYS: dict[str, tuple[str, ...]] = {
    USERS: ("userId",),
    LOGINS["strava"]: ("userId",),
    LOGINS["spotify"]: ("userId", "type"),
    PLAYS: ("userId", "playedAt"),
    LEDGER: ("userId", "row"),
}
"""The key attributes of each table; the whole definition is in `terraform/tables.tf`."""
GETS, WRITES, REPEATS = 100, 25, 6  # AWS: items in one BatchGetItem and BatchWriteItem; ours: repeats of a rest


class Tables:
    """Safe to use from several threads, as botocore's clients are."""

    def __init__(
        self,
        prefix: str = "",
        *,
        region: str = "",
        dynamodb: Any = None,
        sleep: Sleep = time.sleep,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`prefix` comes before every table's name; `dynamodb`: a client to share; `clock`: seconds since 1970, for
        what expires. Makes no request."""
        self._prefix, self._sleep, self.clock = prefix, sleep, clock
        self._client = dynamodb or client("dynamodb", region)

    def name(self, table: str) -> str:
        return self._prefix + table

    def close(self) -> None:
        self._client.close()

    # -- reading ----------------------------------------------------------------------------------

    def get(self, table: str, key: Item) -> Item | None:
        answer = self._ask("GetItem", table, Key=key, ConsistentRead=True)
        return next(self._alive([answer["Item"]] if "Item" in answer else []), None)

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
        """The items of one partition, read page by page (of `page` items, else 1 MB) as they are taken; `expired`: also
        those that have. Names in `where` and `only` begin with #, the placeholders of `values` with a colon."""
        params = _named(KeyConditionExpression=where, ProjectionExpression=only)
        params |= {"ExpressionAttributeValues": _texts(values), "ConsistentRead": consistent}
        params |= {"IndexName": index} if index else {}
        params |= {"ScanIndexForward": False} if backwards else {}
        params |= {"Limit": page} if page else {}
        return chain.from_iterable(self._in_pages("Query", table, params, expired=expired))

    def page(
        self, table: str, where: str, values: Mapping[str, str], *, index: str, after: Item | None, limit: int
    ) -> tuple[list[Item], bool]:
        """So many items of a partition in a global index, from its end backwards, behind the item `after`, in one
        request; and whether there may be more."""
        params = _named(KeyConditionExpression=where) | {"ExpressionAttributeValues": _texts(values)}
        params |= {"IndexName": index, "ScanIndexForward": False, "Limit": limit}
        answer = self._ask("Query", table, **params | ({"ExclusiveStartKey": after} if after else {}))
        return list(self._alive(answer["Items"])), "LastEvaluatedKey" in answer

    def scan(self, table: str, only: str = "") -> Iterator[Item]:
        """Everything: for a person's question or the fan-out, never within a tick."""
        return self._pages("Scan", table, {**_named(ProjectionExpression=only), "ConsistentRead": True})

    def pages(self, table: str, only: str, part: tuple[int, int] | None = None) -> Iterator[list[Item]]:
        """Everything, or one of several equal parts (number, of how many), a page at a time, and perhaps a second old,
        which costs half: for the fan-out."""
        params = _named(ProjectionExpression=only)
        params |= {"Segment": part[0], "TotalSegments": part[1]} if part else {}
        return self._in_pages("Scan", table, params)

    def batch_get(self, wanted: Mapping[str, Sequence[Item]]) -> dict[str, list[Item]]:
        """The items of these keys by table, in no order; what is not there is left out."""
        flat = [(table, key) for table, keys in wanted.items() for key in keys]
        found: dict[str, list[Item]] = {table: [] for table in wanted}
        for start in range(0, len(flat), GETS):
            asked: dict[str, Any] = {}
            for table, key in flat[start : start + GETS]:
                asked.setdefault(self.name(table), {"Keys": [], "ConsistentRead": True})["Keys"].append(key)
            for table, items in self._until_done("BatchGetItem", asked, "UnprocessedKeys", list(wanted)):
                found[table] += self._alive(items)
        return found

    # -- writing ----------------------------------------------------------------------------------

    def save(self, table: str, item: Item, was: int, words: str, *, insert: bool) -> None:
        """Compare-and-set: store `item` as version `was` + 1. `insert`: where there is none yet, else only over
        version `was`. Raises `Conflict(words)` when another was faster, `StoreBroken` when nothing was stored."""
        stamp = secrets.token_hex(8)
        full = {**item, "version": {"N": str(was + 1)}, "stamp": {"S": stamp}}
        condition = "attribute_not_exists(#userId) OR #expires <= :now"
        values = {":now": {"N": str(int(self.clock()))}}
        if not insert:
            condition = "#version = :was AND (attribute_not_exists(#expires) OR #expires > :now)"
            values[":was"] = {"N": str(was)}
        try:
            self._ask(
                "PutItem",
                table,
                writes=True,
                Item=full,
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
                ExpressionAttributeValues=values,
                **_named(ConditionExpression=condition),
            )
        except ConditionFailed as refused:
            if _stamp(refused.item) != stamp:  # else botocore sent it twice and the first was carried out
                raise Conflict(words) from None
        except Unsure as unsure:
            found = self.get(table, {name: item[name] for name in KEYS[table]})
            if _stamp(found) == stamp:
                return
            if (found is None) if insert else (found is not None and found["version"]["N"] == str(was)):
                reason = f"DynamoDB did not carry out {unsure}"
                raise StoreBusy(reason, "nothing is lost and the next tick tries again") from unsure
            raise Conflict(words) from None

    def delete(self, table: str, key: Item) -> None:
        try:
            self._ask("DeleteItem", table, writes=True, Key=key)
        except Unsure as unsure:
            if self.get(table, key) is not None:
                raise StoreBroken(f"DynamoDB did not carry out {unsure}", "try again") from unsure

    def batch_write(self, table: str, requests: Sequence[dict[str, Any]]) -> None:
        """Puts and deletes that may be repeated without harm."""
        for start in range(0, len(requests), WRITES):
            asked = {self.name(table): list(requests[start : start + WRITES])}
            try:
                for _ in self._until_done("BatchWriteItem", asked, "UnprocessedItems", [table]):
                    pass
            except Unsure as unsure:
                raise StoreBroken(
                    f"no clear answer from DynamoDB to {unsure}", "try again: it repeats safely"
                ) from None

    # -- inside -----------------------------------------------------------------------------------

    def _ask(self, operation: str, table: str, *, writes: bool = False, **params: Any) -> dict[str, Any]:
        with explained("DynamoDB", f"dynamodb:{operation}", f"the table {self.name(table)}", writes=writes):
            method = getattr(self._client, _method(operation))
            answer: dict[str, Any] = method(TableName=self.name(table), **params)
            return answer

    def _pages(self, operation: str, table: str, params: dict[str, Any]) -> Iterator[Item]:
        return chain.from_iterable(self._in_pages(operation, table, params))

    def _in_pages(
        self, operation: str, table: str, params: dict[str, Any], *, expired: bool = False
    ) -> Iterator[list[Item]]:
        while True:
            answer = self._ask(operation, table, **params)
            yield answer["Items"] if expired else list(self._alive(answer["Items"]))
            if "LastEvaluatedKey" not in answer:
                return
            params = {**params, "ExclusiveStartKey": answer["LastEvaluatedKey"]}

    def _until_done(
        self, operation: str, asked: dict[str, Any], rest: str, tables: Sequence[str]
    ) -> Iterator[tuple[str, list[Item]]]:
        """Send a batch and what AWS leaves of it, a bounded number of times; yields what each answer brought."""
        what = f"{'the table' if len(tables) == 1 else 'one of the tables'} {', '.join(map(self.name, tables))}"
        for attempt in range(REPEATS):
            with explained("DynamoDB", f"dynamodb:{operation}", what, writes=operation == "BatchWriteItem"):
                answer = getattr(self._client, _method(operation))(RequestItems=asked)
            yield from ((name.removeprefix(self._prefix), items) for name, items in answer.get("Responses", {}).items())
            asked = answer.get(rest) or {}
            if not asked:
                return
            self._sleep(0.05 * 2**attempt)
        reason = f"DynamoDB throttles dynamodb:{operation} on {what}: a rest was left after {REPEATS} tries"
        raise StoreBusy(reason, "nothing is lost and the next tick goes on; if it stays, see the table's metrics")

    def _alive(self, items: Iterable[Item]) -> Iterator[Item]:
        now = self.clock()
        return (item for item in items if "expires" not in item or int(item["expires"]["N"]) > now)


def _named(**expressions: str) -> dict[str, Any]:
    """Expressions, and the names behind their # (DynamoDB reserves hundreds of plain words)."""
    given = {key: text for key, text in expressions.items() if text}
    names = {f"#{name}": name for text in given.values() for name in re.findall(r"#(\w+)", text)}
    return given | ({"ExpressionAttributeNames": names} if names else {})


def _texts(values: Mapping[str, str]) -> Item:
    return {name: {"S": text} for name, text in values.items()}


def _stamp(item: Item | None) -> str:
    return str(item["stamp"]["S"]) if item and "stamp" in item else ""


def _method(operation: str) -> str:
    """botocore's name of it: BatchGetItem -> batch_get_item."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower()
