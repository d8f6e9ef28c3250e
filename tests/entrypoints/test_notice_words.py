"""A notice is facts; each place words the way out that it has, and a notice of an older version is told as it was."""

import json
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sync.core.notice import Notice, NoticeKind
from sync.core.notice_words import sentence
from sync.engine import notices
from sync.entrypoints.notices import in_the_pages, on_aws, on_one_machine, words_for, words_in_the_pages
from sync.stores.codec import decode, encode
from sync.wiring import ME
from tests.support.engine.keeping_notifier import keeping_notifier
from tests.support.entrypoints.commands import runtrack
from tests.support.world import MINUTE, World

AT = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
LOGIN = Notice(ME, "login:garmin", "", AT, kind=NoticeKind.LOGIN, service="garmin", reason="it was revoked")
ENDS = replace(LOGIN, kind=NoticeKind.LOGIN_ENDS, service="spotify", reason="six months after your consent", until=AT)
FAILED = Notice(
    ME, "failed:900000001", "", AT, kind=NoticeKind.RUN_FAILED, run="900000001", run_start=AT, reason="no file."
)
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
SINCE = Notice(ME, "since", "", AT, kind=NoticeKind.SINCE, since=AT, asked=FIRST)
OLD = Notice(ME, "login:garmin", "Garmin needs a login: gone. Run `runtrack login garmin`.", AT)


def deliver(world: World, over: Collection[str] = ()) -> None:
    """As a tick ends: what is over is closed, what is due is sent."""
    for notice in world.store.all(Notice, ME):
        closed = notices.after(notice, over, world.now)
        current = world.store.put(closed) if closed != notice else notice
        if notices.is_due(current, world.now):
            notices.send(world.wired.app, current, world.now)


def test_a_login_is_made_here_on_one_machine_and_at_home_for_aws() -> None:
    neutral = "Garmin needs a login: it was revoked. Nothing is lost meanwhile."
    assert sentence(LOGIN) == neutral
    here = "Run `runtrack login garmin`."
    assert on_one_machine.words(LOGIN) == neutral.replace("revoked.", f"revoked. {here}")
    there = "Run `runtrack login garmin` at home, then `runtrack push-credentials`."
    assert on_aws.words(LOGIN) == neutral.replace("revoked.", f"revoked. {there}")
    assert on_aws.words(ENDS) == (
        "Spotify forgets this login on 14 Mar 2026, six months after your consent. Before that, run "
        "`runtrack login spotify` at home, then `runtrack push-credentials`, so that no play is missed."
    )


@pytest.mark.parametrize("notice", [FAILED, SINCE], ids=lambda notice: notice.kind)
def test_what_no_login_ends_is_told_the_same_in_both_places(notice: Notice) -> None:
    assert on_aws.words(notice) == on_one_machine.words(notice)
    assert "`runtrack " in on_aws.words(notice)


def test_the_settings_say_which_place_it_is(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        here = world.wired.settings
        assert words_for(here)(LOGIN) == on_one_machine.words(LOGIN)
        assert words_for(replace(here, bucket="of-runs"))(LOGIN) == on_aws.words(LOGIN)


@pytest.mark.parametrize("kind", [kind for kind in NoticeKind if kind is not NoticeKind.OTHER])
def test_no_neutral_sentence_names_a_command_and_none_is_empty(kind: NoticeKind) -> None:
    told = sentence(replace(FAILED, kind=kind, service="garmin", ids=("9",), since=AT, asked=AT, until=AT))
    assert told.endswith(".")
    assert "`" not in told


@pytest.mark.parametrize("kind", [kind for kind in NoticeKind if kind is not NoticeKind.OTHER])
def test_in_the_pages_a_notice_says_what_is_pressed_and_names_no_command(kind: NoticeKind, tmp_path: Path) -> None:
    notice = replace(FAILED, kind=kind, service="garmin", ids=("9",), since=AT, asked=FIRST, until=AT)
    with World(tmp_path) as world:
        told = words_in_the_pages(world.wired.settings)(notice)
        on_amazon = words_in_the_pages(replace(world.wired.settings, bucket="of-runs"))(notice)
    assert told == in_the_pages.words(notice)
    assert "runtrack " not in told
    assert (in_the_pages.way_out(notice) == "") == (on_one_machine.way_out(notice) == "")
    assert on_amazon == on_aws.words(notice)  # there a login is made elsewhere


@pytest.mark.parametrize("words", [sentence, on_one_machine.words, on_aws.words, in_the_pages.words])
def test_a_notice_of_a_version_before_there_were_kinds_is_told_as_it_was(words: Callable[[Notice], str]) -> None:
    assert words(OLD) == OLD.text


def test_a_row_of_the_version_before_is_read_shown_and_sent(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        notified = keeping_notifier(world)
        names = ("user", "problem", "text", "opened_at", "closed_at", "pending", "due", "version")
        known = json.loads(encode(replace(OLD, due=world.now - MINUTE)))
        world.store.put(decode(json.dumps({name: known[name] for name in names}), Notice))
        assert OLD.text in " ".join(runtrack(world, "status").out.split())
        deliver(world)
        assert notified.messages == [OLD.text]
        deliver(world, over={"login:garmin"})
        assert notified.messages[1:] == [f"Solved: {OLD.text}"]


def test_a_kind_of_a_later_version_is_told_by_its_neutral_sentence() -> None:
    later = json.loads(encode(replace(LOGIN, text="The watch is flat."))) | {"kind": "watch flat"}
    notice = decode(json.dumps(later), Notice)
    assert (notice.kind, on_one_machine.words(notice)) == (NoticeKind.OTHER, "The watch is flat.")


def test_an_open_notice_keeps_its_neutral_sentence_for_whoever_does_not_know_its_kind(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        notices.open_notice(world.wired.app, LOGIN)
        (known,) = notices.open_notices(world.wired.app, ME)
        assert known.text == sentence(LOGIN)


def test_what_is_sent_is_in_the_language_that_was_chosen(tmp_path: Path) -> None:
    with World(tmp_path, RUNTRACK_LANGUAGE="de") as world:
        notified = keeping_notifier(world)
        notices.open_notice(world.wired.app, LOGIN)
        deliver(world)
        deliver(world, over={"login:garmin"})
        assert notified.titles == ["Runtrack braucht dich", "Runtrack: erledigt"]
        german = (
            "Garmin braucht eine Anmeldung: sie wurde widerrufen. Tippe `runtrack login garmin`. "
            "Inzwischen geht nichts verloren."
        )
        assert notified.messages == [german, f"Erledigt: {german}"]


def test_facts_of_an_open_notice_that_change_nothing_in_its_words_are_not_told_again(tmp_path: Path) -> None:
    """`again` at an upgrade: the row is of the version before, and says the same."""
    with World(tmp_path) as world:
        app, notified = world.wired.app, keeping_notifier(world)
        told = replace(OLD, text=on_one_machine.words(LOGIN), due=world.now)
        world.store.put(told)
        deliver(world)
        notices.open_notice(app, LOGIN, again=True)
        deliver(world)
        assert len(notified.messages) == 1
        notices.open_notice(app, replace(LOGIN, reason="it ran out"), again=True)
        deliver(world)
        assert "it ran out" in notified.messages[1]
