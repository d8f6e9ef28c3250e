"""Logging: the standard library's loggers, one JSON object a line (or readable text) on stderr.

No logging library: structlog imports Rich and Pygments for its tracebacks, which cost an idle tick a tenth of its CPU
and the daemon 4 MB.
"""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any, Literal

from sync.core.user_name import ME
from sync.core.whose import whose

_AS_JSON = json.JSONEncoder(default=str).encode
_OF_EVERY_RECORD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


def configure(form: Literal["json", "text"], *, level: int = logging.INFO) -> None:
    """Replace whatever handlers there are by ours. Fields come in through `extra=`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLine() if form == "json" else TextLine())
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(logging.WARNING)
    logging.getLogger("runtrack").setLevel(level)


class JsonLine(logging.Formatter):
    """The record's own fields, then `event`, `level`, `logger`, `timestamp` (UTC), and `exception` if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        line = _fields(record) | {
            "event": record.getMessage(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "timestamp": _at(record),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return _AS_JSON(line)


class TextLine(logging.Formatter):
    """The same for people: time, level and event, then `name=value`; values are quoted, and nothing of an event or a
    traceback can move a terminal's cursor."""

    def format(self, record: logging.LogRecord) -> str:
        fields = "".join(f" {name}={_quoted(value)}" for name, value in sorted(_fields(record).items()))
        line = _still(f"{_at(record)} {record.levelname.lower():<8} {record.getMessage()}{fields} [{record.name}]")
        if not record.exc_info:
            return line
        trace = self.formatException(record.exc_info).split("\n")
        return "\n".join([line, *(f"  {_still(part)}" for part in trace)])  # set in, so that none looks like our line


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    """What `extra=` brought, and whose it is, unless it is of the one who needs no name."""
    fields = {name: value for name, value in vars(record).items() if name not in _OF_EVERY_RECORD}
    return fields if (user := whose()) == ME else {"user": user} | fields


def _at(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z")


def _still(line: str) -> str:
    """Control characters, line ends included, written as escapes: a service's words are in tracebacks as well."""
    return line if line.isprintable() else "".join(c if c.isprintable() else repr(c)[1:-1] for c in line)


def _quoted(value: object) -> str:
    text = str(value)
    return text if text.isprintable() and " " not in text and text else repr(text)
