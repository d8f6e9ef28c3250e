"""What the system refuses is one sentence with the file's name, never a traceback, whatever command meets it."""

import errno
import os

import pytest

from sync.entrypoints.ending import told


@pytest.mark.parametrize(
    ("number", "advice"),
    [
        (errno.ENOSPC, "free some space, and try again"),
        (errno.EDQUOT, "free some space, and try again"),
        (errno.EACCES, "look at its permissions and its disk, and try again"),
        (errno.EIO, "look at its permissions and its disk, and try again"),
        (errno.EROFS, "look at its permissions and its disk, and try again"),
    ],
)
def test_it_is_said_with_the_way_out(number: int, advice: str, capsys: pytest.CaptureFixture[str]) -> None:
    def command() -> None:
        raise OSError(number, os.strerror(number), "/somewhere/.env")

    with pytest.raises(SystemExit) as left:
        told(command)
    assert left.value.code == 2
    assert capsys.readouterr().err == f"/somewhere/.env: {os.strerror(number)}\n  {advice}\n"


def test_a_reader_that_has_seen_enough_ends_it_without_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    def command() -> None:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    with pytest.raises(SystemExit) as left:
        told(command)
    assert (left.value.code, capsys.readouterr().err) == (141, "")


def test_a_mistake_of_ours_keeps_its_traceback() -> None:
    def command() -> None:
        raise OSError("no number: nothing that the system said")

    with pytest.raises(OSError, match="no number"):
        told(command)
