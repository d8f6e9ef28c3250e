"""The contract of `ports.Store` for plays, routes that wait, and documents that are due; run on each store."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings

from sync.core.activity import Activity, State
from sync.core.music import Play, Song
from sync.core.song_facts import Facts
from sync.ports import Store
from tests.support.contract import values
from tests.support.contract.stores import FACTORIES
from tests.support.contract.values import NOON, activity, play

MS, MINUTE = timedelta(milliseconds=1), timedelta(minutes=1)


def titles(plays: list[Play]) -> list[str]:
    return [found.song.title for found in plays]


def test_added_plays_come_back_as_they_were_oldest_first(store: Store) -> None:
    late, early = play(NOON, "late"), play(NOON - MINUTE, "early")
    assert store.add_plays([late, early]) == [late, early]
    assert store.plays("me", NOON - MINUTE, NOON) == [early, late]


def test_only_the_plays_that_were_not_there_are_returned_as_new(store: Store) -> None:
    store.add_plays([play(NOON, "known")])
    assert titles(store.add_plays([play(NOON, "known"), play(NOON, "new")])) == ["new"]


def test_two_plays_a_millisecond_or_a_song_or_a_source_or_a_user_apart_are_two(store: Store) -> None:
    others = [play(NOON), play(NOON + MS), play(NOON, "b"), play(NOON, source="lastfm"), play(NOON, user="you")]
    assert store.add_plays(others) == others
    assert len(store.plays("me", NOON, NOON + MS)) == 4
    assert store.plays("you", NOON, NOON) == [play(NOON, user="you")]


def test_a_window_of_plays_includes_both_ends_and_may_be_of_one_source(store: Store) -> None:
    store.add_plays([play(NOON - MS, "before"), play(NOON, "first"), play(NOON + MINUTE, "last", source="lastfm")])
    assert titles(store.plays("me", NOON, NOON + MINUTE)) == ["first", "last"]
    assert titles(store.plays("me", NOON, NOON + MINUTE, source="lastfm")) == ["last"]


def test_the_newest_play_is_that_of_the_source(store: Store) -> None:
    store.add_plays([play(NOON, "old"), play(NOON + MINUTE, "new"), play(NOON + 2 * MINUTE, "other", source="lastfm")])
    found = store.newest_play("me", "spotify")
    assert found is not None
    assert found.song.title == "new"
    assert store.newest_play("me", "listenbrainz") is None


def test_the_plays_of_one_source_can_be_forgotten(store: Store) -> None:
    store.add_plays([play(NOON, "a"), play(NOON, "b"), play(NOON, "c", source="lastfm"), play(NOON, user="you")])
    assert store.remove_plays("me", "spotify") == 2
    assert titles(store.plays("me", NOON, NOON)) == ["c"]
    assert len(store.plays("you", NOON, NOON)) == 1


def test_the_routes_that_are_due_come_longest_waiting_first(store: Store) -> None:
    def waiting(garmin_id: int, minutes: int | None) -> Activity:
        at = None if minutes is None else NOON + minutes * MINUTE
        return replace(activity(garmin_id, state=State.UPLOADED, due=None), route_due=at)

    store.add([waiting(1, 0), waiting(2, -5), waiting(3, None), waiting(4, 1)])
    assert [int(row.key.id) for row in store.routes_due(NOON, user="me", limit=9)] == [2, 1]
    assert [int(row.key.id) for row in store.routes_due(NOON, user="me", limit=1)] == [2]
    assert store.next_due("me") is None


def test_facts_wait_until_they_are_due_and_are_found_by_that_time(store: Store) -> None:
    for number, minutes in enumerate((0, -5, 1)):
        store.put(Facts(f"QZ{number}", Song("a", "b"), due=NOON + minutes * MINUTE))
    never = store.put(Facts("QZ9", Song("a", "b")))
    assert [facts.id for facts in store.waiting(Facts, NOON, 9)] == ["QZ1", "QZ0"]
    store.put(replace(never, due=NOON))
    done = store.load(Facts, "QZ1")
    assert done is not None
    store.put(replace(done, due=None))
    assert [facts.id for facts in store.waiting(Facts, NOON, 9)] == ["QZ0", "QZ9"]


@settings(max_examples=30, deadline=None, derandomize=True)
@given(one=values.plays)
def test_every_play_survives_the_way_to_the_store_and_back(one: Play) -> None:
    for made in FACTORIES:
        with TemporaryDirectory() as folder:
            opened = made.open(Path(folder))
            assert opened.add_plays([one]) == [one]
            assert opened.plays(one.user, one.played_at, one.played_at) == [one]
            opened.close()


def test_every_play_comes_once_oldest_first_also_where_there_are_more_than_one_read_brings(store: Store) -> None:
    many = [play(NOON + MS * number, title) for number in range(230) for title in ("b", "a")]
    store.add_plays([*many, play(NOON - MINUTE, source="lastfm"), play(NOON, user="me2")])
    found = list(store.every_play("me"))
    assert len(found) == len(many) + 1
    assert [each.ms for each in found] == sorted(each.ms for each in found)
    assert {each.user for each in found} == {"me"}
    assert list(store.every_play("nobody")) == []
