"""The rules of this wired that no linter knows: words with one meaning, short files, first lines that say what it is.

Each rule is a function from a module to its offences, so that each is also shown to find what it is there for.
"""

import re
from collections.abc import Callable, Iterator

import pytest

from tests.support.infra.source import Module, modules, words

PRODUCT = modules("sync")
LARGEST = 250
LONGER: dict[str, int] = {}
"""Files that were longer when the rule came; they may shrink, not grow, and nothing may join them."""
SHOWS_A_CLOCK = {"sync/entrypoints/demo/show.py"}  # redraws a screen; nothing of the product waits there

Offences = Iterator[str]


def a_bare_track(module: Module) -> Offences:
    """It means a GPS recording or a song: say Route or Song."""
    for line, name in module.names():
        if {"track", "tracks"} & set(words(name)):
            yield f"{module.path}:{line} {name}"


def a_word_for_anything(module: Module) -> Offences:
    """`utils` and `manager` say nothing about what is inside."""
    banned = {"util", "utils", "manager", "managers", "helper", "helpers", "misc"}
    stem = module.path.rpartition("/")[2].removesuffix(".py")
    names = [stem, *(name for _, name in module.names() if name[:1].isupper())]
    yield from (f"{module.path} {name}" for name in sorted(set(names)) if banned & set(words(name)))


def too_long(module: Module) -> Offences:
    most = LONGER.get(module.path, LARGEST)
    if module.lines > most:
        yield f"{module.path} has {module.lines} lines, at most {most}"


def no_first_sentence(module: Module) -> Offences:
    if not re.match(r"^[A-Z0-9`\"“.].{10,}[.:?]$", module.first_line):
        yield f"{module.path} begins with {module.first_line!r}"


def sleeping(module: Module) -> Offences:
    """Waiting is a due time; where a person waits, `sleep` is passed in."""
    if module.path in SHOWS_A_CLOCK:
        return
    yield from (f"{module.path}:{line} {name}()" for line, name in module.calls() if name == "time.sleep")
    yield from (f"{module.path}:{line} imports it" for line, name in module.imported() if name == "time.sleep")


def a_bare_except(module: Module) -> Offences:
    yield from (f"{module.path}:{line} except:" for line in module.bare_excepts())


def an_ignore_without_a_code(module: Module) -> Offences:
    for line, comment in module.comments():
        if re.search(r"type:\s*ignore(?!\[[a-z-]+(, ?[a-z-]+)*\])|noqa(?!: ?[A-Z]+\d+)", comment):
            yield f"{module.path}:{line} {comment}"


def a_type_ignored_without_a_reason(module: Module) -> Offences:
    """The line itself goes on to say why mypy is wrong there."""
    for line, comment in module.comments():
        if re.search(r"type:\s*ignore\[[^\]]*\]\s*$", comment):
            yield f"{module.path}:{line} {comment}"


def a_shape_of_its_own(module: Module) -> Offences:
    """ruff shapes the code; where a table needs another shape, the line above says why."""
    comments = dict(module.comments())
    for line, comment in comments.items():
        if re.search(r"fmt:\s*(skip|off)", comment) and len(comments.get(line - 1, "")) < 20:
            yield f"{module.path}:{line} {comment}"


RULES = (
    a_bare_track,
    a_word_for_anything,
    too_long,
    no_first_sentence,
    sleeping,
    a_bare_except,
    an_ignore_without_a_code,
    a_type_ignored_without_a_reason,
    a_shape_of_its_own,
)


@pytest.mark.parametrize("rule", RULES)
def test_no_file_of_the_product_breaks_a_rule(rule: Callable[[Module], Offences]) -> None:
    assert len(PRODUCT) > 50
    assert [offence for module in PRODUCT for offence in rule(module)] == []


@pytest.mark.parametrize("rule", [a_type_ignored_without_a_reason, a_shape_of_its_own])
@pytest.mark.parametrize("folder", ["tests", "layer", "scripts"])
def test_what_is_not_the_product_gives_its_reasons_too(folder: str, rule: Callable[[Module], Offences]) -> None:
    assert [offence for module in modules(folder) for offence in rule(module)] == []


@pytest.mark.parametrize(
    ("rule", "path", "text"),
    [
        (a_bare_track, "x.py", "def f(track): ..."),
        (a_bare_track, "x.py", "a.current_tracks = 1"),
        (a_bare_track, "x.py", "class TrackPoint: ..."),
        (a_bare_track, "x.py", "f(track=1)"),
        (a_bare_track, "x.py", "import q as track"),
        (a_word_for_anything, "sync/date_utils.py", ""),
        (a_word_for_anything, "x.py", "class TokenManager: ..."),
        (too_long, "x.py", "x = 1\n" * 251),
        (too_long, "sync/sim/http.py", "x = 1\n" * 400),
        (no_first_sentence, "x.py", "x = 1"),
        (no_first_sentence, "x.py", '"""\nOn the second line, and only there.\n"""'),
        (no_first_sentence, "x.py", '"""half a sentence"""'),
        (sleeping, "x.py", "import time\ntime.sleep(1)"),
        (sleeping, "x.py", "from time import sleep"),
        (a_bare_except, "x.py", "try:\n    f()\nexcept:\n    pass"),
        (an_ignore_without_a_code, "x.py", "x = 1  # type: ignore"),
        (an_ignore_without_a_code, "x.py", "x = 1  # noqa"),
        (a_type_ignored_without_a_reason, "x.py", "x = 1  # type: ignore[arg-type]"),
        (a_shape_of_its_own, "x.py", "x = [1,2]  # fmt: skip"),
        (a_shape_of_its_own, "x.py", "# why\n# fmt: off\nx = [1,2]\n# fmt: on"),
    ],
)
def test_each_rule_finds_what_it_is_there_for(rule: Callable[[Module], Offences], path: str, text: str) -> None:
    assert list(rule(Module(path, text))) != []


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (a_bare_track, 'soundtrack = "track_running"  # a track'),
        (too_long, "x = 1\n" * 250),
        (no_first_sentence, '"""`make demo`: the real thing on simulated services."""'),
        (sleeping, "import time\ndef f(sleep=time.sleep): sleep(1)"),
        (a_bare_except, "try:\n    f()\nexcept OSError:\n    pass"),
        (an_ignore_without_a_code, "x = 1  # type: ignore[arg-type]\ny = 2  # noqa: S608"),
        (a_type_ignored_without_a_reason, "x = 1  # type: ignore[arg-type]  # a number all the same"),
        (a_shape_of_its_own, "# one row of the picture a line\n# fmt: off\nx = [1,\n     0]\n# fmt: on"),
    ],
)
def test_no_rule_finds_what_is_allowed(rule: Callable[[Module], Offences], text: str) -> None:
    assert list(rule(Module("x.py", text))) == []


def test_every_file_that_may_be_longer_still_is() -> None:
    sizes = {module.path: module.lines for module in PRODUCT}
    assert [path for path in LONGER if sizes.get(path, 0) <= LARGEST] == []
