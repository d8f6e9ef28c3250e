"""What a sender may learn of a share, whatever became of it; and when it is looked for."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.friends import Contact, Learns, Will, may_learn
from sync.core.music import Song
from sync.core.song_share import ENDS_AFTER, LOOKS, OnRun, Sending, Share, ShareState, learned

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
SONG = Song("Aerobic Threshold", "Cadence 180", 198.0)
times = st.sampled_from([NOON, NOON + timedelta(minutes=5)])
amounts = st.sampled_from([None, 150.0, 300.0])
on_runs = st.none() | st.builds(OnRun, st.sampled_from(["garmin-1", "2"]), times, amounts, amounts, amounts, amounts)
shares = st.builds(
    Share,
    *map(st.just, ("me", "1", "anna", SONG, NOON, NOON + ENDS_AFTER)),
    state=st.just(ShareState.HEARD) | st.sampled_from(ShareState),
    due=st.none() | times,
    looks=st.integers(0, 16),
    heard_at=st.none() | times,
    said=st.booleans(),
    on_run=on_runs,
    ended_at=st.none() | times,
)


def played(share: Share) -> object:
    """What who may know of the playing may tell two shares apart by."""
    if share.state is ShareState.HEARD:
        return ShareState.HEARD, share.heard_at, share.said
    unseen = (ShareState.WAITING, ShareState.EXPIRED)
    return ShareState.WAITING if share.state in unseen else share.state


def on_a_run(share: Share) -> object:
    seen = share.on_run.began if share.on_run is not None and share.state is ShareState.HEARD else None
    return played(share), seen


def with_figures(share: Share) -> object:
    seen = share.on_run if share.state is ShareState.HEARD else None
    return played(share), seen and replace(seen, run="")


AGREED = {
    Learns.NOTHING: lambda share: None,
    Learns.PLAYED: played,
    Learns.ON_A_RUN: on_a_run,
    Learns.FIGURES: with_figures,
}


CHANGED = st.sets(st.sampled_from(["state", "due", "looks", "heard_at", "said", "on_run", "ended_at"]), max_size=2)


OF_RUN = st.sets(st.sampled_from(["run", "began", "begins", "ends", "pace", "heart_rate"]), max_size=3)


@pytest.mark.parametrize("may", Learns)
@given(shares, shares, CHANGED, OF_RUN, st.booleans())
def test_shares_that_differ_in_nothing_agreed_to_look_alike_to_the_sender(
    may: Learns, one: Share, another: Share, changed: set[str], of_run: set[str], withdrawn: bool
) -> None:
    other = replace(one, **{name: getattr(another, name) for name in changed})
    if other.on_run is not None and another.on_run is not None:
        ran = {name: getattr(another.on_run, name) for name in of_run}
        other = replace(other, on_run=replace(other.on_run, **ran))
    if AGREED[may](one) == AGREED[may](other):
        assert learned(one, may, withdrawn=withdrawn) == learned(other, may, withdrawn=withdrawn)


@pytest.mark.parametrize(("may", "seen"), [(Learns.PLAYED, None), (Learns.ON_A_RUN, OnRun("", NOON))])
def test_figures_are_told_to_nobody_who_may_know_of_the_run_alone(may: Learns, seen: OnRun | None) -> None:
    ran = OnRun("garmin-1", NOON, 3100.0, 4000.0, 292.0, 168.0)
    share = Share("me", "1", "anna", SONG, NOON, NOON, ShareState.HEARD, heard_at=NOON, on_run=ran)
    assert learned(share, may, withdrawn=False).on_run == seen
    assert learned(share, Learns.FIGURES, withdrawn=False).on_run == replace(ran, run="")


@given(shares, st.booleans())
def test_who_may_learn_nothing_is_told_the_same_whether_there_is_a_share_or_not(one: Share, withdrawn: bool) -> None:
    told = learned(one, Learns.NOTHING, withdrawn=withdrawn)
    assert told == learned(None, Learns.FIGURES, withdrawn=withdrawn)


contacts = st.none() | st.builds(
    Contact, st.just("a"), st.just("b"), st.sampled_from(Will), st.just(NOON), st.sampled_from(Learns), st.booleans()
)


@given(contacts, contacts)
def test_nobody_learns_more_than_the_listener_says_and_nothing_of_who_is_no_friend(
    listener: Contact | None, sender: Contact | None
) -> None:
    both = listener is not None and sender is not None and {listener.will, sender.will} == {Will.WANTED}
    assert may_learn(listener, sender) is (listener.tells if both and listener else Learns.NOTHING)


@pytest.mark.parametrize("will", [Will.BLOCKED, Will.OFFERED])
def test_who_becomes_a_friend_again_learns_nothing_until_it_is_said_anew(will: Will) -> None:
    one = Contact("a", "b", Will.WANTED, NOON, Learns.FIGURES)
    assert one.turned(Will.WANTED, NOON) == one
    assert one.turned(will, NOON).turned(Will.WANTED, NOON) == replace(one, tells=Learns.NOTHING)


@pytest.mark.parametrize("seconds", [198.0, None])
def test_looks_grow_rarer_up_to_a_day_and_end_after_seven(seconds: float | None) -> None:
    share = Sending("anna", "1", replace(SONG, seconds=seconds), ("me",), NOON).share_for("me")
    gaps, last = [], NOON
    while share.due is not None:
        gaps.append((share.due - last).total_seconds() / 60)
        last = share.due
        share = share.not_seen(share.due)
    assert (share.state, last, len(gaps)) == (ShareState.EXPIRED, NOON + ENDS_AFTER, LOOKS.most)
    assert gaps[:4] == [pytest.approx(n * (seconds or 240) / 60) for n in (1, 1, 2, 4)]
    assert max(gaps) <= 24 * 60
