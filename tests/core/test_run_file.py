"""A run as a file to take away: hostile names stay text, songs lie where they were played, all can be read back."""

import csv
import io
import json
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.route import Route
from sync.core.run_file.gpx import gpx
from sync.core.run_file.plain import as_json, geojson, harmless, table
from sync.core.run_file.tcx import tcx
from sync.core.run_file.whole import SongAt, WholeRun, iso, stretches
from sync.core.template_values import one_line
from sync.sim.xml_judge import judge_xml

BEGAN = 1_773_475_200_000
START = datetime.fromtimestamp(BEGAN / 1000, UTC)
HOSTILE = '</name><script>alert("1")</script>&amp; ]]> 🎵 \x00\x1b[2J\u202eevil\ufffe'
GPX, TCX = "{http://www.topografix.com/GPX/1/1}", "{http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2}"


def route(points: int = 6, *, placed: bool = True, pauses: tuple[tuple[int, int], ...] = ()) -> Route:
    """A point every 10 s, to the north."""
    nothing = (None,) * points
    return Route(
        tuple(BEGAN + 10_000 * n for n in range(points)),
        tuple(47.0 + n / 1000 for n in range(points)) if placed else nothing,
        (8.5,) * points if placed else nothing,
        tuple(30.0 * n for n in range(points)),
        tuple(400.0 + n for n in range(points)),
        (3.0,) * points,
        tuple(140.0 + n for n in range(points)),
        (170.0,) * points,
        nothing,
        nothing,
        pauses=pauses,
        sport="running",
    )


def song(number: int, begins: int, ends: int, title: str = "Title", artist: str = "Artist") -> SongAt:
    """Seconds after the start."""
    return SongAt(number, one_line(artist), one_line(title), BEGAN + begins * 1000, BEGAN + ends * 1000, bpm=170.0)


def whole(*songs: SongAt, title: str = "Run", **how: object) -> WholeRun:
    return WholeRun("900000001", one_line(title), "running", START, 3600, 50.0, 150.0, route(**how), songs)  # type: ignore[arg-type]  # whatever the test gives it


@pytest.mark.parametrize(
    ("songs", "expected"),
    [
        ([], [(None, 0, 6)]),
        ([(0, 60)], [(1, 0, 6)]),
        ([(-30, 20), (20, 40)], [(1, 0, 2), (2, 2, 4), (None, 4, 6)]),
        ([(10, 30)], [(None, 0, 1), (1, 1, 3), (None, 3, 6)]),
        ([(0, 50), (20, 30)], [(1, 0, 2), (2, 2, 3), (1, 3, 5), (None, 5, 6)]),
        ([(100, 200)], [(None, 0, 6)]),
    ],
)
def test_the_route_is_cut_where_another_song_plays(
    songs: list[tuple[int, int]], expected: list[tuple[int | None, int, int]]
) -> None:
    run = whole(*(song(number, *times) for number, times in enumerate(songs, 1)))
    assert [(each.song and each.song.number, each.first, each.end) for each in stretches(run)] == expected


def test_a_gpx_has_each_song_where_it_began_and_breaks_at_pauses() -> None:
    run = whole(song(1, -5, 20), song(2, 20, 60, title="Two"), pauses=((BEGAN + 21_000, BEGAN + 29_000),))
    root = ElementTree.fromstring(gpx(run))
    points = [
        (each.get("lat"), each.findtext(f"{GPX}name"), each.findtext(f"{GPX}time")) for each in root.iter(f"{GPX}wpt")
    ]
    assert points == [
        ("47.000000", "1. Artist - Title", "2026-03-14T08:00:00Z"),
        ("47.002000", "2. Artist - Two", "2026-03-14T08:00:20Z"),
    ]
    assert [len(each) for each in root.iter(f"{GPX}trkseg")] == [3, 3]
    judged = judge_xml(gpx(run))
    assert (judged.start, judged.elapsed, judged.sport_type, judged.records) == (START, 50.0, "Run", 6)


def test_a_tcx_has_a_lap_for_each_song_and_loses_no_metre() -> None:
    run = whole(song(1, 0, 20), song(2, 20, 60, title="Two"))
    root = ElementTree.fromstring(tcx(run))
    laps = [
        (lap.findtext(f"{TCX}Notes"), lap.findtext(f"{TCX}TotalTimeSeconds"), lap.findtext(f"{TCX}DistanceMeters"))
        for lap in root.iter(f"{TCX}Lap")
    ]
    assert laps == [("1. Artist - Title", "20", "60.0"), ("2. Artist - Two", "30", "90.0")]
    judged = judge_xml(tcx(run))
    assert (judged.start, judged.elapsed, judged.distance, judged.records) == (START, 50.0, 150.0, 6)


def test_a_geojson_has_a_line_for_each_song_and_each_silence_that_join() -> None:
    found = json.loads(geojson(whole(song(1, 0, 20), song(2, 40, 60))))
    lines = [(each["properties"].get("number"), each["geometry"]["coordinates"]) for each in found["features"]]
    assert [number for number, _ in lines] == [1, None, 2]
    assert lines[0][1][-1] == lines[1][1][0] == [8.5, 47.002, 402.0]
    assert found["properties"]["id"] == "900000001"


def test_a_table_has_a_row_for_each_point_and_the_song_beside_it() -> None:
    rows = list(csv.reader(io.StringIO(table(whole(song(1, 0, 20))).decode("utf-8-sig"))))
    assert rows[0][:3] == ["time", "seconds", "lat"]
    assert rows[0][-4:] == ["song", "artist", "title", "bpm"]
    assert [row[-4:] for row in rows[1:4]] == [["1", "Artist", "Title", "170.0"]] * 2 + [[""] * 4]
    assert len(rows) == 7


def test_a_treadmill_has_figures_and_no_places() -> None:
    run = whole(song(1, 0, 60), placed=False)
    assert json.loads(as_json(run))["points"]["heart_rate"][0] == 140.0
    assert "lat" not in json.loads(as_json(run))["points"]
    assert judge_xml(tcx(run)).distance == 150.0
    assert json.loads(geojson(run))["features"] == []


def test_hostile_names_are_only_ever_names() -> None:
    run = whole(song(1, 0, 60, title=HOSTILE, artist="=HYPERLINK(1)"), title=HOSTILE)
    named = "1. =HYPERLINK(1) - " + '</name><script>alert("1")</script>&amp; ]]> 🎵 [2Jevil'
    for root, tag in ((ElementTree.fromstring(gpx(run)), f"{GPX}wpt/{GPX}name"),):
        assert root.findtext(tag) == named
    assert ElementTree.fromstring(tcx(run)).findtext(f".//{TCX}Lap/{TCX}Notes") == named
    (row, *_) = list(csv.reader(io.StringIO(table(run).decode("utf-8-sig"))))[1:]
    assert row[-3] == "'=HYPERLINK(1)"
    assert json.loads(as_json(run))["songs"][0]["artist"] == "=HYPERLINK(1)"
    turned = table(whole(song(1, 0, 60, title="@SUM(A1)", artist="VO2"))).decode("utf-8-sig")
    assert next(iter(csv.reader(io.StringIO(turned.partition("\n")[2]))))[-3:-1] == ["VO2", "'@SUM(A1)"]


@given(st.text(max_size=30), st.text(max_size=30))
def test_whatever_a_song_is_called_the_files_can_be_read(title: str, artist: str) -> None:
    run = whole(song(1, 0, 60, title=title, artist=artist), title=title)
    for made in (gpx(run), tcx(run)):
        ElementTree.fromstring(made)
    rows = list(csv.reader(io.StringIO(table(run).decode("utf-8-sig"))))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert json.loads(geojson(run))["type"] == "FeatureCollection"
    assert json.loads(as_json(run))["run"]["id"] == "900000001"


@given(st.text(max_size=20))
def test_no_cell_begins_as_a_formula_does(text: str) -> None:
    assert not harmless(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert harmless(text).removeprefix("'") == text.removeprefix("'")


@pytest.mark.parametrize(("ms", "text"), [(BEGAN, "2026-03-14T08:00:00Z"), (BEGAN + 5, "2026-03-14T08:00:00.005Z")])
def test_a_time_has_a_part_of_a_second_only_where_there_is_one(ms: int, text: str) -> None:
    assert iso(ms) == text
