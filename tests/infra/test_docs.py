"""The pages for users: every link leads somewhere, every command of ours that they name exists."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from sync.entrypoints.cli.app import app
from sync.entrypoints.cli.login.commands import login

ROOT = Path(__file__).parents[2]
PAGES = ["README.md", "CHANGELOG.md", *sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("docs/**/*.md"))]


def links(text: str) -> list[str]:
    """Where the links of a page lead, without those in code."""
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)
    return re.findall(r"\]\(([^)\s]+)\)", prose)


def anchors(text: str) -> set[str]:
    """The headings of a page as GitHub names them in links."""
    headings = re.findall(r"^#{1,6} (.+)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken(page: str, text: str) -> list[str]:
    """The relative links of a page that lead nowhere."""
    found = []
    for link in links(text):
        if "://" in link or link.startswith("mailto:"):
            continue
        path, _, anchor = unquote(link).partition("#")
        file = (ROOT / page).parent / path if path else ROOT / page
        known = anchors(text if not path else file.read_text()) if anchor and file.is_file() else {anchor}
        if not file.exists() or anchor not in known:
            found.append(link)
    return found


def commands(text: str) -> set[str]:
    """The commands of every `runtrack …` in code marks or code blocks."""
    code = [*re.findall(r"`([^`\n]+)`", text), *re.findall(r"```.*?```", text, re.DOTALL)]
    return {word for piece in code for word in re.findall(r"(?:^|[\s/])runtrack ([a-z][a-z-]+)\b(?! *[:…])", piece)}


def test_links_and_anchors_that_lead_nowhere_are_found() -> None:
    text = "# A: one-two (3)\n[a](#a-one-two-3) [b](#b) [c](docs/no.md) [d](https://x.y/z) `[e](e.md)`\n"
    assert broken("README.md", text) == ["#b", "docs/no.md"]
    assert broken("docs/stores.md", "[a](../README.md#nothing) [b](stores.md#the-file)") == ["../README.md#nothing"]


def test_commands_are_found_in_code_alone() -> None:
    assert commands("runtrack flies; `runtrack plan`, `.venv/bin/runtrack why RUN`\n```sh\nruntrack login x\n```") == {
        "plan", "why", "login",
    }  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    assert broken(page, (ROOT / page).read_text()) == []


@pytest.mark.parametrize("page", PAGES)
def test_every_command_that_is_named_exists(page: str) -> None:
    known = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}
    known |= {str(group.name) for group in app.registered_groups}
    assert login.registered_commands
    assert commands((ROOT / page).read_text()) - known == set()
