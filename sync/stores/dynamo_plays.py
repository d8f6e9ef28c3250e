"""What was played, in the table `PlayedTracks`: append-only items, unique by user, time in ms, source and song.

Of two workers that add the same play at the same moment both may call it new: they write the same item, and what a
new play leads to is decided by the runs' own versions.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from sync.core.music import Play, millis
from sync.stores.codec import decode
from sync.stores.dynamo_errors import Item
from sync.stores.dynamo_items import partition, play_item, source_prefix
from sync.stores.dynamo_tables import PLAYS, Tables

APART = timedelta(days=7) // timedelta(milliseconds=1)
"""Plays with no other between them for this long are looked for by queries of their own: one over all of it would
read (and cost) everything that lies between."""
LATEST = 10**16 - 1  # milliseconds in 16 digits


class DynamoPlays:
    """The play part of `ports.Store`."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables

    def add_plays(self, plays: Sequence[Play]) -> list[Play]:
        new: dict[tuple[str, str], tuple[Play, Item]] = {}
        for play in plays:
            item = play_item(play)
            new.setdefault((item["userId"]["S"], item["playedAt"]["S"]), (play, item))
        for user in {user for user, _ in new}:
            for first, last in _stretches([play.ms for (of, _), (play, _) in new.items() if of == user]):
                for known in self._between(user, first, last, only="#playedAt"):
                    new.pop((user, known["playedAt"]["S"]), None)
        self.tables.batch_write(PLAYS, [{"PutRequest": {"Item": item}} for _, item in new.values()])
        return [play for play, _ in new.values()]

    def plays(self, user: str, since: datetime, until: datetime, *, source: str = "") -> list[Play]:
        items = self._between(partition(user), millis(since), millis(until), source=source)
        found = [decode(item["doc"]["S"], Play) for item in items]
        return sorted(found, key=lambda play: (play.ms, play.source, play.song.key))

    def every_play(self, user: str) -> Iterator[Play]:
        items = self.tables.query(PLAYS, "#userId = :user", {":user": partition(user)})
        return (decode(item["doc"]["S"], Play) for item in items)

    def newest_play(self, user: str, source: str) -> Play | None:
        items = self._of_source(user, source, backwards=True, page=1)
        return next((decode(item["doc"]["S"], Play) for item in items), None)

    def remove_plays(self, user: str, source: str, until: datetime | None = None) -> int:
        only = "#userId, #playedAt"
        found = self._of_source(user, source, only=only)
        if until is not None:
            found = self._between(partition(user), 0, millis(until) - 1, source=source, only=only)
        keys = [{"userId": item["userId"], "playedAt": item["playedAt"]} for item in found]
        self.tables.batch_write(PLAYS, [{"DeleteRequest": {"Key": key}} for key in keys])
        return len(keys)

    # -- inside -----------------------------------------------------------------------------------

    def _between(self, user: str, first: int, last: int, *, source: str = "", only: str = "") -> Iterable[Item]:
        before = source_prefix(source) if source else ""
        low, high = (f"{before}{max(0, min(LATEST, ms)):016d}" for ms in (first, last))
        return self.tables.query(
            PLAYS,
            f"#userId = :user AND {'#bySource' if source else '#playedAt'} BETWEEN :low AND :high",
            {":user": user, ":low": f"{low}#", ":high": f"{high}$"},  # $ comes right after #
            index="source" if source else "",
            only=only,
        )

    def _of_source(
        self, user: str, source: str, *, only: str = "", backwards: bool = False, page: int | None = None
    ) -> Iterable[Item]:
        return self.tables.query(
            PLAYS,
            "#userId = :user AND begins_with(#bySource, :source)",
            {":user": partition(user), ":source": source_prefix(source)},
            index="source",
            only=only,
            backwards=backwards,
            page=page,
        )


def _stretches(times: Sequence[int]) -> list[tuple[int, int]]:
    """First and last of each group of times that lie close together."""
    ordered = sorted(times)
    breaks = [(one, other) for one, other in pairwise(ordered) if other - one > APART]
    starts = [ordered[0], *(other for _, other in breaks)]
    ends = [*(one for one, _ in breaks), ordered[-1]]
    return list(zip(starts, ends, strict=True))
