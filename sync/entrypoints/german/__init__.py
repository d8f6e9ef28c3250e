"""German for what Runtrack says: whole texts are told apart by the English that they are, or were kept as.

The engine words its decisions in English and keeps them in a run's row, so that one table serves what is said now and
what was kept long ago. What no table knows (another program's words, a text of a version before) stays as it is.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib import import_module

from sync.adapters.all import SERVICES
from sync.entrypoints.german import asks, files, insights, logins, messages, phones, runs, services, songs, troubles

OF_SERVICES: tuple[dict[str, str], ...] = tuple(import_module(each.german).TABLE for each in SERVICES if each.german)
OF_PLACES = (runs.TABLE, services.TABLE, troubles.TABLE, logins.TABLE, asks.TABLE, songs.TABLE, messages.TABLE)
TABLES = (*OF_SERVICES, *OF_PLACES, files.TABLE, insights.TABLE, phones.TABLE)
LONGEST, DEEPEST = 1_000, 12
"""Signs, and texts within a text. What is beyond that is none of ours."""
MONTHS = {"Mar": "März", "May": "Mai", "Oct": "Okt.", "Dec": "Dez.", "Jun": "Juni", "Jul": "Juli"}
_DATE = re.compile(r"\b(\d\d) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}|\d\d:\d\d)\b")
_DECIMAL = re.compile(r"\d+\.\d+")
_BETWEEN = re.compile(r"(; |\n|(?<=[.!?]) (?=[A-Z`]))")
SHORT = frozenset({"target", "source", "service", "title", "name", "by"})
"""Places of a few words, so that `On {target}` is no sentence that happens to begin so."""
FEW_WORDS = r"[^\s:;,()]+(?: [^\s:;,()]+){0,2}"
_PLACE = re.compile(r"\{(\w+)\}")


@lru_cache(maxsize=4096)
def german(text: str, deep: int = DEEPEST) -> str:
    """The text in German; what is not known of it as it is. `deep`: how many texts may stand in each other."""
    if not text or len(text) > LONGEST or not deep:
        return text
    if text in _exact:
        return _exact[text]
    pieces = _BETWEEN.split(text)  # piece, what is between, piece, …
    told = _filled(text, _joining if len(pieces) > 1 else _patterns, deep - 1)
    if told is not None:
        return told
    if len(pieces) > 1:
        return "".join(piece if i % 2 else german(piece, deep - 1) for i, piece in enumerate(pieces))
    if text.endswith("."):
        return german(text[:-1], deep - 1) + "."
    words = [_exact.get(word) for word in text.split(" and ")]
    return " und ".join(filter(None, words)) if all(words) else text


def _filled(text: str, patterns: "Iterable[_Pattern]", deep: int) -> str | None:
    for fixed, pattern, words in patterns:
        if fixed in text and (found := _compiled(pattern).fullmatch(text)):
            values = {name: _value(value, deep) for name, value in found.groupdict().items()}
            return words.format_map(values)
    return None


def _value(text: str, deep: int) -> str:
    """What stands in a place: a number with a comma, a date, or a text."""
    if _DECIMAL.fullmatch(text):
        return text.replace(".", ",")
    return _DATE.sub(_day, german(text, deep))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.DOTALL)


def _day(found: re.Match[str]) -> str:
    day, month, rest = found.groups()
    return f"{int(day)}. {MONTHS.get(month, month + '.')} {rest}"


type _Pattern = tuple[str, str, str]
"""The longest piece without a place, for a quick look; the pattern; the German."""


def _made(*, joining: bool = False) -> Iterator[_Pattern]:
    """What says most comes first. `joining`: those alone that are of several sentences, or parts of one."""
    entries = [entry for table in TABLES for entry in table.items() if _PLACE.search(entry[0])]
    entries = [entry for entry in entries if not joining or _BETWEEN.search(entry[0])]
    for english, words in sorted(entries, key=lambda entry: -len(_PLACE.sub("", entry[0]))):
        pieces = _PLACE.split(english)  # text, name, text, …
        told = "".join(_place(piece) if i % 2 else re.escape(piece) for i, piece in enumerate(pieces))
        yield max(pieces[::2], key=len), told, words


def _place(name: str) -> str:
    return f"(?P<{name}>{FEW_WORDS if name in SHORT else '.+?'})"


_exact = {english: words for table in TABLES for english, words in table.items() if not _PLACE.search(english)}
_patterns, _joining = tuple(_made()), tuple(_made(joining=True))
