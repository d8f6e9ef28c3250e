"""What does not get in: other names, other sites' wishes, too much, strangers. Each is refused with a problem."""

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from sync.entrypoints.api import routes
from sync.entrypoints.api.access.checks import LARGEST_BODY
from sync.entrypoints.api.access.headers import content_policy
from sync.entrypoints.api.access.policy import NoSignIn, Policy, policy_of
from tests.support.entrypoints.web import ADDRESS, PUBLIC, browser, far_browser
from tests.support.world import World


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with World(tmp_path_factory.mktemp("here")) as world, browser(world) as client:
        yield client


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with World(tmp_path_factory.mktemp("there")) as world, far_browser(world) as client:
        yield client


def problem(answer: Any) -> tuple[int, str]:
    """The status and the short name of a problem, which is one."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    told = answer.json()
    assert told["status"] == answer.status_code
    return answer.status_code, told["type"].removeprefix("urn:runtrack:")


HOSTS = [
    *("evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "evil.example:8080", "0.0.0.0:8080"),
    *("127.0.0.1@evil.example", "", "127.0.0.1:8080, evil.example", "[::1", "192.168.1.2", "127.0.0.1:port"),
    *("localhost/evil", "localhost#", "runs.example.org"),
]


@pytest.mark.parametrize("host", HOSTS)
def test_a_name_that_was_made_to_point_here_is_refused(here: TestClient, host: str) -> None:
    assert problem(here.get("/api/activities", headers={"Host": host})) == (421, "not-our-name")


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost:8080", "LOCALHOST", "localhost.", "[::1]:8080"])
def test_the_names_of_this_machine_are_taken(here: TestClient, host: str) -> None:
    assert here.get("/api/activities", headers={"Host": host}).status_code == 200


PROXIED = ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "X-Real-IP", "Via"]


@pytest.mark.parametrize("header", PROXIED)
def test_without_sign_in_nobody_comes_through_a_proxy(here: TestClient, header: str) -> None:
    assert problem(here.get("/api/activities", headers={header: "203.0.113.9"})) == (403, "through-a-proxy")


WISHES: list[tuple[dict[str, str], tuple[int, str]]] = [
    ({"Sec-Fetch-Site": "cross-site"}, (403, "made-elsewhere")),
    ({"Sec-Fetch-Site": "same-site"}, (403, "made-elsewhere")),
    ({"Sec-Fetch-Site": "SAME-ORIGIN"}, (403, "made-elsewhere")),
    ({"Sec-Fetch-Site": ""}, (403, "made-elsewhere")),
    ({"Sec-Fetch-Site": "cross-site", "Origin": ADDRESS}, (403, "made-elsewhere")),
    ({"Sec-Fetch-Site": "same-origin", "Content-Type": "text/plain"}, (415, "not-json")),
    ({"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}, (415, "not-json")),
    ({"Sec-Fetch-Site": "same-origin", "Content-Type": "multipart/form-data; boundary=x"}, (415, "not-json")),
    ({"Sec-Fetch-Site": "same-origin", "Content-Type": ""}, (415, "not-json")),
]
ORIGINS = [
    *("https://evil.example", "null", "http://127.0.0.1:8081", "https://127.0.0.1:8080", "http://127.0.0.1"),
    *(f"{ADDRESS}.evil.example", f"{ADDRESS}/", ""),
]


@pytest.mark.parametrize(("headers", "refused"), WISHES)
def test_a_wish_of_another_sites_page_is_refused(
    here: TestClient, headers: dict[str, str], refused: tuple[int, str]
) -> None:
    answer = here.post(
        "/api/tokens", content=b'{"name": "mine"}', headers={"Content-Type": "application/json"} | headers
    )
    assert problem(answer) == refused
    assert here.get("/api/tokens").json() == {"tokens": []}


@pytest.mark.parametrize("origin", [*ORIGINS, None])
def test_a_browser_that_does_not_say_where_is_asked_for_its_origin(here: TestClient, origin: str | None) -> None:
    headers = {"Content-Type": "application/json"} | ({} if origin is None else {"Origin": origin})
    bare = TestClient(here.app, base_url=ADDRESS)
    assert problem(bare.post("/api/tokens", content=b'{"name": "x"}', headers=headers)) == (403, "made-elsewhere")
    assert bare.post("/api/sign-out", headers={"Origin": ADDRESS}).status_code == 204


def test_another_site_reads_nothing_but_may_send_somebody_here(here: TestClient) -> None:
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert problem(here.get("/api/activities", headers=foreign | {"Sec-Fetch-Mode": "no-cors"})) == (
        403,
        "made-elsewhere",
    )
    assert here.get("/api/activities", headers=foreign | {"Sec-Fetch-Mode": "navigate"}).status_code == 200


BY_GET = {"/api/sign-in/consent", "/api/sign-in/consent/callback", "/api/connections/{service}/callback"}
"""What a consent at a service's page needs: it sends the browser back by GET."""


def test_nothing_is_changed_by_looking_but_what_a_consent_needs() -> None:
    looks = {
        f"/api{route.path}": inspect.getsource(route.endpoint)
        for router in (*routes.asked_first(), *routes.others(), *routes.of_a_server())
        for route in router.routes
        if isinstance(route, APIRoute) and "GET" in (route.methods or ())
    }
    assert len(looks) > 20
    assert {path for path, source in looks.items() if "site.change(" in source or "site.ask(" in source} == BY_GET


LARGE = b'{"name": "' + b"x" * LARGEST_BODY + b'"}'


def test_too_much_is_refused_whatever_a_header_says_of_it(here: TestClient) -> None:
    json = {"Content-Type": "application/json"}
    assert problem(here.post("/api/tokens", content=LARGE, headers=json)) == (413, "too-large")
    assert problem(here.post("/api/tokens", content=iter([LARGE, LARGE]), headers=json)) == (413, "too-large")
    assert problem(here.get("/api/activities?q=" + "x" * 8200)) == (414, "address-too-long")
    for length in ("-1", "1e9", "x", "0x1"):
        answer = here.post("/api/tokens", content=b"{}", headers=json | {"Content-Length": length})
        assert problem(answer) == (400, "bad-length")


CLOSED = [
    *("/api/activities", "/api/tokens", "/api/sessions", "/api/openapi.json", "/api/nothing", "/metrics", "/api/"),
    *("/api/activities/1/route", "/api/sign_in", "/api/%2e%2e/activities", "/api//activities", "/api/events"),
]


@pytest.mark.parametrize("path", CLOSED)
def test_a_stranger_gets_nothing_also_of_what_nobody_thought_of(there: TestClient, path: str) -> None:
    assert problem(there.get(path)) == (401, "sign-in")


@pytest.mark.parametrize(
    "bearer",
    [
        *("Bearer x", "Bearer rt_me." + "a" * 43, "bearer ", "Bearer me." + "a" * 43, "Bearer rt_../x." + "a" * 43),
        "Bearer rt_me." + "a" * 43 + "\\x00",
    ],
)
def test_a_word_that_is_no_token_lets_nobody_in_not_even_on_this_machine(
    here: TestClient, there: TestClient, bearer: str
) -> None:
    for client in (here, there):
        assert problem(client.get("/api/activities", headers={"Authorization": bearer}))[0] == 401


@pytest.mark.parametrize("cookie", ["", "x", "me", "me.", "me." + "a" * 43, "Me." + "a" * 43, "me." + "a" * 500])
def test_a_cookie_that_is_no_session_lets_nobody_in(there: TestClient, cookie: str) -> None:
    answer = there.get("/api/activities", headers={"Cookie": f"__Host-runtrack={cookie}; runtrack={cookie}"})
    assert problem(answer) == (401, "sign-in")


def test_every_answer_tells_the_browser_what_it_may_do(here: TestClient, there: TestClient) -> None:
    for client, path, status in ((here, "/api/activities", 200), (there, "/api/activities", 401), (there, "/x", 0)):
        answer = client.get(path)
        assert answer.status_code in ((status,) if status else (200, 503))
        headers = answer.headers
        assert headers["content-security-policy"] == content_policy("https://tile.openstreetmap.org")
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
        assert headers.get("strict-transport-security") == ("max-age=31536000" if client is there else None)
        assert "access-control-allow-origin" not in headers
        assert "server" not in headers
    assert here.get("/api/activities").headers["cache-control"] == "no-store"


ELSEWHERE = [
    ("0.0.0.0", ""),
    ("192.168.1.2", ""),
    ("::", ""),
    ("0.0.0.0", "http://runs.example.org"),
    ("127.0.0.1", "http://runs.example.org"),
    ("0.0.0.0", "http://8.8.8.8:8080"),
]


@pytest.mark.parametrize(("listens", "url"), ELSEWHERE)
def test_where_others_reach_it_without_tls_or_a_name_it_does_not_start(listens: str, url: str) -> None:
    with pytest.raises(NoSignIn):
        policy_of(listens, url)


@pytest.mark.parametrize(
    ("listens", "url", "hosts", "https", "is_open"),
    [
        ("127.0.0.1", "", set(), False, True),
        ("127.0.0.5", "", {"127.0.0.5"}, False, True),
        ("127.0.0.1", "http://localhost:8080", set(), False, True),
        ("127.0.0.1", PUBLIC, {"runs.example.org"}, True, False),
        ("0.0.0.0", PUBLIC, {"runs.example.org"}, True, False),
        ("0.0.0.0", "http://192.168.1.2:8080", {"192.168.1.2"}, False, False),
        ("0.0.0.0", "http://nas.local", {"nas.local"}, False, False),
    ],
)
def test_only_on_this_machine_alone_is_the_owner_in_without_ceremony(
    listens: str, url: str, hosts: set[str], https: bool, is_open: bool
) -> None:
    made = policy_of(listens, url)
    assert (set(made.hosts - Policy().hosts), made.https, made.open) == (hosts, https, is_open)
