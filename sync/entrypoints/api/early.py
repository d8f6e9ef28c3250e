"""What a browser is told to fetch together with the one page (`Link`, RFC 8288).

The scripts and styles of what is shown at its address: else each would be known only once the one before is there. Not
the answers that those ask for: they are in the language that was chosen, which only the page knows, and a browser
takes what it has fetched early whatever language it is asked for in.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import Request

from sync.entrypoints.api.language import preferred

BUILT = ".pages.json"
"""Vite's list of which files a page is made of."""
ONE_PAGE = "index.html"
NAMED = re.compile(r'"/(assets/[^"]+)"')
"""A file that the one page names itself."""
LIST, RUN, INSIGHTS = (f"src/pages/{each}.svelte" for each in ("Runs", "Run", "Insights"))
WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    LIST: {"de": ("de", "de.home"), "en": ("en.home",)},
    RUN: {"de": ("de", "de.run"), "en": ("en.run",)},
    INSIGHTS: {"de": ("de", "de.insights"), "en": ("en.insights",)},
}
"""What is said there besides, by language."""


def early(folder: Path, path: str, request: Request) -> dict[str, str]:
    """The header for an address below `/`; none where nothing is known of its page."""
    page, built = page_of(path), folder / BUILT
    if page is None or not built.is_file():
        return {}
    language = preferred(request.headers.get("accept-language", ""))
    return {"Link": ", ".join(_files(built, built.stat().st_mtime_ns, page, language))}


def page_of(path: str) -> str | None:
    """The source of the page at an address."""
    match path.split("/"):
        case [""] | ["runs"]:
            return LIST
        case ["insights"]:
            return INSIGHTS
        case ["runs", id] if id:
            return RUN
    return None


@lru_cache(maxsize=16)
def _files(listed: Path, made: int, page: str, language: str) -> tuple[str, ...]:
    """`made`: when the list was written; pages that are built anew have other files."""
    built: Mapping[str, Any] = json.loads(listed.read_text())
    known = set(NAMED.findall(listed.with_name(ONE_PAGE).read_text()))
    parts = [page, *(f"src/words/{each}.ts" for each in WORDS[page].get(language, ()))]
    needed = dict.fromkeys(file for part in parts for file in _needed(built, part))
    return tuple(_link(file) for file in needed if file not in known)


def _needed(built: Mapping[str, Any], name: str) -> Iterator[str]:
    """The scripts and styles of a part, and of what it imports."""
    part = built[name]
    yield part["file"]
    yield from part.get("css", ())
    for other in part.get("imports", ()):
        yield from _needed(built, other)


def _link(file: str) -> str:
    how = "modulepreload" if file.endswith(".js") else "preload; as=style"
    return f"</{file}>; rel={how}; crossorigin"
