"""What an answer says to a person is in the language that the request prefers; what a program reads is as ever."""

import inspect

import pytest
from fastapi.testclient import TestClient

from sync.entrypoints.api.answers import (
    chats,
    connections,
    friends,
    groups,
    insights,
    music,
    phones,
    runs,
    settings,
    shares,
    songs,
    status,
)
from sync.entrypoints.api.answers.shape import Answer
from sync.entrypoints.api.language import preferred

GERMAN = {"Accept-Language": "de"}


def test_a_whole_story_is_told_in_german(client: TestClient) -> None:
    told = client.get("/api/activities/900000001/why", headers=GERMAN)
    assert told.headers["content-language"] == "de"
    assert told.headers["vary"] == "Accept-Language"
    assert [each["why"] for each in told.json()["history"]] == [
        "neu bei Garmin",
        "auf Strava fehlt er; er wird jetzt gesendet",
        "Strava hat die Datei als Upload 7000000001 angenommen",
        "Strava hat daraus Aktivität 12000000001 gemacht",
        "Strava hat daraus Aktivität 12000000001 gemacht; seine Strecke wurde gelesen",
    ]
    assert told.json()["next"] == {"words": "nichts: er ist auf Strava", "due": None, "waits": ""}


def test_the_states_of_a_list_are_told_in_german(client: TestClient) -> None:
    listed = client.get("/api/activities", headers=GERMAN).json()["runs"]
    assert [each["words"] for each in listed] == [
        "Auf Strava",
        "Ausgelassen: cycling gehört nicht zu den gewünschten Arten (running)",
        "Ausgelassen: keine Datei: Garmin hat keine Datei davon",
    ]
    assert [each["reason"] for each in listed][1:] == [each["words"].partition(": ")[2] for each in listed][1:]
    english = client.get("/api/activities", headers={"Accept-Language": "fr, en;q=0.5, de;q=0.4"})
    assert english.headers["content-language"] == "en"
    assert english.json()["runs"][0]["words"] == "On Strava"


def test_a_problem_is_told_in_german_and_is_the_same_to_a_program(client: TestClient) -> None:
    assert client.get("/api/activities/1", headers=GERMAN).json() == {
        "type": "urn:runtrack:not-found",
        "title": "Nicht gefunden",
        "status": 404,
        "detail": "Diesen Lauf gibt es nicht.",
        "errors": [],
    }
    wrong = client.post("/api/backfills", json={"since": "x"}, headers=GERMAN).json()
    assert (wrong["title"], wrong["detail"]) == ("Nicht brauchbar", "since: ein Tag wie 2025-01-31")
    assert wrong["errors"] == [{"field": "since", "message": "ein Tag wie 2025-01-31"}]
    other = client.get("/api/status", headers={**GERMAN, "Host": "evil.example"}).json()
    assert other["detail"] == "Dieser Server heißt nicht so. APP_URL nennt seinen Namen."


def test_connections_are_told_in_german_with_their_way_out(client: TestClient) -> None:
    told = {each["service"]: each for each in client.get("/api/connections", headers=GERMAN).json()["connections"]}
    assert told["spotify"]["way_out"].startswith("SPOTIFY_CLIENT_ID fehlt: leg auf https://developer.spotify.com")
    assert told["listenbrainz"]["way_out"] == "Verbinde es."
    assert told["garmin"]["about"].startswith("Melde dich bei Garmin an, einmal.")
    assert told["garmin"]["limits"].startswith("nicht veröffentlicht: ein Blick in der Minute")
    assert {each["ask"] for each in told["garmin"]["fields"]} == {"", "E-Mail bei Garmin: "}


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("en-GB, de", "en"),
        ("fr, de;q=0.2, en;q=0.1", "de"),
        ("de;q=0, en;q=0.1", "en"),
        ("de;q=x, *", "en"),
    ],
)
def test_the_language_that_is_wanted_most_is_taken(header: str, language: str) -> None:
    assert preferred(header) == language


def test_every_text_of_an_answer_is_known_to_be_for_people_or_for_programs() -> None:
    """A new one belongs to `DATA`, or is `Said`."""
    models = {
        each
        for module in (
            chats,
            connections,
            friends,
            groups,
            insights,
            music,
            phones,
            runs,
            settings,
            shares,
            songs,
            status,
        )
        for _, each in inspect.getmembers(module, inspect.isclass)
        if issubclass(each, Answer)
    }
    plain = {
        name
        for model in models
        for name, field in model.model_fields.items()
        if field.annotation in (str, str | None, list[str]) and not field.metadata
    }
    assert plain <= DATA, plain - DATA


DATA = {
    "account",
    "album",
    "album_mbid",
    "artist",
    "address",
    "app",
    "app_title",
    "attempt",
    "called",
    "sent_by",
    "card",
    "choices",
    "code",
    "connected",
    "context",
    "cover",
    "day",
    "distance",
    "friend",
    "group",
    "group_name",
    "health",
    "heard",
    "id",
    "isrc",
    "kind",
    "lack",
    "link",
    "maker",
    "mbid",
    "name",
    "next",
    "note",
    "privacy",
    "on_runs",
    "problem",
    "qr",
    "redirect_address",
    "run",
    "scopes",
    "sender",
    "service",
    "source",
    "setup",
    "sources",
    "sport",
    "sports",
    "systems",
    "target",
    "target_url",
    "text",
    "title",
    "unanswered",
    "uri",
    "url",
    "value",
    "variable",
    "version",
    "you",
}
