"""The soundtrack's text by a template that a user may edit: Jinja2 in a sandbox, with a bound on everything.

A template is data from outside: it can read the values it is given and nothing else, it may loop, filter and
choose, and it is refused with its line for all other things. `template_bounds.py` has the bounds.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from sync.adapters.template_styles import STYLES, Style, own_lines
from sync.core.exchange import FoundFacts
from sync.core.figures import Figures
from sync.core.music import Song
from sync.core.soundtrack import Part
from sync.core.template_values import values
from sync.ports import TemplateWrong

LARGEST_TEMPLATE = 20_480
"""Bytes of UTF-8."""
LARGEST_TEXT = 60_000
"""Characters that a template may make; a description takes 65,000."""

_OF_THE_ROUTE = re.compile(r"\b(?:pace|km|heart_rate|fastest)\b")


class JinjaRenderer:
    """See `ports.Renderer`. `source`: the user's template, None for the text of a style. Jinja2 is loaded by the first
    text."""

    def __init__(self, source: str | None = None, style: Style = "list") -> None:
        self._source = STYLES[style] if source is None else source
        self.shows_route = _OF_THE_ROUTE.search(self._source) is not None

    def render(self, values: Mapping[str, object]) -> str:
        """The text, at most `LARGEST_TEXT` characters. Raises `TemplateWrong`, naming the line where there is one."""
        return _rendered(self._source, values)


def check(source: str) -> None:
    """Raise `TemplateWrong` for a template that would fail on a run, or that has nothing to say about one."""
    text = _rendered(source, _sample(_SAMPLE, "https://example.org/runs/1"))
    _rendered(source, _sample(_SAMPLE[:1], ""))
    if not text.strip():
        raise TemplateWrong("it makes no text at all")


_START = datetime(2026, 1, 4, 8, 0, tzinfo=UTC)
_SONGS = (
    Song("Sample Song", ""),
    Song("Aerobic Threshold", "Cadence 180", 198.3, uri="spotify:track:1", album="LP", link="https://example.org/1"),
    Song("Wet Mile", "Lactate", 201.0),
)
_SAMPLE = tuple(
    Part(song, at := _START + timedelta(minutes=20 * place), at + timedelta(seconds=190), 190.0, ("spotify",), at)
    for place, song in enumerate(_SONGS)
)
_FACTS = {_SONGS[1].key: FoundFacts("QZTST2600001", 171.0, 0.8, 0.7, 0.6)}


def _sample(parts: Sequence[Part], link: str) -> dict[str, object]:
    figures = [Figures(2500.0, 312.0, 151.0, 172.0)] if link else []
    return values(
        title="Morning Run", start=_START, elapsed=2700.0, parts=parts, facts=_FACTS, link=link, figures=figures
    )


def _rendered(source: str, seen: Mapping[str, object]) -> str:
    from jinja2 import TemplateError, TemplateSyntaxError, UndefinedError

    from sync.adapters.template_bounds import TooMuch

    if len(source.encode("utf-8", "surrogatepass")) > LARGEST_TEMPLATE:
        raise TemplateWrong(f"it is larger than {LARGEST_TEMPLATE // 1024} KB")
    pieces, size = [], 0
    try:
        template = _compiled(source)
        template.environment.refill()
        for piece in template.generate(seen):
            size += len(piece)
            if size > LARGEST_TEXT:
                raise TooMuch(f"its text would be longer than {LARGEST_TEXT:,} characters")
            pieces.append(piece)
    except TemplateSyntaxError as error:
        raise TemplateWrong(f"line {error.lineno}: {error.message}") from None
    except (RecursionError, MemoryError, SyntaxError):
        raise TemplateWrong("it is nested too deeply") from None
    except UndefinedError as error:
        raise TemplateWrong(_line(error) + _undefined(error.message or "", seen)) from None
    except (
        TooMuch,
        TemplateError,
        ArithmeticError,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        RuntimeError,
    ) as error:
        raise TemplateWrong(_line(error) + (str(error) or type(error).__name__)) from None
    return "".join(pieces)


@lru_cache(maxsize=2)
def _compiled(source: str) -> Any:
    """A Jinja2 template in an environment of its own; making one takes longer than ten renderings."""
    from sync.adapters.template_bounds import BoundedEnvironment

    return BoundedEnvironment(source).from_string(own_lines(source))


def _line(error: BaseException) -> str:
    """Where in the template it happened, as Jinja2 has written it into the traceback: "line 3: "."""
    line, at = 0, error.__traceback__
    while at is not None:
        if at.tb_frame.f_code.co_filename == "<template>":
            line = at.tb_lineno
        at = at.tb_next
    return f"line {line}: " if line else ""


def _undefined(words: str, seen: Mapping[str, Any]) -> str:
    """Jinja2's words for a name that is not there, without our class names and with the names that are."""
    owner, _, missing = words.partition(" has no attribute ")
    if missing:
        kind = "a song" if "SongLine" in owner else "it"
        return f"{kind} has no {missing.strip(chr(39))}"
    return f"{words} (there are: {', '.join(sorted(seen))})" if words.endswith("is undefined") else words
