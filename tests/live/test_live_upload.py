"""The one upload: only after the word, sent twice, and what has to be deleted is named whatever happened."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.sim.athlete import fit_bytes, run
from tests.live.person import Person, each, person, with_
from tests.support.world import DAY

QUESTION = "Type UPLOAD to send a made-up run of two minutes, dated 19 Jul 2010, to your Strava: "


@pytest.fixture
def me(tmp_path: Path) -> Iterator[Person]:
    with person(tmp_path) as made:
        made.answers = ["UPLOAD"]
        yield made


def after_the_summary(me: Person) -> list[str]:
    summary = next(number for number, line in enumerate(me.said) if "could not run" in line and line[0] == "\n")
    return me.said[summary + 1 :]


def test_it_is_sent_twice_and_found_to_be_one_activity(me: Person) -> None:
    assert me.runs("--only", "strava") == 0, me.text
    assert after_the_summary(me) == [
        QUESTION,
        "First time: ready 12000000004",
        "Second time: duplicate 12000000004 (runtrack-live-2026-03-14.fit duplicate of activity 12000000004)",
        "Please delete it: https://www.strava.com/activities/12000000004",
        "ok            Strava: an upload, and the same again",
    ]
    sent = me.strava.find(12000000004)
    assert (sent.name, sent.external_id, sent.sport_type) == (
        "Runtrack live check: please delete",
        "runtrack-live-2026-03-14.fit",
        "Run",
    )
    assert (len(me.strava.posts), me.strava.ever) == (2, 4)
    assert me.waited == [1.0, 2.0, 1.0, 2.0]


@pytest.mark.parametrize("answer", ["upload", "yes", "", "UPLOAD IT", None])
def test_without_the_word_nothing_is_sent(me: Person, answer: str | None) -> None:
    me.answers = [] if answer is None else [answer]
    assert me.runs("--only", "strava") == 0
    assert after_the_summary(me) == [QUESTION, "Nothing was uploaded."]
    assert me.strava.posts == []


def test_it_is_not_even_asked_for_when_strava_is_closed(me: Person) -> None:
    me.strava.revoke_all()
    assert me.runs("--only", "strava") == 2
    assert after_the_summary(me) == []


def test_a_linked_duplicate_with_digits_in_the_title_names_the_activity(me: Person) -> None:
    me.strava.duplicate_words = "href"
    assert me.runs("--only", "strava") == 0, me.text


def test_a_strava_that_takes_it_twice_is_a_difference_and_both_are_to_be_deleted(me: Person) -> None:
    me.strava.duplicate_check = False
    assert me.runs("--only", "strava") == 1
    assert after_the_summary(me)[2:] == [
        "Second time: ready 12000000005",
        "Please delete it: https://www.strava.com/activities/12000000004",
        "Please delete it: https://www.strava.com/activities/12000000005",
        "differs       Strava: an upload, and the same again\n"
        "    assumed: processed within 30 s, listed under its external id, a duplicate when sent again\n"
        "    the same file was taken twice",
    ]


def test_duplicate_words_without_the_activity_are_a_difference(me: Person) -> None:
    me.strava.doctors["result"] = lambda a: a | {"error": "duplicate of another one"} if a.get("error") else a
    me.strava.processing_seconds = 2
    assert me.runs("--only", "strava") == 1
    assert "    the duplicate's words do not name the activity: duplicate of another one" in me.text


def test_a_listing_under_another_name_or_at_another_time_is_a_difference(me: Person) -> None:
    me.strava.doctors["list"] = each(
        lambda item: item | {"external_id": "1.fit", "start_date": "2010-07-19T13:00:00Z", "elapsed_time": 200}
    )
    assert me.runs("--only", "strava") == 1
    assert after_the_summary(me)[-1].splitlines()[2:] == [
        "    the listing does not show it under the external id it was sent with",
        "    its start on Strava is more than 2 min from the file's",
        "    it lasts 200 s on Strava, 120 s in the file",
    ]


def test_an_activity_that_is_not_listed_is_a_difference(me: Person) -> None:
    me.strava.doctors["list"] = each(with_(id=5))
    assert me.runs("--only", "strava") == 1
    assert "    the listing around its start does not show it" in me.text


def test_a_slow_strava_is_waited_for_and_then_left_alone(me: Person) -> None:
    me.strava.processing_seconds = 3600
    assert me.runs("--only", "strava") == 2
    assert me.waited == [1.0, 2.0, 4.0, 8.0, 15.0]
    assert len(me.strava.posts) == 1
    assert "    Strava was still processing: look for it there later, and delete it" in me.text


def test_what_is_left_of_an_earlier_time_is_no_difference(me: Person) -> None:
    assert me.runs("--only", "strava") == 0
    me.answers = ["UPLOAD"]
    assert me.runs("--only", "strava") == 2
    assert "    Strava has this activity already" in me.text
    assert len(me.strava.posts) == 3


def test_an_upload_whose_answer_is_lost_is_not_repeated(me: Person) -> None:
    me.strava.inject("upload", "timeout after the effect")
    assert me.runs("--only", "strava") == 2
    assert "it may have arrived all the same: look for “Runtrack live check: please delete” on Strava" in me.text
    assert len(me.strava.posts) == 1


def test_what_was_sent_is_named_even_when_the_rest_fails(me: Person) -> None:
    me.strava.processing_seconds = 0

    def fall_ill(answer: object) -> object:
        me.strava.inject("list", "500")
        return answer

    me.strava.doctors["upload"] = fall_ill
    assert me.runs("--only", "strava") == 2
    assert "Please delete it: https://www.strava.com/activities/12000000004" in me.said


def test_a_file_of_ones_own_is_sent_instead(me: Person) -> None:
    recording = run(1, me.clock.now() - 400 * DAY, km=2.0).recording
    assert recording is not None
    path = me.folder / "my run.fit"
    path.write_bytes(fit_bytes(recording))
    assert me.runs("--only", "strava", "--fit", str(path)) == 0, me.text
    assert after_the_summary(me)[0] == "Type UPLOAD to send my run.fit to your Strava: "
    assert me.strava.alive()[-1].elapsed == 680.0


@pytest.mark.parametrize(
    ("data", "words"), [(None, "cannot be read (No such file or directory)"), (b"GIF89a", "is no FIT file of an activ")]
)
def test_a_file_that_cannot_be_sent_is_refused_before_any_call(me: Person, data: bytes | None, words: str) -> None:
    path = me.folder / "my.fit"
    if data is not None:
        path.write_bytes(data)
    assert me.runs("--only", "strava", "--fit", str(path)) == 2
    assert f"{path} {words}" in me.text
    assert me.strava.count() == 0
