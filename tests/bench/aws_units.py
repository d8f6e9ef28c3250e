"""Requests to DynamoDB in the units that are paid for, counted from what was asked and answered.

Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html. A consistent read
is one unit for each 4 KB begun: of each item in a GetItem or BatchGetItem (one that is not there counts as well), of
all items together in a Query or Scan. A write is one unit for each KB begun of its item, and once more for each
index that the item is in (its index key is taken as unchanged: a moved one would cost one more).
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

READ, WRITE = 4096, 1024  # bytes of one unit
READS = ("GetItem", "BatchGetItem", "Query", "Scan")

Item = Mapping[str, Mapping[str, Any]]
Request = Mapping[str, Any]
"""`service`, `operation` and, of DynamoDB, `asked` (the body) and `answer`."""
Indexes = Mapping[str, tuple[str, ...]]
"""The range keys of each table's indexes."""


@dataclass(frozen=True, slots=True)
class Used:
    """Of DynamoDB: requests that read, requests that write, and their units. `others`: requests to other services."""

    reads: int
    writes: int
    read_units: float
    write_units: float
    others: int


def used(requests: Iterable[Request], indexes: Indexes) -> Used:
    reads = writes = others = 0
    read_units = write_units = 0.0
    for request in requests:
        if request["service"] != "dynamodb":
            others += 1
        elif request["operation"] in READS:
            reads += 1
            read_units += _read(request["operation"], request["asked"], request["answer"])
        else:
            writes += 1
            write_units += sum(_written(table, item, indexes) for table, item in _items(request))
    return Used(reads, writes, read_units, write_units, others)


def size(item: Item) -> int:
    """Bytes as DynamoDB counts them: names and texts in UTF-8, two digits of a number a byte and one more."""
    return sum(len(name.encode()) + _size(value) for name, value in item.items())


def _size(value: Mapping[str, Any]) -> int:
    ((kind, held),) = value.items()
    if kind == "S":
        return len(held.encode())
    return math.ceil(len(held.lstrip("-")) / 2) + 1 if kind == "N" else 1


def _read(operation: str, asked: Any, answer: Any) -> float:
    if operation == "GetItem":
        return _units([answer["Item"]] if "Item" in answer else []) * _share(asked)
    if operation != "BatchGetItem":
        return _units(answer["Items"]) * _share(asked)
    units = 0.0
    for table, wanted in asked["RequestItems"].items():
        items = answer["Responses"].get(table, [])
        missing = len(wanted["Keys"]) - len(items)
        units += (sum(_units([item]) for item in items) + missing) * _share(wanted)
    return units


def _share(asked: Mapping[str, Any]) -> float:
    return 1.0 if asked.get("ConsistentRead") else 0.5


def _units(items: Iterable[Item]) -> int:
    return max(1, math.ceil(sum(map(size, items)) / READ))


def _items(request: Request) -> Iterable[tuple[str, Item]]:
    asked = request["asked"]
    if "RequestItems" not in asked:
        yield asked["TableName"], asked.get("Item") or asked["Key"]
        return
    for table, wishes in asked["RequestItems"].items():
        for wish in wishes:
            ((_, wanted),) = wish.items()
            yield table, wanted.get("Item") or wanted["Key"]


def _written(table: str, item: Item, indexes: Indexes) -> int:
    copies = 1 + sum(name in item for name in indexes.get(table, ()))
    return copies * max(1, math.ceil(size(item) / WRITE))
