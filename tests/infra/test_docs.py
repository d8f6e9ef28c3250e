"""The pages and who cites them: every link and citation leads somewhere, every command and file named exists."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from sync.core.states import ALLOWED
from sync.entrypoints.cli.app import FILES
from sync.entrypoints.cli.login.commands import login

ROOT = Path(__file__).parents[2]
WRITTEN = {".py", ".sh", ".tf", ".hcl", ".yml", ".yaml", ".toml", ".md", ".example"}
FOLDERS = ("sync", "tests", "layer", "scripts", "terraform", "docs", ".github")
MADE_UP = {Path(__file__).resolve()}
"""Quotes what does not exist, to show that it is found."""
YOURS = {"terraform/backend.tf"}
"""A file that the reader of the page writes."""
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


def cited(text: str) -> list[tuple[str, str]]:
    """(page, anchor or "") of every page that a text names, as in `docs/faq.md#why` or `docs/faq.md, Why so)`."""
    found = re.findall(r"([\w./-]+\.md)\b(?:#([\w-]+)|, ([A-Z][\w ]+)(?=\)))?", text)
    return [(page, anchor or heading.lower().replace(" ", "-")) for page, anchor, heading in found if "//" not in page]


def strays(text: str, folder: Path = ROOT) -> list[str]:
    """What a text cites that is not in the repository. A page is looked for beside the text, at the root, in docs."""
    found = []
    for name, anchor in cited(text):
        page = next((place / name for place in (folder, ROOT, ROOT / "docs") if (place / name).is_file()), None)
        if page is None or (anchor and anchor not in anchors(page.read_text())):
            found.append(f"{name}#{anchor}" if anchor else name)
    notes = re.findall(r"\bDESIGN\b|\bfacts/|\b[Ii]ssues? #?\d+", text)
    sections = [line for line in text.splitlines() if re.search(r"\bsections? \d", line)]
    return found + notes + [line for line in sections if not re.search(r"RFC|APPNOTE|https://", line)]


def files_named(text: str) -> list[str]:
    """The files of the product and of its tests that a page names in code marks."""
    names = re.findall(r"`((?:sync|tests|layer|scripts|terraform)/[\w./-]+\.(?:py|tf))`", text)
    return sorted(set(names))


def test_links_and_anchors_that_lead_nowhere_are_found() -> None:
    text = "# A: one-two (3)\n[a](#a-one-two-3) [b](#b) [c](docs/no.md) [d](https://x.y/z) `[e](e.md)`\n"
    assert broken("README.md", text) == ["#b", "docs/no.md"]
    assert broken("docs/stores.md", "[a](../README.md#nothing) [b](stores.md#the-file)") == ["../README.md#nothing"]


def test_citations_of_what_is_not_in_the_repository_are_found() -> None:
    """Pages and headings that do not exist, and notes that nobody but their author has."""
    bad = "nowhere.md, docs/faq.md#nothing (docs/faq.md, Never asked) DESIGN 4.2, facts/strava, issue 9, in section 3"
    assert strays(bad) == [
        "nowhere.md",
        "docs/faq.md#nothing",
        "docs/faq.md#never-asked",
        "DESIGN",
        "facts/",
        "issue 9",
        bad,
    ]
    assert (
        strays("README.md, docs/architecture.md#tokens (docs/deploy-aws.md, From GitHub) RFC 7636, section 4.1") == []
    )
    assert strays("strava.md", ROOT / "docs/services") == [] != strays("strava.md")


def test_commands_are_found_in_code_alone() -> None:
    assert commands("runtrack flies; `runtrack plan`, `.venv/bin/runtrack why RUN`\n```sh\nruntrack login x\n```") == {
        "plan",
        "why",
        "login",
    }


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    assert broken(page, (ROOT / page).read_text()) == []


@pytest.mark.parametrize("page", PAGES)
def test_every_command_that_is_named_exists(page: str) -> None:
    known = {"run", *FILES}
    assert login.registered_commands
    assert commands((ROOT / page).read_text()) - known == set()


def test_whatever_is_cited_is_in_the_repository() -> None:
    inside = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if ".terraform" not in path.parts]
    files = [path for path in [*ROOT.iterdir(), *inside] if path.is_file()]
    texts = {
        path for path in files if path.suffix in WRITTEN or path.name in ("Makefile", "Dockerfile", ".env.example")
    }
    found = {
        path.relative_to(ROOT).as_posix(): stray
        for path in texts - MADE_UP
        if (stray := strays(path.read_text(encoding="utf-8"), path.parent))
    }
    assert len(texts) > 500
    assert found == {}


@pytest.mark.parametrize("page", PAGES)
def test_every_file_of_ours_that_is_named_exists(page: str) -> None:
    named = files_named((ROOT / page).read_text())
    assert [name for name in named if name not in YOURS and not (ROOT / name).is_file()] == []


def test_the_picture_of_the_states_is_the_table_of_what_may_follow_what() -> None:
    picture = (ROOT / "docs" / "architecture.md").read_text().partition("stateDiagram-v2")[2].partition("```")[0]
    drawn = set(re.findall(r"^ +(\w+) --> (\w+)", picture, re.MULTILINE))
    allowed = {(before.value, after.value) for before, later in ALLOWED.items() for after in later}
    assert drawn == allowed | {("annotated", "annotated")}
