"""Values to DynamoDB items and back: keys, the columns that conditions and indexes need, and the body as JSON.

Every key attribute is a text that is never empty, of bounded length, and that sorts as its value does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sync.core.activity import Activity, Key
from sync.core.document_kinds import Kind, Whose, kind_named, kind_of
from sync.core.key import FIRST_SOURCE, NEGATIVE_SOURCE, NUMBERED
from sync.core.music import Play
from sync.core.run_list import summary_of
from sync.core.user import Connection, User
from sync.ports import Document
from sync.stores.codec import decode_run, encode
from sync.stores.dynamo_errors import Item
from sync.stores.dynamo_tables import KEYS, LEDGER, LOGINS, USERS

NO_TIME, FIRST_TIME = "0", "00"
"""`wake` of a document, which every time sorts behind; and a text between it and every time."""
DUE = "d"
"""What stands before the time in the `wake` of a user's document, so that it sorts behind all runs: one query from
`NO_TIME` on brings what opens a tick, all runs that wait, and of the documents those alone whose time has come."""
RANGE_BYTES = 900  # DynamoDB: 1024 bytes in a range key
RUN_ROWS = "run#"
"""What the rows of runs begin with, and no others."""
FORGET_AFTER = 90 * 86_400  # seconds after which a notice goes by itself, where no tick tidies it away any more
TENS = 10**19


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the index `wake` holds of an activity that waits: enough to choose and to order. "" is no time."""

    row: str
    state: str
    backfill: bool
    tries: int
    due: str
    route_due: str


@dataclass(frozen=True, slots=True)
class ItemKey:
    """Where a document lies."""

    table: str
    key: Item


# -- keys -----------------------------------------------------------------------------------------


def partition(user: str) -> str:
    """A user's id as hash key. Only what DynamoDB refuses (nothing at all) or we use ourselves (#, ~) is marked."""
    return f"~{user}" if user[:1] in ("", "#", "~") else user


def bounded(text: str) -> str:
    """At most as long as a range key may be: the end of a longer text is replaced by its fingerprint."""
    data = text.encode()
    if len(data) <= RANGE_BYTES:
        return text
    return data[:RANGE_BYTES].decode(errors="ignore") + "~" + sha256(data).hexdigest()


def joined(key: Sequence[str]) -> str:
    """One text, from which no two keys come out alike: a slash inside a part is written as ~1, a tilde as ~0."""
    return "/".join(part.replace("~", "~0").replace("/", "~1") for part in key)


def marked(text: str) -> str:
    """Without the # that parts a key's parts."""
    return text.replace("~", "~0").replace("#", "~1")


def run_row(source: str, id: str, leg: int | None = None) -> str:
    """`run#<source>#<id>#<leg>`. The rows of the first two sources stand where they stood when both had one number,
    the second's being negative: `run#p<id>#<leg>`, and `n` with the complement. A function of the version before finds
    them there. Without a leg: what the rows of all legs begin with."""
    if source == FIRST_SOURCE:
        name = f"p{int(id):019d}"
    elif source == NEGATIVE_SOURCE:
        name = f"n{TENS - int(id):019d}"
    else:
        name = f"{marked(source)}#{marked(id)}"
    return f"{RUN_ROWS}{name}#" + ("" if leg is None else f"{leg:03d}")


def run_key(key: Key) -> Item:
    return row_key(partition(key.user), run_row(key.source, key.id, key.leg))


def kind_in(row: str) -> Kind | None:
    """Of the document in this row; None when this code does not know such ones."""
    return kind_named(row.split("#")[1])


def row_key(user: str, row: str) -> Item:
    return {"userId": {"S": user}, "row": {"S": row}}


def owner(kind: type[Any], key: Sequence[str]) -> str:
    """The partition of a kind's documents; Budgets and Facts belong to no user."""
    return partition(key[0]) if kind_of(kind).whose is Whose.USER else pseudo(kind)


def pseudo(kind: type[Any]) -> str:
    return f"#{kind_of(kind).name}"


def document_row(kind: type[Any], text: str) -> str:
    return bounded(f"doc#{kind_of(kind).name}#{text}")


def place(kind: type[Any], key: Sequence[str]) -> ItemKey:
    user = {"S": owner(kind, key)}
    if kind is User:
        return ItemKey(USERS, {"userId": user})
    if kind is Connection and (table := LOGINS.get("".join(key[1:]))):
        return ItemKey(table, {"userId": user} | ({"type": {"S": "refresh"}} if "type" in KEYS[table] else {}))
    return ItemKey(LEDGER, {"userId": user, "row": {"S": document_row(kind, joined(key))}})


# -- items ----------------------------------------------------------------------------------------


def stamp(at: datetime) -> str:
    """ISO-8601 UTC with microseconds, always of the same width: sorts as time does."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def start_of(start: datetime, key: Key) -> str:
    """What the lists of runs are sorted by: unique within a user."""
    return f"{stamp(start)}#{run_row(key.source, key.id, key.leg)}"


def target_text(target_id: int) -> str:
    return f"{target_id:019d}"


def run_item(activity: Activity) -> Item:
    """Without `due` and `route_due` it is in no index of what waits."""
    times = {"due": activity.due, "routeDue": activity.route_due}
    item: Item = {
        **run_key(activity.key),
        "run": {"S": run_text(activity)},
        "state": {"S": activity.state.value},
        "backfill": {"BOOL": activity.backfill},
        "tries": {"N": str(activity.tries)},
        "start": {"S": start_of(activity.start, activity.key)},
        "summary": {"S": encode(summary_of(activity))},
        **{name: {"S": stamp(at)} for name, at in times.items() if at is not None},
    }
    if activity.target_id is not None:
        item["onStrava"] = {"S": target_text(activity.target_id)}
    waits = [item[name]["S"] for name in times if name in item]
    return item | ({"wake": {"S": min(waits)}} if waits else {})


def run_text(activity: Activity) -> str:
    """The body, with the one number beside source and id for a function of the version before."""
    key, text = activity.key, encode(activity)
    if key.source not in NUMBERED:
        return text
    number = f"-{key.id}" if key.source == NEGATIVE_SOURCE else key.id
    return text.replace('{"key":{', f'{{"key":{{"garmin_id":{number},', 1)


def run_of(item: Item) -> Activity:
    return decode_run(item["run"]["S"])


def is_run(item: Item) -> bool:
    return bool(item["row"]["S"].startswith(RUN_ROWS))


def waiting_of(item: Item) -> Waiting:
    return Waiting(
        item["row"]["S"],
        item["state"]["S"],
        bool(item["backfill"]["BOOL"]),
        int(item["tries"]["N"]),
        *(item.get(name, {"S": ""})["S"] for name in ("due", "routeDue")),
    )


def document_item(document: Document, clock: float) -> Item:
    """What opens a user's tick is in the index `wake` under no time, so that one query finds it beside the runs that
    wait; what has a time of its own is there under that, a user's behind the runs."""
    kind = kind_of(type(document))
    found = place(kind.of, kind.key(document))
    item: Item = {**found.key, "doc": {"S": encode(document)}}
    due = kind.due(document)
    if found.table == LEDGER and (kind.opens_tick or due is not None):
        before = DUE if kind.whose is Whose.USER else ""
        item["wake"] = {"S": NO_TIME if kind.opens_tick or due is None else before + stamp(due)}
    if kind.is_over(document):
        item["expires"] = {"N": str(int(clock) + FORGET_AFTER)}
    return item


def play_range(ms: int, source: str, song: str) -> str:
    """Milliseconds since 1970 in 16 digits, so that texts sort as times do, then what tells two plays apart."""
    return bounded(f"{ms:016d}#{marked(source)}#{song}")


def play_item(play: Play) -> Item:
    at = play_range(play.ms, play.source, play.song.key)
    return {
        "userId": {"S": partition(play.user)},
        "playedAt": {"S": at},
        "bySource": {"S": f"{source_prefix(play.source)}{at}"},
        "doc": {"S": encode(play)},
    }


def source_prefix(source: str) -> str:
    """What `bySource` begins with; no source's begins with another's."""
    return marked(source) + "#"
