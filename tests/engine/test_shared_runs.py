"""Links to a run: made, listed, ended; and the zones that everything shown to others is cut by."""

from datetime import timedelta

import pytest

from sync.core.shared_run import EVERYTHING, SharedRun, Shown, mark_of
from sync.engine.asks import privacy_zones as zones
from sync.engine.asks import share_run as verbs
from sync.engine.asks.privacy_zones import Circle
from sync.ports import Store
from tests.support.core.rows import DAY, NOW, row

ONE, TWO = "a" * 22, "b" * 22


def test_a_link_shows_what_its_owner_chose_until_its_end(store: Store) -> None:
    made = verbs.share_run(store, row(), ONE, NOW, until=NOW + DAY, shows=[Shown.SONGS, Shown.MAP])
    assert made.id == mark_of("me") + ONE
    assert (made.run, made.shows) == (row().key, (Shown.MAP, Shown.SONGS))
    assert [made.holds(NOW + late) for late in (timedelta(0), DAY - timedelta(seconds=1), DAY)] == [True, True, False]


def test_a_link_is_revoked_by_its_owner_alone_and_for_good(store: Store) -> None:
    made = verbs.share_run(store, row(), ONE, NOW)
    assert not verbs.revoke_shared(store, "you", made.id, NOW)
    assert verbs.link_of(store, row(), NOW) == made
    assert verbs.revoke_shared(store, "me", made.id, NOW)
    assert verbs.revoke_shared(store, "me", made.id, NOW + DAY)
    (known,) = verbs.shared_runs(store, "me")
    assert (known.revoked_at, known.holds(NOW)) == (NOW, False)
    assert verbs.link_of(store, row(), NOW) is None


def test_the_newest_link_that_holds_is_the_one_of_the_run(store: Store) -> None:
    verbs.share_run(store, row(), ONE, NOW)
    newer = verbs.share_run(store, row(), TWO, NOW + DAY)
    assert verbs.link_of(store, row(), NOW + DAY) == newer
    assert len(store.all(SharedRun, "me")) == 2


def test_links_that_show_nothing_or_are_over_before_they_begin_are_refused(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(verbs.NothingShown):
        verbs.share_run(store, row(), ONE, NOW, shows=[])
    with pytest.raises(verbs.EndsBefore):
        verbs.share_run(store, row(), ONE, NOW, until=NOW)
    monkeypatch.setattr(verbs, "MOST", 1)
    verbs.share_run(store, row(), ONE, NOW)
    with pytest.raises(verbs.TooManyShared):
        verbs.share_run(store, row(), TWO, NOW)
    assert verbs.shared_runs(store, "me")[0].shows == EVERYTHING


def test_a_zone_that_is_drawn_again_stays_cut_as_it_was(store: Store) -> None:
    chances = iter([0.25, 0.0, 0.5, 0.25])
    (first,) = zones.set_zones(store, "me", [Circle(47.0, 8.0, 200.0, "home")], chances.__next__)
    assert (first.north, first.east) == (0.5, 0.0)
    same, other = zones.set_zones(
        store, "me", [Circle(47.0, 8.0, 300.0), Circle(48.0, 8.0, 100.0, "work")], chances.__next__
    )
    assert (same.north, same.east, same.radius) == (0.5, 0.0, 300.0)
    assert (round(other.north, 6), round(other.east, 6)) == (0.0, 0.707107)
    assert zones.zones_of(store, "me") == (same, other)
    assert zones.zones_of(store, "you") == ()
    assert zones.set_zones(store, "me", [], chances.__next__) == ()


@pytest.mark.parametrize(
    ("circles", "why"),
    [
        ([Circle(99.0, 8.0, 200.0)], "its middle must be between 85° south and 85° north, 180° west and 180° east"),
        ([Circle(47.0, 8.0, float("inf"))], "its numbers must be numbers"),
        ([Circle(47.0, 8.0, 200.0, "a\nb")], "its name must be at most 60 signs that can be seen"),
        ([Circle(47.0, 8.0, 200.0)] * 21, "there can be 20 of them"),
    ],
)
def test_a_zone_that_cannot_be_one_changes_nothing(store: Store, circles: list[Circle], why: str) -> None:
    before = zones.set_zones(store, "me", [Circle(47.0, 8.0, 200.0)], lambda: 0.5)
    with pytest.raises(zones.NoGoodZone) as refused:
        zones.set_zones(store, "me", circles, lambda: 0.5)
    assert refused.value.why == why
    assert zones.zones_of(store, "me") == before
