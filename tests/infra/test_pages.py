"""The pages as they are built: small, from a lock file that works with any registry, only when they have changed."""

import gzip
import json
import os
import re
from pathlib import Path

import pytest

import pdm_build

ROOT = Path(__file__).parents[2]
STATIC = ROOT / pdm_build.STATIC
FIRST = 40_000
"""Bytes of JavaScript, gzipped, before the first page is there: index.html's and those of the list of runs."""
RUN_PAGE = 90_000
"""Bytes more for the page of a run, with its map and lanes."""

built = pytest.mark.skipif(bool(os.environ.get(pdm_build.SKIP)), reason="the pages were left out")


def scripts_of(page: str) -> set[str]:
    """What index.html loads at once and what `page` needs besides, with everything that those scripts import."""
    waiting = re.findall(r'src="/(assets/[^"]+\.js)"', (STATIC / "index.html").read_text())
    waiting += [path.relative_to(STATIC).as_posix() for path in STATIC.glob(f"assets/{page}-*.js")]
    found = set[str]()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            text = (STATIC / name).read_text()
            waiting += [f"assets/{each}" for each in re.findall(r'(?:from|import)\s*"\./([^"]+\.js)"', text)]
    return found


def size_of(scripts: set[str]) -> int:
    return sum(len(gzip.compress((STATIC / name).read_bytes())) for name in scripts)


@built
def test_the_first_page_and_a_runs_page_need_little_javascript() -> None:
    first, run = scripts_of("Runs"), scripts_of("Run")
    assert len(first) > 1
    assert size_of(first) <= FIRST
    assert size_of(run - first) <= RUN_PAGE


@built
def test_nothing_of_a_page_stands_in_its_html() -> None:
    """The content security policy allows neither scripts nor styles there."""
    html = (STATIC / "index.html").read_text()
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", html) == []


def test_no_page_puts_a_text_in_as_html() -> None:
    """Names of songs and runs are anybody's."""
    sources = [path for path in (ROOT / "web" / "src").rglob("*") if path.suffix in (".svelte", ".ts")]
    assert len(sources) > 50
    ways = re.compile(r"\{@html|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function\(")
    assert [path.name for path in sources if ways.search(path.read_text())] == []


@pytest.mark.parametrize("folder", ["web", "tests/lighthouse"])
def test_the_lock_file_names_no_host_and_proves_every_package(folder: str) -> None:
    packages = json.loads((ROOT / folder / "package-lock.json").read_text())["packages"]
    fetched = [each for name, each in packages.items() if name]
    assert [each for each in fetched if "resolved" in each] == []
    assert [name for name, each in packages.items() if name and "integrity" not in each] == []


def test_every_package_is_named_with_its_exact_version() -> None:
    package = json.loads((ROOT / "web" / "package.json").read_text())
    versions = {**package["dependencies"], **package["devDependencies"]}
    assert [name for name, version in versions.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []


def test_pages_are_stale_when_a_source_is_another_one_and_not_when_it_is_only_newer(tmp_path: Path) -> None:
    source = tmp_path / "web" / "src" / "a.ts"
    source.parent.mkdir(parents=True)
    source.write_text("1")
    (tmp_path / "web" / "package.json").write_text("{}")
    stamp = tmp_path / pdm_build.STATIC / ".built-from"
    stamp.parent.mkdir(parents=True)
    assert pdm_build.stale(tmp_path)
    stamp.write_text(pdm_build.fingerprint(tmp_path / "web"))
    os.utime(source)
    (tmp_path / "web" / "node_modules").mkdir()
    (tmp_path / "web" / "node_modules" / "b.js").write_text("brought")
    assert not pdm_build.stale(tmp_path)
    source.write_text("2")
    assert pdm_build.stale(tmp_path)
    source.write_text("1")
    source.rename(source.with_name("b.ts"))
    assert pdm_build.stale(tmp_path)


def test_pages_are_left_out_when_somebody_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "package.json").write_text("{}")
    monkeypatch.delenv(pdm_build.SKIP, raising=False)
    assert pdm_build.wanted(tmp_path)
    monkeypatch.setenv(pdm_build.SKIP, "1")
    assert not pdm_build.wanted(tmp_path)
    assert not pdm_build.wanted(ROOT / "docs")
