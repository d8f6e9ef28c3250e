"""What is asked after a deployment: each thing that can be wrong is said, and a slow beginning is waited for."""

import io
import json
from collections.abc import Mapping

import pytest

from layer import smoke
from layer.smoke import Ask, until_fine, wrong

PAGE = b'<script src="/assets/a-1.js"></script><div id="app"></div>'
ALWAYS = {"content-security-policy": "script-src 'self'", "strict-transport-security": "max-age=1"}
ANEW, FOR_EVER = {**ALWAYS, "cache-control": "no-cache"}, {**ALWAYS, "cache-control": "max-age=9, immutable"}
NO_STORE = {**ALWAYS, "cache-control": "no-store"}
Told = tuple[int, Mapping[str, str], bytes]


def problem(status: int, name: str) -> Told:
    return status, NO_STORE, json.dumps({"type": f"urn:runtrack:{name}"}).encode()


FINE: dict[str, Told] = {
    "GET /": (200, ANEW, PAGE),
    "GET /assets/a-1.js": (200, FOR_EVER, b"1"),
    "GET /runs/1": (200, ANEW, PAGE),
    "GET /api/me": problem(401, "sign-in"),
    "GET /api/sign-in": (200, NO_STORE, b"{}"),
    "POST /api/sign-out": problem(403, "made-elsewhere"),
    "GET /api/shared/none": problem(404, "not-found"),
}


def of(answers: Mapping[str, Told]) -> Ask:
    return lambda method, path: answers[f"{method} {path}"]


def asked(instead: Mapping[str, Told]) -> list[str]:
    return list(wrong(of({**FINE, **instead})))


def test_what_is_as_it_should_be_has_nothing_to_say() -> None:
    assert asked({}) == []


@pytest.mark.parametrize(
    ("name", "told", "said"),
    [
        ("GET /", (403, ANEW, b"<Error/>"), "/ is no page of ours: 403"),
        ("GET /", (200, FOR_EVER, PAGE), "the page may be kept by caches"),
        ("GET /", (200, {"cache-control": "no-cache"}, PAGE), "the page has no policy for browsers"),
        ("GET /assets/a-1.js", (403, ANEW, b""), "/assets/a-1.js: 403, no-cache"),
        ("GET /runs/1", (403, ANEW, b""), "an address of a page leads elsewhere: 403"),
        ("GET /api/me", (200, ANEW, PAGE), "GET /api/me: 200 no JSON"),
        ("GET /api/me", (503, NO_STORE, b'{"type": "urn:runtrack:not-set-up"}'), "GET /api/me: 503 not-set-up"),
        ("GET /api/sign-in", (200, FOR_EVER, b"{}"), "/api/sign-in may be kept by caches"),
        ("POST /api/sign-out", (204, NO_STORE, b""), "POST /api/sign-out: 204 no JSON"),
        ("GET /api/shared/none", (200, ANEW, PAGE), "GET /api/shared/none: 200 no JSON"),
    ],
)
def test_what_is_wrong_is_said(name: str, told: Told, said: str) -> None:
    assert said in asked({name: told})


def test_a_distribution_that_is_not_there_yet_is_asked_again_until_the_patience_is_over() -> None:
    seconds = [0.0]

    def later(method: str, path: str) -> Told:
        if seconds[0] < 200:
            raise OSError("no such name")
        return FINE[f"{method} {path}"]

    def pause(time: float) -> None:
        seconds[0] += time

    assert until_fine(later, 900, clock=lambda: seconds[0], pause=pause) == []
    assert 200 <= seconds[0] < 220
    seconds[0] = 0.0
    assert until_fine(later, 100, clock=lambda: seconds[0], pause=pause) == ["no answer: no such name"]
    assert seconds[0] <= 100


def test_the_exit_code_says_whether_all_is_well(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for told, answers, code, said in (
        ({"web_address": {"value": "https://x"}}, FINE, 0, "https://x: the pages and their API are there.\n"),
        ({"web_address": {"value": "https://x"}}, {**FINE, "GET /api/me": problem(503, "not-ready")}, 1, "Not so: GET"),
        ({"web_address": {"value": None}}, {}, 0, "Pages: none are deployed (web = false).\n"),
        ({}, {}, 0, "Pages: none are deployed (web = false).\n"),
    ):
        monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(told)))
        given = of(answers)
        assert smoke.main(["--patience", "0"], network=lambda _, given=given: given) == code  # type: ignore[misc]  # bound now
        assert capsys.readouterr().out.startswith(said)
