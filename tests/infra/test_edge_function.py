"""The function at CloudFront's edge: addresses of pages become the one page, files stay files."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.aws.viewer_function import FunctionFailed, ViewerFunction

ROOT = Path(__file__).parents[2]
CODE = (ROOT / "terraform" / "edge" / "pages.js").read_text()
BUILT = ROOT / "sync" / "entrypoints" / "static"
PAGE = "/index.html"
BESIDE = {"index.html", "sw.js", "manifest.webmanifest", "icon.svg", "icon-app.svg"} | {
    f"icon-{size}.png" for size in (180, 192, 512)
}


@pytest.fixture(scope="module")
def pages() -> Iterator[ViewerFunction]:
    with ViewerFunction(CODE) as function:
        yield function


@pytest.mark.parametrize(
    "address",
    [
        *("/", "/runs/17", "/runs/garmin-17.5", "/songs", "/sign-in", "/spotify", "/insights/", "/a/b.js"),
        *("/runs/x.html", "/.pages.json", "/..%2findex.html", "/%2e%2e/secret.js", "/kept/notes.json", "/x.json"),
        *("//evil.example/x.js", "/API/me", "/" + "a" * 8_000, "/ä.js", "/x.js\n"),
    ],
)
def test_an_address_of_a_page_becomes_the_one_page(pages: ViewerFunction, address: str) -> None:
    assert pages.uri("GET", address) == PAGE


def test_the_files_beside_the_page_stay_what_they_are(pages: ViewerFunction) -> None:
    assert [name for name in BESIDE if pages.uri("GET", f"/{name}") != f"/{name}"] == []


def test_these_are_the_files_beside_the_page() -> None:
    if not BUILT.is_dir():
        pytest.skip("the pages are not built")
    assert {each.name for each in BUILT.iterdir() if each.is_file() and not each.name.startswith(".")} == BESIDE


def test_it_is_code_that_cloudfront_takes() -> None:
    assert len(CODE.encode()) < 10_240
    assert re.findall(r"\b(eval|Function|require|import|setTimeout|fetch|async|await)\b\s*\(", CODE) == []


@pytest.mark.parametrize(
    "code", ["eval('1')", "new Function('return 1')()", "require('fs')", "while (true) {}", "fetch('/')"]
)
def test_what_cloudfront_would_not_run_is_not_run_here_either(code: str) -> None:
    with (
        ViewerFunction(f"function handler(event) {{ {code}; return event.request }}") as function,
        pytest.raises(FunctionFailed),
    ):
        function.uri("GET", "/")
