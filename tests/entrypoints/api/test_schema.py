"""The API as its own description has it, tried by schemathesis: no mistake of ours, and nothing of anybody else.

Each endpoint is asked what its description allows and what it forbids, also for what belongs to somebody else. The
event streams have tests of their own (test_events.py, test_live.py): they never end. TEST_SEED chooses what is tried.
"""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from garminconnect.client import sso
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode

from sync.entrypoints.api.access.policy import Policy
from tests.support.entrypoints.two_people import MARK, TwoPeople, two_people
from tests.support.entrypoints.web import BEHIND_TLS, far_browser

SEED = int(os.environ["TEST_SEED"])
UNLIMITED = Policy(BEHIND_TLS.hosts, https=True, open=False, each_hour=10**9, tries=10**9)
AS_DESCRIBED = (
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
ASKS_A_SERVICE = ("/api/connections",)
"""Where an answer of a service's may be the reason that ours is 502 or 503."""


@pytest.fixture
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TwoPeople]:
    """garminconnect does not wait between its pages."""
    for flow in ("MOBILE", "WIDGET", "LOGIN"):
        for bound in ("MIN", "MAX"):
            monkeypatch.setattr(sso, f"{flow}_DELAY_{bound}_S", 0.0)
    with two_people(tmp_path) as people:
        yield people


@dataclass
class Tried:
    """What came of it: answers by endpoint and status, and what must not be, each once for an endpoint."""

    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    wrong: dict[tuple[str, str], str] = field(default_factory=dict)

    def reached(self) -> set[str]:
        """The endpoints that have done what they are for at least once."""
        return {label for label, status in self.answers if status < 400}


def tried(people: TwoPeople, examples: int) -> Tried:
    """Ask every endpoint as Anna, so many times each with what is described and with what is not."""
    found = Tried()
    with far_browser(people.world, UNLIMITED) as client:
        described = client.get("/api/openapi.json", headers=cookie_of(people))
        schema = schemathesis.openapi.from_dict(described.json())
        for each in schema.get_all_operations():
            assert isinstance(each, Ok), each
            operation = each.ok()
            if operation.path in ("/api/events", "/api/live/events"):
                continue
            names = st.sampled_from([None, *names_for(people, operation.path)])
            takes = operation.body or operation.query  # else nothing can be asked that is not described
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE) if takes else (GenerationMode.POSITIVE,):
                try_out(people, client, operation, st.tuples(operation.as_strategy(mode), names), examples, found)
    return found


def names_for(people: TwoPeople, path: str) -> list[str]:
    """What may stand in an address or a body of this endpoint: ours, and what is somebody else's."""
    of = path.removeprefix("/api/").partition("/")[0]
    if path.startswith("/api/connections/"):
        return list(people.world.wired.app.services)
    if of == "shared":
        return people.own["shares"]  # the other's links are for whoever has them
    of = of if of in people.own else "activities"
    return people.own[of] + people.foreign[of]


def try_out(
    people: TwoPeople, client: TestClient, operation: Any, cases: st.SearchStrategy[Any], examples: int, found: Tried
) -> None:
    """One endpoint. Every wrong answer is noted: the first must not hide the others."""

    @seed(SEED)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,),
    )
    @given(cases)
    def ask(drawn: tuple[Any, str | None]) -> None:
        case, name = drawn
        if name is not None:
            put_in(case, name)
        answer = sent(client, case, cookie_of(people))
        found.answers[operation.label, answer.status_code] += 1
        for kind, said in wrongs(case, answer):
            found.wrong.setdefault((operation.label, kind), said)

    ask()


def cookie_of(people: TwoPeople) -> dict[str, str]:
    return {"Cookie": f"__Host-runtrack={people.signed_in()}"}


def sent(client: TestClient, case: Any, cookie: dict[str, str]) -> Any:
    """As schemathesis would send it with requests; what the answer wants to be kept is not."""
    asked = case.as_transport_kwargs(base_url=str(client.base_url).rstrip("/"))
    headers = {**dict(asked.get("headers") or {}), **cookie}
    body = {"json": asked["json"]} if "json" in asked else {"content": asked.get("data")}
    answer = client.request(asked["method"], asked["url"], params=asked.get("params"), headers=headers, **body)
    client.cookies.clear()
    return answer


def put_in(case: Any, name: str) -> None:
    """Name something that there is, where the endpoint is about one thing."""
    for parameter in ("id", "service"):
        if parameter in case.path_parameters:
            case.path_parameters[parameter] = name
    if isinstance(case.body, dict) and "run" in case.body:
        case.body["run"] = name


def wrongs(case: Any, answer: Any) -> Iterator[tuple[str, str]]:
    """What of an answer must not be."""
    told = f"{answer.status_code} to {case.as_curl_command()[:600]}: {answer.text[:300]}"
    if answer.status_code >= 500 and not (
        answer.status_code in (502, 503) and case.operation.path.startswith(ASKS_A_SERVICE)
    ):
        yield "a mistake of ours", told
    if MARK in answer.text.lower() or MARK in str(answer.headers).lower():
        yield "somebody else's", told
    try:
        case.validate_response(answer, checks=[CHECKS.get_one(name) for name in AS_DESCRIBED])
    except BaseExceptionGroup as group:
        for failure in group.exceptions:
            yield type(failure).__name__, f"{str(failure)[:700]}\n{told}"


def told(found: Tried) -> str:
    return "\n\n".join(f"{label}, {kind}: {said}" for (label, kind), said in sorted(found.wrong.items()))


def looked_at(people: TwoPeople, examples: int) -> Tried:
    print(f"TEST_SEED={SEED}")
    before = people.of_the_other()
    assert MARK in str(before)
    assert len(before) > 30
    found = tried(people, examples)
    assert found.wrong == {}, told(found)
    assert people.of_the_other() == before
    return found


def test_every_endpoint_answers_as_described_and_shows_nobody_elses(people: TwoPeople) -> None:
    found = looked_at(people, 6)
    assert len(found.reached()) > 30


@pytest.mark.long
def test_so_it_stays_when_more_is_tried(people: TwoPeople) -> None:
    looked_at(people, 150)


def test_what_is_refused_before_an_endpoint_is_reached_is_described(people: TwoPeople) -> None:
    with far_browser(people.world, UNLIMITED) as client:
        paths = client.get("/api/openapi.json", headers=cookie_of(people)).json()["paths"]
    for operation in (each for path in paths.values() for each in path.values()):
        assert {"413", "414", "415", "421", "429"} <= set(operation["responses"])
