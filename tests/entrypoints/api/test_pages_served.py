"""The built pages as a browser gets them: packed, kept for ever, and told of before they are asked for."""

import gzip
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from sync.entrypoints.api.app import create_app
from sync.entrypoints.api.assets import files_of, takes_gzip
from tests.support.entrypoints.web import ADDRESS, site_of
from tests.support.world import World

SCRIPT = b"export const runs = []\n"
BUILT = {
    "_shell.js": {"file": "assets/shell.js"},
    "src/pages/Runs.svelte": {"file": "assets/Runs.js", "imports": ["_shell.js"], "css": ["assets/Runs.css"]},
    "src/pages/Run.svelte": {"file": "assets/Run.js", "imports": ["_shell.js", "_map.js"]},
    "_map.js": {"file": "assets/map.js"},
    "src/pages/Insights.svelte": {"file": "assets/Insights.js", "imports": ["_shell.js"]},
    "src/words/en.insights.ts": {"file": "assets/en.insights.js"},
    "src/words/de.ts": {"file": "assets/de.js"},
    "src/words/de.home.ts": {"file": "assets/de.home.js"},
    "src/words/en.home.ts": {"file": "assets/en.home.js"},
    "src/words/de.run.ts": {"file": "assets/de.run.js"},
    "src/words/en.run.ts": {"file": "assets/en.run.js"},
}
LIST = "</assets/Runs.js>; rel=modulepreload; crossorigin, </assets/Runs.css>; rel=preload; as=style; crossorigin"
RUN = "</assets/Run.js>; rel=modulepreload; crossorigin, </assets/map.js>; rel=modulepreload; crossorigin"
HOME = ", </assets/en.home.js>; rel=modulepreload; crossorigin"
DAHEIM = ", </assets/de.js>; rel=modulepreload; crossorigin, </assets/de.home.js>; rel=modulepreload; crossorigin"
INSIGHTS = ", ".join(f"</assets/{each}.js>; rel=modulepreload; crossorigin" for each in ("Insights", "en.insights"))
ENGLISH = ", </assets/en.run.js>; rel=modulepreload; crossorigin"
GERMAN = ", </assets/de.js>; rel=modulepreload; crossorigin, </assets/de.run.js>; rel=modulepreload; crossorigin"


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text('one page, with <script type="module" src="/assets/shell.js"></script>')
    (folder / ".pages.json").write_text(json.dumps(BUILT))
    (folder / "assets" / "a-1.js").write_bytes(SCRIPT)
    (folder / "assets" / "a-1.js.gz").write_bytes(gzip.compress(SCRIPT))
    (folder / "assets" / "b-1.woff2").write_bytes(b"letters")
    return folder


@pytest.fixture
def client(tmp_path: Path, pages: Path) -> Iterator[TestClient]:
    with World(tmp_path) as world, site_of(world) as site:
        yield TestClient(create_app(site, pages=pages), base_url=ADDRESS)


def test_a_text_is_sent_packed_to_whoever_takes_that_and_a_second_time_not_at_all(client: TestClient) -> None:
    seen = {}
    for accepted in ("gzip, br", "identity"):
        answer = client.get("/assets/a-1.js", headers={"Accept-Encoding": accepted})
        assert (answer.status_code, answer.content) == (200, SCRIPT)
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-type"].startswith("text/javascript")
        again = {"Accept-Encoding": accepted, "If-None-Match": answer.headers["etag"]}
        assert client.get("/assets/a-1.js", headers=again).status_code == 304
        seen[answer.headers.get("content-encoding")] = answer.headers["etag"]
    assert set(seen) == {"gzip", None}
    assert len(set(seen.values())) == 2  # a strong tag names the bytes that were sent


def test_a_folder_is_listed_again_only_when_it_has_changed(pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed, iterdir = list[Path](), Path.iterdir

    def noted(folder: Path) -> Iterator[Path]:
        listed.append(folder)
        return iter(iterdir(folder))

    monkeypatch.setattr(Path, "iterdir", noted)
    assets, names = pages / "assets", {"a-1.js", "a-1.js.gz", "b-1.woff2"}
    assert [files_of(assets), files_of(assets)] == [names, names]
    assert len(listed) == 2, "it has just been changed: its time may not tell of the next change"
    for made, also in ((1, set[str]()), (2, {"c-1.js"})):
        for name in also:
            (assets / name).write_bytes(SCRIPT)
        os.utime(assets, (made, made))
        listed.clear()
        assert [files_of(assets) for _ in range(3)] == [names | also] * 3
        assert listed == [assets]
    assert files_of(pages / "none") == set()


def test_what_has_no_packed_form_is_sent_as_it_is(client: TestClient) -> None:
    answer = client.get("/assets/b-1.woff2", headers={"Accept-Encoding": "gzip"})
    assert (answer.content, answer.headers.get("content-encoding")) == (b"letters", None)
    assert client.head("/assets/b-1.woff2").headers["content-length"] == "7"
    assert client.get("/assets/..%2Findex.html").status_code == 404


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [
        ("gzip", True),
        ("br;q=1.0, GZIP;q=0.8", True),
        ("gzip; q=0.001", True),
        ("gzip;q=0", False),
        ("gzip;q=0.000, br", False),
        ("identity", False),
        ("", False),
    ],
)
def test_gzip_is_for_those_who_say_that_they_take_it(accepted: str, takes: bool) -> None:
    assert takes_gzip(accepted) is takes


@pytest.mark.parametrize(
    ("address", "language", "told"),
    [
        ("/", "en-GB", f"{LIST}{HOME}"),
        ("/?state=waiting", "", f"{LIST}{HOME}"),
        ("/", "de", f"{LIST}{DAHEIM}"),
        ("/runs/a%2Cb%22%3E", "en-GB", f"{RUN}{ENGLISH}"),
        ("/runs/1", "fr, de-AT;q=0.8", f"{RUN}{GERMAN}"),
        ("/insights", "en-GB", INSIGHTS),
        ("/help", "en-GB", None),
        ("/runs/1/2", "de", None),
    ],
)
def test_a_browser_is_told_at_once_which_files_a_page_will_need(
    client: TestClient, address: str, language: str, told: str | None
) -> None:
    assert client.get(address, headers={"Accept-Language": language}).headers.get("link") == told
