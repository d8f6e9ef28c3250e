"""Reads the items of a large JSON list, or of JSON lines, one by one without ever holding the whole file."""

import codecs
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

PIECE = 256 * 1024
LONGEST = 4 * 1024 * 1024
"""Characters that one item may have: a play has some hundred."""


def items(file: BinaryIO) -> Iterator[Any]:
    """The items of a JSON list, or each of several JSON values one after the other (JSON lines).

    Raises ValueError, saying where, when it is no JSON, is cut off, or holds an item that is too large."""
    return _Reader(file).items()


class _Reader:
    """The text that has been read and not yet used (`text` from `at` on)."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._decoder = file, codecs.getincrementaldecoder("utf-8-sig")()
        self._json = json.JSONDecoder()
        self._text, self._at, self._ended = "", 0, False
        self._count = 0

    def items(self) -> Iterator[Any]:
        listed = self._next() == "["
        if listed:
            self._at += 1
        while (sign := self._next()) and not (listed and sign == "]"):
            yield self._value()
            self._count += 1
            after = self._next()
            if after == ",":
                self._at += 1
                if self._next() in ("]", ""):
                    raise self._damaged("a comma with nothing behind it")
            elif listed and after != "]":
                raise self._damaged("the list is cut off" if not after else f"{after!r} between two items")
        if listed:
            if not sign:
                raise self._damaged("the list is cut off")
            self._at += 1
            if self._next():
                raise self._damaged("something behind the list")

    def _value(self) -> Any:
        """The value that begins here, once enough of it has been read."""
        while True:
            try:
                value, end = self._json.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if self._ended or len(self._text) - self._at > LONGEST:
                    raise self._damaged(error.msg) from None
                self._read()
            except (ValueError, RecursionError) as error:  # a number of thousands of digits, brackets without end
                raise self._damaged(f"{type(error).__name__}") from None
            else:
                self._at = end
                return value

    def _next(self) -> str:
        """The next sign that is no space, "" at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in " \t\r\n":
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if self._ended:
                return ""
            self._read()

    def _read(self) -> None:
        piece = self._file.read(PIECE)
        self._ended = not piece
        try:
            more = self._decoder.decode(piece, final=self._ended)
        except UnicodeDecodeError:
            raise self._damaged("bytes that are no UTF-8 text") from None
        self._text, self._at = self._text[self._at :] + more, 0

    def _damaged(self, what: str) -> ValueError:
        return ValueError(f"no JSON, or damaged, at item {self._count + 1}: {what}")
