"""The soundtrack's text by a template that a user may edit: Jinja2 in a sandbox, with a bound on everything.

A template is data from outside: it can read the values it is given and nothing else, it may loop, filter and
choose, and it is refused with its line for all other things. `template_bounds.py` has the bounds.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sync.adapters.template_styles import STYLES, Style, own_lines
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
        return rendered(self._source, values)


def rendered(source: str, seen: Mapping[str, object]) -> str:
    """The text that a template makes of the values. Raises as `JinjaRenderer.render`."""
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
