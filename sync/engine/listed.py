"""Every run of a list, page by page: what a page is read for is done with it before the next one is read."""

from collections.abc import Iterator

from sync.core.run_list import Cursor, Summary, Wanted
from sync.ports import Store

AT_ONCE = 500
"""Runs that are read at once."""


def listed(
    store: Store, user: str, wanted: Wanted, *, after: Cursor | None = None, at_once: int = AT_ONCE
) -> Iterator[Summary]:
    """The runs that are wanted, newest first, those behind `after`."""
    while True:
        page = store.page(user, wanted, after=after, limit=at_once)
        yield from page.runs
        if (after := page.next) is None:
            return
