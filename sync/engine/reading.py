"""The source's activity list read page by page: what is on it, what cannot be read, and no end taken for granted."""

from collections.abc import Iterator
from datetime import datetime

from sync.core.diff import Listed, Page, foreign
from sync.core.errors import Rejected, Unavailable
from sync.core.user import User
from sync.ports import ActivitySource

NEWEST, PAGE, LOOK_BACK_PAGE = 5, 100, 200
OVERLAP = 5
"""Items that two pages have in common: an activity deleted at the source between two pages shifts the list."""
MOST_PAGES = 100


def own(source: ActivitySource, user: User, limit: int, start: int, since: datetime | None = None) -> Page[Listed]:
    """One page of the list. A list that holds somebody else's activities is refused as a whole, and so is a full page
    of which nothing can be read: that is no list without runs."""
    page = source.recent(limit, start, since.date() if since else None)
    if foreign(page.items, user.source_owner):
        whose = f"{source.name.title()}'s list"
        raise Rejected(f"{whose} holds activities of another account: nothing of it is used", service=source.name)
    if limit > NEWEST and page.sent >= limit and not page.items:
        what = f"none of the {page.sent} items of its activity list can be read"
        raise Unavailable(f"{source.name}: {what}", service=source.name)
    return page


def next_start(start: int, page: Page[Listed]) -> int:
    """Where the page behind this one begins. One that holds no more than the overlap is left behind as a whole."""
    return start + page.sent - (OVERLAP if page.sent > OVERLAP else 0)


def pages(
    source: ActivitySource, user: User, limits: tuple[int, int], since: datetime | None = None
) -> Iterator[tuple[Page[Listed], int]]:
    """The pages with the limit of each, newest first, until one is not full: the first of `limits[0]`, the others of
    `limits[1]`. Raises `Unavailable` when the service sends the same page again and again, or never comes to an end."""
    limit, start, seen = limits[0], 0, set[str]()
    for number in range(MOST_PAGES):
        page = own(source, user, limit, start, since)
        ids = {*page.unreadable, *(item.id for item in page.items)}
        if number and page.sent >= limit and ids <= seen:
            raise Unavailable(f"{source.name}: its activity list repeats itself", service=source.name)
        yield page, limit
        if page.sent < limit:
            return
        seen |= ids
        start = next_start(start, page) if limit > OVERLAP else start
        limit = limits[1]
    what = f"its activity list has no end after {MOST_PAGES} pages"
    raise Unavailable(f"{source.name}: {what}", service=source.name)
