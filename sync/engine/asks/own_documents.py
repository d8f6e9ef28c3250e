"""The documents of one kind that a user has: also of a kind of which each user has one, whose key is the user alone."""

from collections.abc import Iterator

from sync.ports import Doc, Store


def own_documents(store: Store, of: type[Doc], user: str) -> Iterator[Doc]:
    """In the order of their keys."""
    if (only := store.load(of, user)) is not None:
        yield only
    yield from store.all(of, user)
