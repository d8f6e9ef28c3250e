"""One of each kind that goes out, from either store into either: what comes back is the same, and a second time adds
nothing. What random values of test_archive.py meet with luck is met here each time.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sync.core.archive.forms import goes_out
from sync.core.document_kinds import KINDS, key_of
from sync.core.live.point import LivePoint
from sync.core.live.run import LivePart, LiveRun
from sync.core.own_settings import OwnSettings
from sync.core.user import User
from tests.support.contract import dynamo
from tests.support.contract.values import NOON
from tests.support.engine.archives import PLACES, brought, packed
from tests.support.engine.samples import SAMPLES


@pytest.fixture(autouse=True)
def cloud() -> Iterator[None]:
    dynamo.enter("archives")
    yield
    dynamo.leave("archives")


def mine(value: Any) -> Any:
    """The same as this user's, never saved; the names of what is sealed stay here with it."""
    if isinstance(value, OwnSettings):
        value = replace(value, sealed=())
    owner = replace(value, **{"id" if isinstance(value, User) else "user": "me"})
    return replace(owner, version=0) if hasattr(value, "version") else owner


LIVE = (
    LiveRun("me", "livetrack", "session", NOON, NOON, NOON, "Watch", 1, 10.0, NOON),
    LivePart(
        "me", "livetrack", "session", 5_911_200, (LivePoint(NOON, 47.37, 8.54, 12.5, 4.0, 408.0, 3.1, 140.0, 170.0),)
    ),
)
GOING = [mine(one) for one in (*SAMPLES, *LIVE) if goes_out(type(one))]


def test_there_is_one_of_each_kind_that_goes_out() -> None:
    assert {kind.of for kind in KINDS if goes_out(kind.of)} - {type(one) for one in GOING} == set()


@pytest.mark.parametrize("back", sorted(PLACES))
@pytest.mark.parametrize("name", sorted(PLACES))
def test_one_of_each_kind_comes_back_as_it_was(name: str, back: str, tmp_path: Path) -> None:
    with PLACES[name](tmp_path / "a") as old, PLACES[back](tmp_path / "b") as new:
        for one in (User("me", NOON), *GOING):
            if old.store.load(type(one), *key_of(one)) is None:
                old.store.put(one)
        archive, before = packed(old), old.everything("me")
        brought(new, tmp_path / "a.zip", archive)
        assert new.everything("me") == before
        assert [one for one in GOING if new.store.load(type(one), *key_of(one)) is None] == []
        again = brought(new, tmp_path / "b.zip", archive)
        assert (again.runs, again.plays, again.files, again.documents, again.replaced) == (0, 0, 0, 0, 0)
        assert new.everything("me") == before
