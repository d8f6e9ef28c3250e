"""What a browser is told to fetch together with the one page (`Link`, RFC 8288).

The scripts and styles of what is shown at its address, and the answers that those will ask for: else each would be
known only once the one before is there.
"""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import Request

from sync.entrypoints.api.access.cookies import SESSION, read_cookie

BUILT = ".pages.json"
"""Vite's list of which files a page is made of."""
ENTRY = "index.html"
LIST, RUN = "src/pages/Runs.svelte", "src/pages/Run.svelte"
WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    LIST: {"de": ("de",)},
    RUN: {"de": ("de", "de.run"), "en": ("en.run",)},
}
"""What is said there besides, by language."""
FIRST_RUNS = "/api/activities?limit=60"
"""As `listPath` of web/src/lib/listing.ts writes it."""
AS_IS = "!'()*-._~"
"""What `encodeURIComponent` leaves as it is, besides letters and digits."""


def early(folder: Path, path: str, request: Request) -> dict[str, str]:
    """The header for an address below `/`; none where nothing is known of its page. A stranger would be refused the
    answers: they are not told of any."""
    page, asks = page_of(path, filtered=bool(request.url.query))
    built = folder / BUILT
    if page is None or not built.is_file():
        return {}
    policy = request.app.state.gate.policy
    signed_in = policy.open or bool(read_cookie(policy, request, SESSION))
    language = "de" if request.headers.get("accept-language", "").lower().startswith("de") else "en"
    links = [*_files(built, built.stat().st_mtime_ns, page, language), *(_answer(each) for each in asks if signed_in)]
    return {"Link": ", ".join(links)}


def page_of(path: str, *, filtered: bool) -> tuple[str | None, tuple[str, ...]]:
    """The source of the page at an address, and what it asks for first. `filtered`: its list is narrowed by the
    address."""
    match path.split("/"):
        case [""] | ["runs"]:
            return LIST, () if filtered else (FIRST_RUNS,)
        case ["runs", id] if id:
            run = f"/api/activities/{quote(id, safe=AS_IS)}"
            return RUN, (run, f"{run}/music")
    return None, ()


def _answer(path: str) -> str:
    return f"<{path}>; rel=preload; as=fetch; crossorigin"


@lru_cache(maxsize=16)
def _files(listed: Path, made: int, page: str, language: str) -> tuple[str, ...]:
    """`made`: when the list was written; pages that are built anew have other files."""
    built: Mapping[str, Any] = json.loads(listed.read_text())
    known = set(_needed(built, ENTRY))
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
