"""What an archive holds, what its files are called, and which rows it refuses."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from sync.core.archive import forms
from sync.core.archive.readme import readme
from sync.core.archive.run_forms import RUN
from sync.core.archive.values import NotSuch
from sync.core.budget import Budget
from sync.core.digest import Digest
from sync.core.music import Gap
from sync.core.own_settings import OwnSecrets, OwnSettings
from sync.core.song_facts import Facts
from sync.core.user import Backfill, Connection, Notice, User
from tests.support.core.rows import row

FIT = b"\x0e\x10\x00\x00\x00\x00\x00\x00.FIT" + bytes(9)


def test_a_persons_own_documents_go_out_and_no_others() -> None:
    assert all(map(forms.goes_out, (User, OwnSettings, Backfill, Notice, Gap)))
    assert not any(map(forms.goes_out, (Connection, OwnSecrets, Budget, Digest, Facts)))


def test_whatever_is_forgotten_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(forms.forgotten()) == []
    run = replace(RUN, fields=RUN.fields[2:], left_out={"version": "", "gone": ""})
    less = tuple(lines for lines in forms.DOCUMENTS if lines.form.of is not Gap)
    monkeypatch.setattr(forms, "DOCUMENTS", less)
    monkeypatch.setattr(forms, "ALL", (forms.Lines("runs.jsonl", run), forms.PLAYS))
    assert list(forms.forgotten()) == ["Gap", "Activity.gone", "Activity.key", "Activity.state"]


@pytest.mark.parametrize(
    ("folder", "data", "name"),
    [
        ("originals", FIT, "originals/1.fit"),
        ("originals", b"<?xml?>" + b" " * 1989 + b"<gpx", "originals/1.gpx"),
        ("originals", b"<?xml?>" + b" " * 1990 + b"<gpx", "originals/1.tcx"),
        ("originals", b"x" + FIT, "originals/1.tcx"),
        ("routes", FIT, "routes/1"),
    ],
)
def test_a_kept_file_is_named_by_what_it_is(folder: str, data: bytes, name: str) -> None:
    assert forms.file_out(folder, "1", data) == name


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        *((f"originals/a.1.{kind}", "originals/me/a.1") for kind in ("fit", "gpx", "tcx")),
        ("routes/1.json", "routes/me/1.json"),
        ("routes/" + "x" * 250, "routes/me/" + "x" * 250),
        *(
            (entry, "")
            for entry in (
                "originals/1.exe",
                "originals/fit",
                "originals/.fit",
                "originals/../1.fit",
                "routes/.hidden",
                "routes/a/b",
                "routes/",
                "routes",
                "spill/1",
                "",
                "routes/" + "x" * 251,
            )
        ),
    ],
)
def test_an_entry_is_one_of_our_files_or_none(entry: str, name: str) -> None:
    assert forms.file_in(entry, "me") == name


def line(**key: Any) -> dict[str, Any]:
    raw = RUN.write(row())
    return raw | {"key": raw["key"] | key}


@pytest.mark.parametrize(
    "key",
    [
        {"id": "9" * 19},
        {"leg": 999},
        {"source": "strava", "id": "1"},
        {"source": "folder", "id": "ab.c~d"},
        {"source": "a" + "b" * 30, "id": "x" * 200},
    ],
)
def test_the_row_of_a_run_comes_back_as_it_was(key: dict[str, Any]) -> None:
    run = replace(row(version=0), key=replace(row().key, **key))
    assert RUN.read(line(**key)) == run


SOURCE, NUMBER = "key source must be the name of a source", "key id must be a number"
LETTERS, LEG = "key id must be letters and digits", "key leg must be below 1000"


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        *((line(source=source), SOURCE) for source in ("", "Garmin", "1a", "a/b", "a" * 32)),
        *((line(source="garmin", id=id), NUMBER) for id in ("", "x", "-1", "9" * 20, "1/2")),
        (line(source="strava", id="x"), NUMBER),
        *((line(source="folder", id=id), LETTERS) for id in ("", ".x", "a/b", "ü", "x" * 201)),
        *((line(leg=leg), LEG) for leg in (-1, 1000)),
        (line() | {"history": []}, "history must have an entry"),
    ],
)
def test_a_key_that_could_name_no_run_of_ours_is_refused(raw: dict[str, Any], why: str) -> None:
    with pytest.raises(NotSuch) as refused:
        RUN.read(raw)
    assert str(refused.value) == why


def test_the_readme_says_whose_it_is_and_names_each_file_field_and_part() -> None:
    page = readme("anna", datetime(2026, 3, 14, 9, 5, tzinfo=UTC))
    lines = page.split("\n")
    assert lines[:17] == [
        "# What Runtrack knew about you",
        "",
        "Everything that an installation of Runtrack kept of `anna`, made 2026-03-14 09:05 UTC.",
        "`runtrack import-archive FILE` brings it back into an installation; any program that reads JSON can read it.",
        "",
        "The *source* is where your runs come from, the *target* where they go.",
        "",
        "- `archive.json`: the version of this format (1), whose archive it is, when and by what it was made.",
        "- `*.jsonl`: one JSON object a line, in UTF-8. A time is ISO-8601 in UTC, a length of time is seconds,",
        "  `null` is unknown. Ids of services are as those services have them.",
        "- `originals/`: the recorded files, as the source handed them out, each named by its run.",
        "- `routes/`: the routes read from them, gzipped JSON, each named by its run.",
        "",
        "Not in it: the logins at your services, which are sealed for one installation and",
        "would give an account away elsewhere; and what belongs to nobody alone (tempo and energy of songs, the use",
        "of a service's limits).",
        "",
    ]
    expected = [f"## {file.name}" for file in forms.ALL]
    assert [line for line in lines if line.startswith("## ")] == expected
    assert page.endswith("\n")
    assert not page.endswith("\n\n")
    start = lines.index("## gaps.jsonl")
    assert lines[start - 1 : lines.index("## notices.jsonl")] == [
        "",
        "## gaps.jsonl",
        "",
        "A stretch of time of which plays are missing, or may be.",
        "",
        "- `user`: whose",
        "- `source`: the service that lacks them",
        "- `after`: its beginning",
        "- `before`: its end",
        "- `sure`: how sure that is: `certain`, `likely` or `possible`",
        "- `why`: in words",
        "- (without `version`: how often it was saved is counted anew by each store)",
        "",
    ]
    part = lines.index("### Artist")
    assert lines[part - 1 : part + 4] == ["", "### Artist", "", "One of those who made a song.", ""]
