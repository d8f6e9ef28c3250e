"""Compares the shape of two JSON answers: which keys there are and what kind of value each holds, never the values."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

FORMS = (
    ("a time like 2026-03-14 07:00:00", re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")),
    ("a time like 2026-03-14T07:00:00Z", re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")),
)
NULL, OBJECT, TEXT = "null", "object", "text"
Shape = Mapping[str, Counter[str]]
"""Path -> how often which kind of value. `a.b` is a key of an object, `a[]` an element of a list, "" the answer."""


@dataclass
class Findings:
    """What is unlike the assumption, and what is worth a look but changes nothing."""

    differences: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def kind(value: Any) -> str:
    match value:
        case None:
            return NULL
        case bool():
            return "true or false"
        case int() | float():
            return "number"
        case str():
            return next((name for name, form in FORMS if form.fullmatch(value)), TEXT)
        case list():
            return "list"
    return OBJECT


def shape(value: Any) -> Shape:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    _walk(value, "", found)
    return found


def compare(real: Any, simulated: Any, *, relied_on: Iterable[str] = ()) -> Findings:
    """The answer of the real service against the simulator's. It differs when

    * a key that the product relies on is missing anywhere,
    * a key that the simulator always sends is nowhere,
    * a value is of a kind that the simulator never sends there (null aside).
    """
    ours, theirs = shape(simulated), shape(real)
    relied, findings = set(relied_on), Findings()
    for path in sorted(relied | set(ours)):
        there, objects = theirs[path].total() if path in theirs else 0, _objects(theirs, path)
        if there < objects and path in relied:
            findings.differences.append(f"{path} is missing in {objects - there} of {objects}")
        elif objects and not there and ours[path].total() == _objects(ours, path):
            findings.differences.append(f"{path} is missing, the simulator always sends it")
        elif objects and not there:
            findings.notes.append(f"not seen: {path}")
        findings.differences += _unlike(path, theirs.get(path, Counter()), ours.get(path, Counter()))
    findings.notes += [f"new: {path}" for path in sorted(theirs) if path not in ours and _parent(path) in ours]
    return findings


def _walk(value: Any, path: str, found: dict[str, Counter[str]]) -> None:
    found[path][kind(value)] += 1
    if isinstance(value, dict):
        for key, inner in value.items():
            _walk(inner, f"{path}.{key}".lstrip("."), found)
    elif isinstance(value, list):
        for inner in value:
            _walk(inner, f"{path}[]", found)


def _parent(path: str) -> str:
    """Of `a[].b` it is `a[]`, of `a[]` it is `a`, of `a` it is the answer itself."""
    return path.removesuffix("[]") if path.endswith("[]") else path.rpartition(".")[0]


def _objects(found: Shape, path: str) -> int:
    """How many objects there are that could hold this key; elements of lists are never missed."""
    return 0 if path.endswith("[]") else found[_parent(path)][OBJECT] if _parent(path) in found else 0


def _unlike(path: str, real: Counter[str], simulated: Counter[str]) -> list[str]:
    expected = set(simulated) - {NULL}
    free = {name for name, _ in FORMS} if TEXT in expected else set()  # free text may look like anything
    return [
        f"{path or 'the answer'} holds {found}, not {' or '.join(sorted(expected))}"
        for found in sorted(set(real) - {NULL} - expected - free)
        if expected
    ]


def broken(rule: Callable[[dict[str, Any]], bool], items: Iterable[dict[str, Any]]) -> int:
    """How many items break a rule; one without its keys, or with other kinds of values, does not (that is said)."""
    count = 0
    for item in items:
        try:
            count += not rule(item)
        except (KeyError, TypeError, ValueError):
            continue
    return count
