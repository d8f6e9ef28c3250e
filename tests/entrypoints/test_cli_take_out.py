"""`runtrack export --as` and `runtrack sql`: runs with their songs for other programs, of the days asked for."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib
import pytest
from pyarrow import parquet

from sync.core.privacy import PrivacyZones, Zone
from sync.core.tables import PARTS, TABLES
from tests.support.entrypoints.commands import runtrack
from tests.support.entrypoints.listened import RUN, uploaded
from tests.support.music import MusicWorld

NOTEBOOK = Path(__file__).parents[2] / "docs" / "songs-and-pace.ipynb"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MusicWorld]:
    """A run with songs, which is on Strava."""
    with MusicWorld(tmp_path_factory.mktemp("world")) as world:
        world.connect("spotify")
        uploaded(world)
        world.until_quiet()
        yield world


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def taken(world: MusicWorld, *how: str) -> dict[str, bytes]:
    said = runtrack(world, "export", "all.zip", *how)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("all.zip has what you chose of me: ")
    with zipfile.ZipFile("all.zip") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_run_is_taken_along_in_every_form_that_it_has(world: MusicWorld) -> None:
    found = taken(world, "--as", "fit,gpx", "--as", "m3u8", "--as", "calendar")
    name = f"run-2026-03-14-{RUN}"
    assert sorted(found) == [f"fit/{name}.fit", f"gpx/{name}.gpx", f"m3u8/{name}.m3u8", "runs.ics"]
    assert found[f"fit/{name}.fit"] == world.wired.app.files.get(f"originals/me/{RUN}")
    assert b"Second Wind" in found[f"m3u8/{name}.m3u8"]
    assert b"SUMMARY:Morning Run\r\n" in found["runs.ics"]


def test_tables_have_a_row_for_each_song_of_each_run(world: MusicWorld) -> None:
    found = taken(world, "--as", "tables")
    assert sorted(found) == ["README.md", "parts.csv", "plays.csv", "runs.csv"]
    (run,) = csv.DictReader(io.StringIO(found["runs.csv"].decode()))
    assert (run["run"], run["start"], run["state"]) == (str(RUN), "2026-03-14T08:00:30Z", "annotated")
    parts = list(csv.DictReader(io.StringIO(found["parts.csv"].decode())))
    assert [each["number"] for each in parts] == [str(n + 1) for n in range(len(parts))]
    assert int(run["songs"]) == len(parts) > 2
    assert all(each["run"] == str(RUN) and float(each["pace_s_per_km"]) > 0 for each in parts)
    assert "| `pace_s_per_km` | number | mean, seconds a kilometre |" in found["README.md"].decode()


def test_parquet_has_the_same_rows_as_csv(world: MusicWorld) -> None:
    found = taken(world, "--as", "parquet,tables")
    for table in TABLES:
        read = parquet.read_table(io.BytesIO(found[f"{table.name}.parquet"]))
        rows = list(csv.DictReader(io.StringIO(found[f"{table.name}.csv"].decode())))
        assert read.column_names == [column.name for column in table.columns]
        assert len(rows) == read.num_rows > 0
        if table is PARTS:
            assert [f"{number:g}" for number in read["pace_s_per_km"].to_pylist()] == [
                f"{float(row['pace_s_per_km']):g}" for row in rows
            ]
            assert read.schema.field("bpm").metadata[b"about"].startswith(b"its tempo as catalogues have it")


def test_the_notebook_draws_the_tempo_of_the_songs_against_the_pace(
    world: MusicWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken(world, "--as", "tables")
    Path("all.zip").rename("runs.zip")
    matplotlib.use("Agg")
    names: dict[str, Any] = {}
    for cell in json.loads(NOTEBOOK.read_text())["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
    assert len(names["parts"]) > 2
    (dots,) = names["axes"].collections
    assert len(dots.get_offsets()) == len(names["parts"])
    names["pyplot"].close("all")


def test_only_what_began_in_those_days_is_taken(world: MusicWorld) -> None:
    day = ("--as", "gpx,tables")
    assert f"gpx/run-2026-03-14-{RUN}.gpx" in taken(world, *day, "--since", "2026-03-14", "--until", "2026-03-15")
    Path("all.zip").unlink()
    before = taken(world, *day, "--until", "2026-03-14")
    assert sorted(before) == ["README.md", "parts.csv", "plays.csv", "runs.csv"]
    assert before["runs.csv"].count(b"\n") == 1


def test_what_lies_in_a_privacy_zone_is_cut_out_where_that_is_asked_for(world: MusicWorld) -> None:
    name = f"gpx/run-2026-03-14-{RUN}.gpx"
    every = taken(world, "--as", "gpx")[name]
    lat, lon = (float(every.split(b'<trkpt lat="')[1].split(b'"')[n]) for n in (0, 2))
    Path("all.zip").unlink()
    said = runtrack(world, "export", "all.zip", "--as", "gpx", "--cut-zones")
    assert said.lines[1] == "You have no privacy zones: nothing was cut out. The pages have a map for them."
    world.store.put(PrivacyZones("me", (Zone(lat, lon, 150.0, 0.0, 0.0, "home"),)))
    Path("all.zip").unlink()
    left = taken(world, "--as", "gpx", "--cut-zones")[name]
    assert 0 < left.count(b"<trkpt") < every.count(b"<trkpt")
    kept = world.store.load(PrivacyZones, "me")
    assert kept is not None
    world.store.remove(kept)


@pytest.mark.parametrize(
    ("how", "told"),
    [
        (("--as", "pdf"), "--as 'pdf' is none of fit, gpx, tcx, geojson, csv, json, m3u8, xspf, jspf, tables, parquet"),
        (
            ("--since", "2026-03-14"),
            "--since, --until and --cut-zones are of runs to take along: say as what",
        ),
        (("--as", "gpx", "--since", "2026-03-14", "--until", "2026-03-14"), "--until 2026-03-14 is not after --since"),
        (("--as", "gpx", "--since", "soon"), "--since 'soon' is not a date such as 2026-03-14"),
        (("--as", ","), "--as names nothing: say at least one of fit, gpx"),
        (("--cut-zones",), "--since, --until and --cut-zones are of runs to take along"),
        (("--as", "gpx,fit", "--cut-zones"), "--as fit is the watch's own file: no zone can be cut out of it"),
    ],
)
def test_a_choice_that_is_none_is_named_and_nothing_is_made(world: MusicWorld, how: tuple[str, ...], told: str) -> None:
    said = runtrack(world, "export", "all.zip", *how)
    assert (said.code, said.out) == (2, "")
    assert told in said.err
    assert not Path("all.zip").exists()


def test_a_question_in_sql_is_answered_as_a_table_as_csv_and_as_json(world: MusicWorld) -> None:
    asked = "SELECT run, count(*) AS songs, round(avg(pace_s_per_km)) AS pace FROM parts GROUP BY run"
    told = runtrack(world, "sql", asked)
    assert (told.code, told.err) == (0, "")
    assert told.lines[0].split() == ["run", "songs", "pace"]
    (row,) = json.loads(runtrack(world, "sql", asked, "--json").out)
    assert told.lines[1].split() == [str(RUN), str(row["songs"]), f"{row['pace']:g}"]
    assert runtrack(world, "sql", asked, "--csv").lines == ["run,songs,pace", f"{RUN},{row['songs']},{row['pace']}"]
    assert runtrack(world, "sql", "select title from runs where distance_m > 1e6").lines == ["No row answers this."]
    assert "pace_s_per_km" in runtrack(world, "sql").out


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("SELECT nonsense FROM runs", "no such column: nonsense"),
        ("SELEKT", 'near "SELEKT": syntax error'),
        ("ATTACH 'other.sqlite' AS other", "not authorized"),
        ("DELETE FROM runs", "it is no question: write SELECT …"),
        ("SELECT 1; SELECT 2", "You can only execute one statement at a time."),
    ],
)
def test_a_statement_that_is_no_question_is_told_as_sqlite_tells_it(
    world: MusicWorld, statement: str, told: str
) -> None:
    rows = world.rows()
    said = runtrack(world, "sql", statement)
    assert (said.code, said.out) == (2, "")
    assert told in said.err
    assert (world.rows(), list(Path().iterdir())) == (rows, [])
