"""A file of a run to give away: no point of it lies in a privacy zone, and no time tells how long one was in it."""

import json

from hypothesis import given
from hypothesis import strategies as st

from sync.core.privacy import Zone
from sync.core.run_file.for_others import for_others
from sync.core.run_file.gpx import gpx
from sync.core.run_file.plain import as_json, geojson, table
from sync.core.run_file.tcx import tcx
from tests.core.test_run_file import BEGAN, song, whole

NORTH = 47.02


def zone(lat: float, radius: float = 100.0) -> Zone:
    return Zone(lat, 8.5, radius, 0.0, 0.0, "home")


def test_a_run_that_touches_no_zone_is_the_run_itself() -> None:
    run = whole(song(1, 0, 30))
    assert for_others(run, [zone(48.0)]) is run
    assert for_others(run, []) is run


def test_a_zone_at_its_beginning_is_cut_out_and_the_rest_begins_with_the_run() -> None:
    run = whole(song(1, 0, 15, "hidden"), song(2, 15, 600, "seen"), points=60)
    made = for_others(run, [zone(47.0)])
    assert made is not None
    assert made.route.time_ms[0] == BEGAN
    assert min(lat for lat in made.route.lat if lat is not None) > 47.001
    assert [one.title for one in made.songs] == ["seen"]
    assert made.songs[0].begins == BEGAN
    assert made.elapsed == (made.route.time_ms[-1] - BEGAN) / 1000
    assert made.distance == made.route.distance[-1]


def test_a_hole_in_the_middle_takes_no_time_and_cuts_the_line() -> None:
    run = whole(song(1, 0, 600), points=60)
    made = for_others(run, [zone(NORTH)])
    assert made is not None
    assert (made.route.time_ms[-1] - BEGAN) / 1000 < 580
    assert gpx(made).decode().count("<trkseg>") == 2
    assert (made.songs[0].begins, made.songs[0].ends) == (BEGAN, made.route.time_ms[-1])


def test_of_a_run_within_a_zone_nothing_is_left() -> None:
    assert for_others(whole(song(1, 0, 30)), [zone(47.0, 2000.0)]) is None


@given(st.floats(46.99, 47.08), st.floats(100, 1500), st.floats(-0.7, 0.7), st.floats(-0.7, 0.7))
def test_no_form_has_a_place_in_a_zone(lat: float, radius: float, north: float, east: float) -> None:
    hidden = Zone(lat, 8.5, radius, north, east)
    made = for_others(whole(song(1, 0, 600), points=60), [hidden])
    if made is None:
        return
    places = [(a, b) for a, b in zip(made.route.lat, made.route.lon, strict=True) if a is not None and b is not None]
    assert not any(hidden.hides(place) for place in places)
    shown = {f"{place[0]:.4f}" for place in places}
    gone = {f"{47.0 + n / 1000:.4f}" for n in range(60)} - shown
    for form in (gpx, tcx, geojson, table, as_json):
        text = form(made).decode()
        assert not [each for each in gone if f"{each.rstrip('0')}," in text or f'"{each.rstrip("0")}"' in text], form
    assert json.loads(geojson(made))["features"]
