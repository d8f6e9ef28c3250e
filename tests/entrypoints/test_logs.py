"""Log lines: one JSON object each with the fields of `extra=`, or text that cannot move a terminal's cursor."""

import json
import logging
from datetime import datetime

import pytest

from sync.entrypoints import logs

log = logging.getLogger("runtrack.test")


def test_a_line_is_one_json_object_with_the_extra_fields(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("json")
    log.info("found", extra={"activity": "900000001", "why": 'new on Garmin:\n"Föhn"', "at": datetime(2026, 3, 14)})
    (line,) = capsys.readouterr().err.splitlines()
    seen = json.loads(line)
    assert datetime.fromisoformat(seen.pop("timestamp")).utcoffset() is not None
    assert seen == {
        "activity": "900000001",
        "why": 'new on Garmin:\n"Föhn"',
        "at": "2026-03-14 00:00:00",
        "event": "found",
        "level": "info",
        "logger": "runtrack.test",
    }


def test_a_bug_keeps_its_traceback_in_the_same_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("json")
    try:
        raise ValueError("what was\nnot expected")
    except ValueError:
        log.exception("bug")
    (line,) = capsys.readouterr().err.splitlines()
    seen = json.loads(line)
    assert (seen["event"], seen["level"]) == ("bug", "error")
    assert seen["exception"].startswith("Traceback (most recent call last):\n")
    assert seen["exception"].endswith("ValueError: what was\nnot expected")


def test_text_quotes_what_could_move_the_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("text")
    log.warning("notice", extra={"title": "Easy run\x1b[2J", "activity": "900000001", "note": ""})
    (line,) = capsys.readouterr().err.splitlines()
    at, rest = line.split(" ", 1)
    assert datetime.fromisoformat(at).utcoffset() is not None
    assert rest == r"warning  notice activity=900000001 note='' title='Easy run\x1b[2J' [runtrack.test]"


def test_other_programs_parts_are_heard_from_warnings_on(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("text")
    logging.getLogger("urllib3").info("starting a connection")
    logging.getLogger("urllib3").warning("a connection broke")
    log.debug("not shown")
    assert [line.split(" ", 1)[1] for line in capsys.readouterr().err.splitlines()] == [
        "warning  a connection broke [urllib3]"
    ]


def test_text_stills_the_event_and_each_line_of_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("text")
    try:
        raise ValueError("a title\x1b[2J\nforged line\r\x9b1m")
    except ValueError:
        log.exception("bug\x1b]0;title\x07")
    seen = capsys.readouterr().err
    assert all(line.isprintable() for line in seen.splitlines())
    assert seen.splitlines()[0].split(" ", 1)[1] == r"error    bug\x1b]0;title\x07 [runtrack.test]"
    assert seen.splitlines()[-2:] == [r"  ValueError: a title\x1b[2J", r"  forged line\r\x9b1m"]
