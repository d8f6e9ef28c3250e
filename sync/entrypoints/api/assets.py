"""The files whose name changes with their content: read once, and sent from memory as the build has packed them."""

import hashlib
import mimetypes
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fastapi import Request
from starlette.responses import Response

from sync.entrypoints.api.problems import Refusal

PACKED = ".gz"
"""What the build puts behind the name of a text's packed form, which lies beside it."""
SETTLED = 2_000_000_000
"""Nanoseconds: file systems tell times no finer than this, the coarsest of them."""
HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",  # the build puts a fingerprint into each name
    "Vary": "Accept-Encoding",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """`headers`: those of every answer with it."""

    data: bytes
    kind: str
    headers: dict[str, str]


def asset(folder: Path, name: str, request: Request) -> Response:
    """The file of this name, packed for whoever takes that. Raises `Refusal` (404) where there is none."""
    found = None
    if takes_gzip(request.headers.get("accept-encoding", "")):
        found = _read(folder, name, PACKED)
    found = found or _read(folder, name, "")
    if found is None:
        raise Refusal(404, "not-found", "There is no such file: the pages may have been built anew. Load them again.")
    if request.headers.get("if-none-match") == found.headers["ETag"]:
        return Response(status_code=304, headers=found.headers)
    return Response(found.data, headers=found.headers, media_type=found.kind)


def takes_gzip(accepted: str) -> bool:
    """Whether an `Accept-Encoding` names gzip and does not refuse it (RFC 9110: a weight of 0)."""
    for each in accepted.lower().split(","):
        coding, _, weight = each.partition(";")
        if coding.strip() == "gzip":
            return weight.replace(" ", "").removeprefix("q=").rstrip("0.") != "" if weight else True
    return False


def _read(folder: Path, name: str, ending: str) -> Asset | None:
    """Looked up by name among what lies there, never by joining what was asked for."""
    return _kept(folder, name, ending) if name + ending in files_of(folder) else None


def files_of(folder: Path) -> frozenset[str]:
    """The names of a folder's files; none where there is no folder. It is listed when it has changed, and while it may
    be changing without its time telling."""
    try:
        changed = folder.stat().st_mtime_ns
    except OSError:
        return frozenset()
    return _listed(folder, changed) if time.time_ns() - changed > SETTLED else _list(folder)


@lru_cache(maxsize=8)
def _listed(folder: Path, changed: int) -> frozenset[str]:
    """`changed`: when a file was last added or taken away."""
    return _list(folder)


def _list(folder: Path) -> frozenset[str]:
    return frozenset(each.name for each in folder.iterdir() if each.is_file())


@lru_cache(maxsize=512)
def _kept(folder: Path, name: str, ending: str) -> Asset:
    data = (folder / (name + ending)).read_bytes()
    tag = {"ETag": f'"{hashlib.sha256(data).hexdigest()[:32]}"'}
    packed = {"Content-Encoding": "gzip"} if ending else {}
    return Asset(data, mimetypes.guess_type(name)[0] or "application/octet-stream", {**HEADERS, **tag, **packed})
