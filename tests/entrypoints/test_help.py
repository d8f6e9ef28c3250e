"""Help says everything within the terminal, names one thing by one word, and shells complete it."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module

import pytest
import typer
from typer.main import get_group

from sync.entrypoints.cli.app import FILES
from sync.entrypoints.cli.text.words import Commands
from tests.support.entrypoints import commands, processes

WORDS = {
    "ADDRESS",
    "APP",
    "LINK",
    "RUN",
    "DATE",
    "STATE",
    "STEPS",
    "SOURCE",
    "SERVICE",
    "NAME",
    "VALUE",
    "TOKEN",
    "FILE",
    "FORM",
    "SELECT",
    "YEAR",
    "EMAIL",
    "PORT",
    "NUMBER",
    "ENVIRONMENT",
    "BUCKET",
    "COMMAND",
    "ARGS",
    "OPTIONS",
    "VERB",
    "SONG",
    "WHAT",
    "WHO",
    "ID",
    "CODE",
    "TEXT",
    "ARTIST",
    "TITLE",
    "M:SS",
}

COMPLETED = "import sys; sys.argv[0] = 'runtrack'; from sync.entrypoints.start import main; main()"


def helped(*path: str, columns: int) -> str:
    said = commands.runtrack_alone(*path, "-h", columns=columns)
    assert (said.code, said.err) == (0, ""), path
    return said.out


def listed(text: str) -> list[str]:
    _, _, below = text.partition("Commands:\n")
    return re.findall(r"^  ([a-z][a-z-]+)", below, re.MULTILINE)


def pages(columns: int) -> Iterator[tuple[tuple[str, ...], str]]:
    top = helped(columns=columns)
    yield (), top
    for name in listed(top):
        page = helped(name, columns=columns)
        yield (name,), page
        for inner in listed(page):
            yield (name, inner), helped(name, inner, columns=columns)


@pytest.mark.parametrize("columns", [80, 60])
def test_every_help_page_is_whole_within_the_terminal(columns: int) -> None:
    found = dict(pages(columns))
    assert {("list",), ("login",), ("login", "lastfm"), ("push-credentials",)} <= set(found)
    for path, page in found.items():
        assert "--help" in page, path
        for line in page.splitlines():
            assert len(line) <= columns, (path, line)
            assert not re.search(r"[^.\]]\.\.\.(?!\w)", line.replace("[ARGS]...", "")), (path, line)


def test_one_thing_has_one_word_on_every_help_page() -> None:
    for path, page in pages(200):
        usage, _, rest = page.partition("\n")
        given = set(re.findall(r"\b[A-Z][A-Z]+\b", usage)) | set(re.findall(r"^  --[a-z-]+ (\S+)", rest, re.MULTILINE))
        assert {each.strip("[].") for each in given} - WORDS == set(), path
        assert "ACTIVITY" not in page.upper().replace("ACTIVITY:", ""), path
    for name in ("why", "retry", "skip", "soundtrack", "annotate"):
        assert "RUN" in helped(name, columns=80).splitlines()[0], name
    for name in ("list", "backfill", "plays", "annotate"):
        assert re.search(r"--since DATE", helped(name, columns=80)), name


def test_a_shell_completes_commands_and_options() -> None:
    for words, expected in (
        ("runtrack sta", "status"),
        ("runtrack list --js", "--json"),
        ("runtrack login li", "listenbrainz"),
    ):
        done = subprocess.run(
            [sys.executable, "-c", COMPLETED],
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(processes.ROOT),
                "_RUNTRACK_COMPLETE": "complete_bash",
                "COMP_WORDS": words,
                "COMP_CWORD": str(len(words.split()) - 1),
            },
            capture_output=True,
            text=True,
            timeout=processes.PATIENCE,
            check=False,
        )
        assert (done.stdout.split(), done.stderr) == ([expected], ""), words


def test_the_file_of_each_command_brings_the_commands_that_are_said_of_it() -> None:
    brought: dict[str, str] = {}
    for file in dict.fromkeys(FILES.values()):
        part = typer.Typer(cls=Commands)
        import_module(f"sync.entrypoints.cli.{file}").register(part)
        brought |= dict.fromkeys(get_group(part).commands, file)
    assert brought == FILES
