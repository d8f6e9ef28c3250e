"""What a list of runs shows of each, and which runs it admits."""

from dataclasses import fields, replace
from typing import Any

import pytest

from sync.core.annotation import Annotation, MusicOutcome
from sync.core.key import Key
from sync.core.run_list import EVERYTHING, Summary, Wanted, summary_of
from sync.core.states import How, State
from tests.support.core.rows import DAY, NOW, row

MUSIC = Annotation(outcome=MusicOutcome.COMPLETE, songs=3)
FULL = row(
    State.UPLOADED,
    title="Long Run by the SEINE",
    reason="there",
    backfill=True,
    multisport=True,
    how=How.UPLOADED,
    target_id=7,
    route="read",
    music=MUSIC,
    forgotten=True,
    version=4,
)


def test_a_summary_has_each_of_its_fields_from_the_run() -> None:
    shown = summary_of(FULL)
    assert {field.name: getattr(shown, field.name) for field in fields(Summary)} == {
        field.name: getattr(FULL, field.name) for field in fields(Summary)
    }


@pytest.mark.parametrize(
    ("leg", "multisport", "name"),
    [(0, False, "900000001"), (2, False, "900000001-2"), (0, True, "900000001-0"), (2, True, "900000001-2")],
)
def test_a_leg_is_named_as_such_where_there_are_several(leg: int, multisport: bool, name: str) -> None:
    run = replace(FULL, key=Key("me", "garmin", "900000001", leg), multisport=multisport)
    assert summary_of(run).name == run.name == name


@pytest.mark.parametrize(
    ("wanted", "admitted"),
    [
        ({}, True),
        ({"states": {State.UPLOADED, State.FAILED}}, True),
        ({"states": {State.FAILED}}, False),
        ({"outcomes": {MusicOutcome.COMPLETE}}, True),
        ({"outcomes": {MusicOutcome.NOT_LOOKED}}, False),
        ({"sports": {"running"}}, True),
        ({"sports": {"cycling"}}, False),
        ({"text": "seine LONG"}, True),
        ({"text": "  "}, True),
        ({"text": "long marne"}, False),
        ({"with_music": True}, True),
        ({"with_music": False}, False),
    ],
)
def test_each_wish_alone_admits_or_refuses_a_run(wanted: dict[str, Any], admitted: bool) -> None:
    assert Wanted(**wanted).admits(summary_of(FULL)) is admitted
    suits: dict[str, Any] = {
        "states": {State.UPLOADED},
        "outcomes": {MusicOutcome.COMPLETE},
        "sports": {"running"},
        "text": "run",
        "with_music": True,
    }
    assert Wanted(**(suits | wanted)).admits(summary_of(FULL)) is admitted


def test_a_run_without_songs_is_one_without_music() -> None:
    quiet = summary_of(replace(FULL, music=Annotation()))
    assert [Wanted(with_music=music).admits(quiet) for music in (None, True, False)] == [True, False, True]
    assert Wanted(with_music=True).admits(summary_of(replace(FULL, music=Annotation(songs=1))))


@pytest.mark.parametrize(
    ("wanted", "narrows"),
    [
        (EVERYTHING, False),
        (Wanted(since=NOW, until=NOW + DAY), False),
        (Wanted(text=" "), False),
        (Wanted(text="run"), True),
        (Wanted(states=frozenset({State.FAILED})), True),
        (Wanted(outcomes=frozenset({MusicOutcome.COMPLETE})), True),
        (Wanted(sports=frozenset({"running"})), True),
        (Wanted(with_music=False), True),
    ],
)
def test_only_a_wish_beyond_the_start_needs_a_look_at_the_run(wanted: Wanted, narrows: bool) -> None:
    assert wanted.narrows is narrows
