"""Values to JSON and back by their types: exact, and strict with what a stranger's file may hold.

A time is ISO-8601 UTC, a length of time is seconds. What is read back is refused unless it is what the field is for.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from math import isfinite
from types import NoneType, UnionType
from typing import Any, Literal, TypeAliasType, Union, get_args, get_origin

Write = Callable[[Any], Any]
Read = Callable[[Any], Any]
WHOLE = range(-(2**63), 2**63)
"""What both stores can hold of a whole number."""


class NotSuch(ValueError):
    """A value that is not what its field is for; the message says what it must be."""


@dataclass(frozen=True, slots=True)
class Converter:
    """`write` makes plain JSON values of ours; `read` makes ours of them, or raises `NotSuch`."""

    write: Write
    read: Read


def converter(hint: Any, of_class: Callable[[type[Any]], Converter | None]) -> Converter:
    """For values of this type. `of_class` knows classes of ours. Raises TypeError for a type that no archive holds."""
    if isinstance(hint, TypeAliasType):
        return converter(hint.__value__, of_class)
    origin, arguments = get_origin(hint), get_args(hint)
    if hint in _PLAIN:
        return _PLAIN[hint]
    if origin in (Union, UnionType) and NoneType in arguments and len(arguments) == 2:
        return _or_none(converter(next(one for one in arguments if one is not NoneType), of_class))
    if origin is Literal:
        return Converter(_same, _one_of(arguments))
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return _several(converter(arguments[0], of_class))
    if origin is dict and arguments[0] is str:
        return _by_name(converter(arguments[1], of_class))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return Converter(lambda value: value.value, _member(hint))
    if isinstance(hint, type) and (own := of_class(hint)) is not None:
        return own
    raise TypeError(f"no archive holds values of {hint}")


def _same(value: Any) -> Any:
    return value


def _or_none(inner: Converter) -> Converter:
    return Converter(
        lambda value: None if value is None else inner.write(value),
        lambda value: None if value is None else inner.read(value),
    )


def _several(inner: Converter) -> Converter:
    def read(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise NotSuch("must be a list")
        return tuple(map(inner.read, value))

    return Converter(lambda value: list(map(inner.write, value)), read)


def _by_name(inner: Converter) -> Converter:
    def read(value: Any) -> dict[str, Any]:
        return {_text(name): inner.read(each) for name, each in members(value).items()}

    return Converter(lambda value: {name: inner.write(each) for name, each in value.items()}, read)


def members(value: Any) -> Mapping[str, Any]:
    """A JSON object. Raises `NotSuch`."""
    if not isinstance(value, dict):
        raise NotSuch("must be an object")
    return value


def _one_of(choices: tuple[Any, ...]) -> Read:
    def read(value: Any) -> Any:
        if not isinstance(value, str) or value not in choices:
            raise NotSuch(f"must be one of {', '.join(map(repr, choices))}")
        return value

    return read


def _member(of: type[Enum]) -> Read:
    def read(value: Any) -> Enum:
        try:
            return of(_text(value))
        except ValueError:
            raise NotSuch(f"must be one of {', '.join(repr(each.value) for each in of)}") from None

    return read


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise NotSuch("must be a text")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise NotSuch("must be a text that Unicode has signs for") from None
    return value


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value not in WHOLE:
        raise NotSuch("must be a whole number of at most 63 bits")
    return value


def _number(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise NotSuch("must be a number")
    try:
        number = float(value)
    except OverflowError:
        number = float("inf")
    if not isfinite(number):
        raise NotSuch("must be a number")
    return number


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise NotSuch("must be true or false")
    return value


def _time(value: Any) -> datetime:
    try:
        at = datetime.fromisoformat(_text(value))
        if at.tzinfo is None:
            raise ValueError
        return at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise NotSuch("must be a time such as 2026-03-14T12:00:00Z") from None


def _length(value: Any) -> timedelta:
    try:
        return timedelta(seconds=_number(value))
    except OverflowError:
        raise NotSuch("must be a number of seconds") from None


_PLAIN: dict[Any, Converter] = {
    str: Converter(_same, _text),
    int: Converter(_same, _whole),
    float: Converter(_same, _number),
    bool: Converter(_same, _yes_or_no),
    datetime: Converter(lambda at: at.astimezone(UTC).isoformat().replace("+00:00", "Z"), _time),
    timedelta: Converter(lambda length: length.total_seconds(), _length),
}
