"""Values of an archive: each type out and back exactly, and anything else refused with what it must be."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any, Literal

import pytest

from sync.core.archive.form import Field, Form
from sync.core.archive.values import Converter, NotSuch, converter
from sync.core.music import Habit


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


type Colours = tuple[Colour, ...]


def no_class(of: type[Any]) -> Converter | None:
    return None


TEXT, WHOLE, NUMBER = "must be a text", "must be a whole number of at most 63 bits", "must be a number"
TIME, SECONDS = "must be a time such as 2026-03-14T12:00:00Z", "must be a number of seconds"
NOON = datetime(2026, 3, 14, 12, 0, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hint", "value", "raw"),
    [
        (str, "Läufchen 🏃", "Läufchen 🏃"),
        (int, -(2**63), -(2**63)),
        (int, 2**63 - 1, 2**63 - 1),
        (float, 0.1, 0.1),
        (bool, True, True),
        (datetime, NOON, "2026-03-14T12:00:00.000005Z"),
        (timedelta, timedelta(seconds=90, microseconds=5), 90.000005),
        (str | None, None, None),
        (str | None, "x", "x"),
        (Literal["end", "start"], "start", "start"),
        (tuple[int, ...], (1, 2), [1, 2]),
        (tuple[int, ...], (), []),
        (dict[str, float], {"a": 1.5, "b": 2.0}, {"a": 1.5, "b": 2.0}),
        (Colour, Colour.BLUE, "blue"),
        (tuple[Colour | None, ...], (Colour.RED, None), ["red", None]),
        (Colours, (Colour.RED,), ["red"]),
    ],
)
def test_a_value_goes_out_as_plain_json_and_comes_back_the_same(hint: Any, value: object, raw: object) -> None:
    each = converter(hint, no_class)
    written, read = each.write(value), each.read(raw)
    assert (written, type(written)) == (raw, type(raw))
    assert (read, type(read)) == (value, type(value))


def test_a_whole_number_is_read_where_a_number_is_meant() -> None:
    read = converter(float, no_class).read(3)
    assert (read, type(read)) == (3.0, float)


def test_a_time_of_another_zone_is_the_same_moment_in_utc() -> None:
    each, there = converter(datetime, no_class), timezone(timedelta(hours=2))
    assert each.write(datetime(2026, 3, 14, 14, tzinfo=there)) == "2026-03-14T12:00:00Z"
    read = each.read("2026-03-14T14:00:00+02:00")
    assert (read, read.tzinfo) == (datetime(2026, 3, 14, 12, tzinfo=UTC), UTC)


@pytest.mark.parametrize(
    ("hint", "raw", "why"),
    [
        *((str, raw, TEXT) for raw in (None, 1, ["x"])),
        (str, "\ud800", "must be a text that Unicode has signs for"),
        *((int, raw, WHOLE) for raw in (None, "1", 1.0, True, 2**63, -(2**63) - 1)),
        *((float, raw, NUMBER) for raw in (None, "1", True, float("nan"), float("inf"), -float("inf"), 10**400)),
        *((bool, raw, "must be true or false") for raw in (None, 0, 1, "true")),
        *((datetime, raw, TIME) for raw in (5, "", "noon", "2026-03-14T12:00:00", "0001-01-01T00:00:00+14:00")),
        (timedelta, 1e300, SECONDS),
        (timedelta, "1", NUMBER),
        (Literal["end", "start"], "half", "must be one of 'end', 'start'"),
        (Literal["end", "start"], ["end"], "must be one of 'end', 'start'"),
        (Literal["end", "start"], None, "must be one of 'end', 'start'"),
        (Colour, "green", "must be one of 'red', 'blue'"),
        (Colour, 1, "must be one of 'red', 'blue'"),
        (tuple[int, ...], {"a": 1}, "must be a list"),
        (tuple[int, ...], [1, "2"], WHOLE),
        (dict[str, int], [1], "must be an object"),
        (dict[str, int], {"a": "1"}, WHOLE),
        (dict[str, int], {"\ud800": 1}, "must be a text that Unicode has signs for"),
        (str | None, 5, TEXT),
    ],
)
def test_what_a_field_is_not_for_is_refused(hint: Any, raw: object, why: str) -> None:
    with pytest.raises(NotSuch) as refused:
        converter(hint, no_class).read(raw)
    assert str(refused.value) == why


@pytest.mark.parametrize("hint", [bytes, set[int], int | str, int | str | None, tuple[int, int], dict[int, str], list])
def test_a_type_that_no_archive_holds_is_named(hint: Any) -> None:
    with pytest.raises(TypeError) as refused:
        converter(hint, no_class)
    assert str(refused.value) == f"no archive holds values of {hint}"


@dataclass(frozen=True)
class Shoe:
    size: int
    colour: Colour = Colour.RED
    worn: float = 0.0


type Shoes = tuple[Shoe, ...]


@dataclass(frozen=True)
class Shelf:
    owner: str
    shoes: tuple[Shoe, ...] = ()
    version: int = 0


def not_barefoot(shelf: Shelf) -> None:
    if not shelf.shoes:
        raise NotSuch("shoes must be there")


SHOE = Form(Shoe, "A shoe.", (Field("size", "of it"), Field("hue", "of it", of="colour")), left_out={"worn": "smells"})
SHELF = Form(
    Shelf,
    "Where they stand.",
    (Field("owner", "whose"), Field("shoes", "on it")),
    parts=(SHOE,),
    left_out={"version": "ours"},
    check=not_barefoot,
)
LINE = {"owner": "me", "shoes": [{"size": 42, "hue": "blue"}]}


def test_a_form_writes_its_fields_under_their_names_and_reads_them_back() -> None:
    shelf = Shelf("me", (Shoe(42, Colour.BLUE),))
    assert SHELF.write(worn_and_saved(shelf)) == LINE
    assert SHELF.read(LINE | {"mood": "of a newer version"}) == shelf
    assert SHOE.read({"size": 42}) == Shoe(42)


@pytest.mark.parametrize("hint", [Shoe | None, Shoes])
def test_a_class_of_ours_is_known_under_another_name_and_where_it_may_be_missing(hint: Any) -> None:
    each = converter(hint, lambda of: Converter(SHOE.write, SHOE.read) if of is Shoe else None)
    raw: Any = {"size": 42, "hue": "red"}
    shoe, raw = ((Shoe(42),), [raw]) if hint is Shoes else (Shoe(42), raw)
    assert (each.write(shoe), each.read(raw)) == (raw, shoe)


def worn_and_saved(shelf: Shelf) -> Shelf:
    """With what the form leaves out."""
    return Shelf(shelf.owner, tuple(Shoe(shoe.size, shoe.colour, 9.0) for shoe in shelf.shoes), 7)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ([], "must be an object"),
        ({"shoes": []}, "owner is missing"),
        ({"owner": 1}, "owner must be a text"),
        ({"owner": "me"}, "shoes must be there"),
        ({"owner": "me", "shoes": [{}]}, "shoes size is missing"),
        ({"owner": "me", "shoes": [{"size": 1, "hue": "x"}]}, "shoes hue must be one of 'red', 'blue'"),
    ],
)
def test_a_line_that_is_no_such_value_is_refused_by_the_name_of_its_field(raw: object, why: str) -> None:
    with pytest.raises(NotSuch) as refused:
        SHELF.read(raw)
    assert str(refused.value) == why


def test_a_form_knows_its_parts_and_what_it_has_forgotten() -> None:
    assert SHELF.all == (SHELF, SHOE)
    assert SHELF.differs == SHOE.differs == set()
    assert Form(Shoe, "", (Field("size", ""), Field("laces", ""))).differs == {"laces", "colour", "worn"}
    with pytest.raises(TypeError, match="no archive holds values of"):
        Form(Shelf, "", (Field("shoes", ""),)).write(Shelf("me"))
    assert converter(Habit, no_class).read("end") is Habit.END
