"""What the libraries under a world without sockets need not do anew for each minute of it."""

import sqlite3
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from requests.models import PreparedRequest

from sync.stores import private


def addresses(prepare: Any) -> Any:
    """requests takes each address apart, and puts it together again; of few of ours there are many."""

    @lru_cache(maxsize=256)
    def prepared(url: str, params: tuple[Any, ...]) -> str:
        request = PreparedRequest()
        prepare(request, url, dict(params))
        return str(request.url)

    def prepare_url(request: Any, url: Any, params: Any) -> None:
        pairs = tuple((params or {}).items()) if isinstance(params, dict | None) else None
        if pairs is None or type(url) is not str or not all(type(each) in (str, int) for _, each in pairs):
            prepare(request, url, params)
        else:
            request.url = prepared(url, pairs)

    return prepare_url


def one_process(_: Any) -> Any:
    """SQLite's own locks between the connections of one process, without the system's between several: a third of the
    time of each read and write."""

    def connected(file: Any, busy_seconds: float) -> sqlite3.Connection:
        private.make_folder(file.path.parent)
        private.make_file(file.path)
        where = f"file:{quote(str(file.path))}?vfs=unix-excl"
        return sqlite3.connect(where, uri=True, timeout=busy_seconds, autocommit=True, check_same_thread=False)

    return connected
