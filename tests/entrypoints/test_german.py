"""Everything that Runtrack says in the pages is there in German, what was kept in English long ago as well."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest

from sync.core.annotation import Annotation
from sync.core.notice import Notice, NoticeKind
from sync.core.states import How, State
from sync.engine.table import STATE_STEPS, STEPS
from sync.entrypoints.api.problems import title
from sync.entrypoints.api.told_runs import in_words
from sync.entrypoints.german import TABLES, german
from sync.entrypoints.notices import in_the_pages, on_aws, on_one_machine
from sync.wiring import ME
from tests.support.core.rows import row
from tests.support.entrypoints.said import texts

ROOT = Path(__file__).parents[2]
AT = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
SAID_BY = (
    "sync/engine",
    "sync/core/activity.py",
    "sync/core/agent_words.py",
    "sync/core/annotation.py",
    "sync/core/diff.py",
    "sync/core/error_table.py",
    "sync/core/errors.py",
    "sync/core/figures.py",
    "sync/core/folder.py",
    "sync/core/notice_words.py",
    "sync/core/ownership.py",
    "sync/core/privacy.py",
    "sync/login.py",
    "sync/entrypoints/notices",
    "sync/entrypoints/phone_words.py",
    "sync/entrypoints/api",
    "sync/adapters",
)
ELSEWHERE = re.compile(
    r"engine/(preview|table|table_of_songs|asks/import_archive|asks/refusals|asks/take_out|notices|phase|changes)\.py"
    r"|adapters/(\w+_german|telegram|archive_zip|sql_tables|play_files|spotify_history|template_styles|requests_pool)\.py"
    r"|api/(answers/.*|probes|description|pages|streams|access/headers|access/policy)\.py"
)
"""What is said on the command line, in the log, in a header, in a mail, in a file or in a run's text alone; steps
are below."""
NO_SENTENCE = {
    "a browser on {1}",
    "{1} on {2} cannot be read{3}, so {4} {5} not synced",
    "{1}: {2} {3} be read",
    "A zip, made as it is sent",
    "Events `live`, each a `LiveAnswer`",
    "under way",
    "broken off",
    "signed out",
    "sign in",
    "needs a login",
    "does not answer",
    "not connected",
    "login needed",
    "not answering",
    "not set up",
    "partial (gap)",
    "typed in by hand on ",
    "it is private on ",
    "is not among the activity types",
    "is shorter than the minimum of",
    "no file: ",
    "no run",
    "this user may not ",
    "the system does not hand it out ",
    "it says that it began at ",
    "its soundtrack is kept as ",
    "{1}, and that stays{2}",
    "{1}: older runs are synced only when they are asked for{2}",
    "To `/connections`, whose `told` says what came of it",
    "private, no-cache",
    "public, max-age=31536000, immutable",
    "The route, gzipped, as it is kept (docs/api.md)",
    "It is still the one that `If-None-Match` names",
    "The file",
    "had ended",
    "cannot be told",
    "not told",
    "not kept",
    "columns: declined {1}",
    "All login strategies exhausted: ",
    "Runtrack/0.1 (self-hosted)",
    "look up {1}",
    "The created activity has been deleted.",
    "duplicate of",
    "strava login",
    "is undefined",
    "each turn",
}
"""Values that programs tell apart, pieces of a sentence that is tried as a whole, and what other programs are told."""


def test_whatever_the_code_says_is_there_in_german() -> None:
    said = {text for place in SAID_BY for file, text in texts(ROOT, place) if not ELSEWHERE.search(file)}
    english = [text for text in sorted(said - NO_SENTENCE) if german(filled(text)) == filled(text)]
    assert english == [], "without German (sync/entrypoints/german)"
    assert said >= NO_SENTENCE, "no longer said"


def test_what_is_filled_in_is_there_in_german_too() -> None:
    for table in TABLES:
        for english, words in table.items():
            assert set(re.findall(r"\{\w+\}", words)) == set(re.findall(r"\{\w+\}", english)), english


def test_every_step_of_a_run_is_there_in_german() -> None:
    for step in STATE_STEPS.values():
        told = STEPS[step.name].told("Garmin", "Strava")
        assert german(told) != told


def test_every_state_of_a_run_is_there_in_german() -> None:
    for state, how, due, songs in product(State, How, (None, AT), (0, 3)):
        run = row(state, how=how, due=due, music=Annotation(songs=songs), reason="no file: Garmin has no file of it")
        told = in_words(run, "Strava")
        assert german(told) != told
        assert "no file" not in german(told)


def test_every_problem_has_a_title_in_german() -> None:
    code = "".join(path.read_text() for path in (ROOT / "sync/entrypoints/api").rglob("*.py"))
    names = set(re.findall(r'(?:Refusal\(|return )\d{3}, "([a-z-]+)"', code)) | {"login-needed", "service-trouble"}
    assert len(names) > 30
    titles = [title(name) for name in names]
    assert [each for each in sorted(titles) if german(each) == each] == []


@pytest.mark.parametrize("kind", [each for each in NoticeKind if each is not NoticeKind.OTHER], ids=str)
def test_every_notice_is_there_in_german_with_its_way_out(kind: NoticeKind) -> None:
    notice = Notice(ME, "x", "", AT, kind=kind, service="spotify", title="Spotify", reason="it was revoked", run="9")
    notice = replace(
        notice, since=AT, until=AT, run_start=AT, asked=AT, held=50, ids=("7", "8"), page="https://g.example/{}"
    )
    for words in (on_aws.words(notice), on_one_machine.words(notice), in_the_pages.words(notice)):
        told = german(words)
        left = re.sub(r"`[^`]*`", "", told).split()
        assert ENGLISH.isdisjoint(left), told
        assert told.count("`") == words.count("`")


ENGLISH = {"the", "is", "it", "of", "at", "run", "Run", "no", "and", "on", "so", "lost", "login"}
KEPT = [
    (
        "its soundtrack has 12 songs, as Spotify reported; plays may be missing there",
        "sein Soundtrack hat 12 Songs, wie Spotify meldete; dort fehlt vielleicht Gehörtes",
    ),
    (
        "Garmin has no file of it: looked for again, for one such answer proves nothing (2 of 4)",
        "Garmin hat keine Datei davon: es wird noch einmal nachgesehen, denn eine solche Antwort beweist "
        "nichts (2 von 4)",
    ),
    (
        "gave up after 72 hours; the last answer: strava: no answer within the time limit",
        "nach 72 Stunden aufgegeben; die letzte Antwort: strava: keine Antwort innerhalb der Frist",
    ),
    (
        "new on Garmin; waits for it to appear on Strava (annotate-only)",
        "neu bei Garmin; wartet, bis er auf Strava erscheint (es werden nur Songs geschrieben)",
    ),
    (
        "Strava calls it a duplicate of activity 7, which is not on your Strava; Strava has an activity with "
        "the same start and length",
        "Strava nennt ihn ein Duplikat von Aktivität 7, die nicht auf deinem Strava ist; Strava hat eine "
        "Aktivität mit demselben Start und derselben Dauer",
    ),
    (
        "corrected on Garmin: its title and distance; it is wanted now",
        "bei Garmin berichtigt: Titel und Strecke; jetzt ist er gewünscht",
    ),
    (
        "a browser on Linux",
        "ein Browser unter Linux",
    ),
    (
        "spotify: its one play cannot be read",
        "spotify: das eine Gehörte lässt sich nicht lesen",
    ),
    (
        "900000002 (its soundtrack is kept as 900000001)",
        "900000002 (sein Soundtrack steht bei 900000001)",
    ),
    (
        "50 plays since 14 Mar 09:00 UTC: the source holds no more",
        "50 mal etwas gehört seit 14. März 09:00 UTC: mehr hält die Quelle nicht vor",
    ),
    (
        "Garmin does not answer (its name could not be resolved; asked again at 09:05 UTC)",
        "Garmin antwortet nicht (der Name ließ sich nicht auflösen; wird um 09:05 UTC wieder gefragt)",
    ),
]
"""As the rows of an athlete have them."""


@pytest.mark.parametrize(("english", "words"), KEPT)
def test_a_reason_that_was_kept_in_english_is_read_in_german(english: str, words: str) -> None:
    assert german(english) == words


@pytest.mark.parametrize(
    "text", ["", "; ", ". . ", "On the road again, with friends", "Sad; but true", "x" * 5000, "x: " * 330, "." * 900]
)
def test_what_nobody_knows_stays_as_it_is(text: str) -> None:
    assert german(text) == text


def filled(text: str) -> str:
    return re.sub(r"\{(\d+)\}", r"X\1", text)
