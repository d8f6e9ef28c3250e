"""Tables, playlists and the calendar that are taken along: other programs read them, whatever a title is."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.run_calendar import Event, calendar
from sync.core.run_file.playlist import SPACE, jspf, m3u8, xspf
from sync.core.tables import PLAYS, RUNS, Of, as_csv, schema
from tests.core.test_run_file import BEGAN, HOSTILE, START, song

SONGS = (song(1, 0, 200), song(2, 200, 400, title=HOSTILE))


def test_a_playlist_names_every_song_and_leads_to_those_that_have_an_address() -> None:
    linked = [*SONGS[:1], SONGS[1].__class__(2, "Artist", "Linked", BEGAN, BEGAN + 1, link="https://x.example/1?a=1&b")]
    assert m3u8("Run", BEGAN, linked).decode() == (
        "#EXTM3U\n#PLAYLIST:Run\n# no address is known of: Artist - Title\n"
        "#EXTINF:-1,Artist - Linked\nhttps://x.example/1?a=1&b\n"
    )
    assert json.loads(jspf("Run", BEGAN, linked))["playlist"] == {
        "title": "Run",
        "creator": "Runtrack",
        "date": "2026-03-14T08:00:00Z",
        "track": [
            {"title": "Title", "creator": "Artist"},
            {"location": ["https://x.example/1?a=1&b"], "title": "Linked", "creator": "Artist"},
        ],
    }


def test_a_hostile_title_stays_one_title_in_a_playlist() -> None:
    root = ElementTree.fromstring(xspf("Run", BEGAN, SONGS))
    titles = [each.text for each in root.iter(f"{{{SPACE}}}title")]
    assert titles[0:2] == ["Run", "Title"]
    assert len(titles) == 3
    assert [line for line in m3u8("Run", BEGAN, SONGS).decode().splitlines() if not line.startswith("#")] == []
    assert json.loads(jspf("Run", BEGAN, SONGS))["playlist"]["track"][1]["title"] == SONGS[1].title


def test_a_table_is_read_back_by_any_program_and_no_cell_is_a_formula() -> None:
    rows = [(START, "spotify", "=1+1", HOSTILE, None, 200.5, None, None, "uri:1", None)] * 1_201
    read = list(csv.reader(io.StringIO(b"".join(as_csv(PLAYS, rows)).decode())))
    assert read[0] == [column.name for column in PLAYS.columns]
    assert len(read) == 1_202
    assert read[1] == ["2026-03-14T08:00:00Z", "spotify", "'=1+1", HOSTILE, "", "200.5", "", "", "uri:1", ""]


def test_the_schema_says_what_each_column_means() -> None:
    told = "\n".join(schema())
    assert (Path(__file__).parents[2] / "docs" / "tables.md").read_text().endswith(f"{told}\n")
    assert "| `moving_s` | number | without pauses and standing |" in told
    assert {column.of for column in RUNS.columns} == set(Of)


def unfolded(data: bytes) -> list[str]:
    """As RFC 5545 has it: a line that begins with a blank goes on where the one before it ended."""
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    return data.replace(b"\r\n ", b"").decode().split("\r\n")


@given(title=st.text(max_size=300), about=st.text(max_size=300))
@pytest.mark.parametrize("hours", [0, 1])
def test_an_event_of_the_calendar_keeps_its_lines_whatever_is_in_them(hours: int, title: str, about: str) -> None:
    event = Event("9-1", title, START, hours * 3600.0, about)
    lines = unfolded(b"".join(calendar([event], START + timedelta(days=1))))
    fields = dict(line.split(":", 1) for line in lines if line)
    assert [line.split(":")[0] for line in lines] == [
        *("BEGIN", "VERSION", "PRODID", "CALSCALE", "BEGIN", "UID", "DTSTAMP", "DTSTART", "DTEND"),
        *("SUMMARY", "DESCRIPTION", "TRANSP", "END", "END", ""),
    ]
    assert fields["UID"] == "9-1@runtrack"
    assert fields["DTSTART"] == "20260314T080000Z"
    assert fields["DTEND"] == ("20260314T090000Z" if hours else "20260314T080001Z")
    meant = fields["DESCRIPTION"].replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")
    assert len(meant) <= len(about)


def test_the_calendar_escapes_what_its_format_divides_by() -> None:
    event = Event("1", "Run; easy, \\ slow", datetime(2026, 3, 14, tzinfo=UTC), 60.0, "one\ntwo\x1b")
    lines = unfolded(b"".join(calendar([event], START)))
    assert "SUMMARY:Run\\; easy\\, \\\\ slow" in lines
    assert "DESCRIPTION:one\\ntwo" in lines
