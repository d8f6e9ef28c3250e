"""What of a request cannot be used is told in our words, in the language of its person: the field, what it must be."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from sync.entrypoints.api.language import LANGUAGES
from sync.entrypoints.api.wrong_fields import KINDS, MUST, OTHERWISE, message
from sync.entrypoints.german import german

WRONG: list[tuple[str, str, Any, str, str, str]] = [
    ("GET", "/api/activities?limit=900", None, "limit", "must be at most 200", "darf höchstens 200 sein"),
    ("GET", "/api/activities?limit=x", None, "limit", "must be a whole number", "muss eine ganze Zahl sein"),
    ("GET", "/api/activities?year=-4", None, "year", "must be at least 1971", "muss mindestens 1971 sein"),
    (
        "GET",
        "/api/activities?since=May",
        None,
        "since",
        "must be a day such as 2025-01-31",
        "muss ein Tag wie 2025-01-31 sein",
    ),
    (
        "GET",
        "/api/activities?music=often",
        None,
        "music",
        "must be true or false",
        "muss true oder false sein",
    ),
    (
        "GET",
        f"/api/activities?q={'a' * 201}",
        None,
        "q",
        "must have at most 200 signs",
        "darf höchstens 200 Zeichen haben",
    ),
    ("POST", "/api/backfills", {}, "since", "must be given", "muss angegeben sein"),
    ("POST", "/api/backfills", [], "body", "must be a JSON object", "muss ein JSON-Objekt sein"),
    (
        "POST",
        "/api/backfills",
        {"since": "2026-01-01", "sence": 1},
        "sence",
        "there is no such field",
        "dieses Feld gibt es nicht",
    ),
]


@pytest.mark.parametrize(("method", "path", "body", "field", "english", "in_german"), WRONG)
def test_a_wrong_field_is_named_with_what_it_must_be(
    client: TestClient, method: str, path: str, body: Any, field: str, english: str, in_german: str
) -> None:
    for language, words in zip(LANGUAGES, (english, in_german), strict=True):
        answer = client.request(method, path, json=body, headers={"Accept-Language": language})
        assert answer.status_code == 422
        assert answer.json()["errors"] == [{"field": field, "message": words}]
        assert answer.json()["detail"] == f"{field}: {words}"


def test_choices_are_told_plainly(client: TestClient) -> None:
    wrong = client.get("/api/activities?state=gone&state=x", headers={"Accept-Language": "de"}).json()
    assert [each["field"] for each in wrong["errors"]] == ["state.0", "state.1"]
    assert wrong["errors"][0]["message"].startswith("muss eines davon sein: discovered, submitting, ")
    assert wrong["detail"].count("state.") == 2


def test_of_many_wrong_fields_the_sentence_names_the_first_few_and_the_list_all(client: TestClient) -> None:
    many = {f"x{n}": n for n in range(9)}
    wrong = client.post("/api/backfills", json={"since": "2026-01-01", **many}).json()
    assert len(wrong["errors"]) == len(many)
    assert wrong["detail"].count("there is no such field") == 3


def test_whatever_pydantic_may_say_is_told_in_german_and_in_none_of_its_own_words() -> None:
    limits = dict.fromkeys(("min_length", "max_length", "ge", "gt", "le", "lt"), 7)
    for kind in (*MUST, *(f"{each}_parsing" for each in KINDS), "of_a_version_to_come"):
        said = message({"type": kind, "msg": "Input should be so", "ctx": {**limits, "expected": "'a', 'b' or 'c'"}})
        assert "Input" not in said
        assert "{" not in said
        assert german(said) != said, kind
    assert message({"type": "of_a_version_to_come"}) == OTHERWISE
