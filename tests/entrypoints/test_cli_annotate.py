"""`runtrack annotate`: a run's text anew, only shown, taken out without a trace, and of many runs since a day."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.core.description import mark_of
from tests.support.entrypoints.commands import runtrack
from tests.support.entrypoints.listened import RUN, on_target, there_already, uploaded
from tests.support.music import MusicWorld
from tests.support.world import DAY, HOUR, MINUTE

MARK = mark_of("me", str(RUN))
BLOCK = """\
♫ 3 songs · 11 min · most: Björk Ø Vest
1. 0:00 VO2 - Second Wind
2. 3:15 Björk Ø Vest - Final Hour
3. 7:10 Runner's Low - Wet Kilometre
— Runtrack #nomsx"""
TEXTS = [None, "", "Windy.", "Windy.\r\n\r\nFelt good 🏃‍♀️ ", "é e\u0301\n\n\n", "♫ Soundtrack #abcde\nmine"]


def annotated(world: MusicWorld, **texts: str | None) -> None:
    """A run that was on Strava already, with its music written into it."""
    world.connect("spotify")
    start = there_already(world, name=texts.get("name") or "Morning Run", text=texts.get("text"))
    world.plays(start, timedelta(seconds=600))
    world.ticks(9)
    assert world.row(RUN).music.outcome == "complete"


# -- anew -----------------------------------------------------------------------------------------


def test_annotate_brings_back_a_text_that_was_removed(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        annotated(world, text="Mine")
        world.strava.describe(on_target(world).id, "Mine, changed")
        said = runtrack(world, "annotate", str(RUN))
        assert (said.code, said.err) == (0, "")
        assert said.out == "900000001 (Morning Run): Its music is looked for at the next tick.\n"
        world.tick()
        assert on_target(world).description == f"Mine, changed\n\n{BLOCK}"


def test_annotate_leaves_the_title_alone_whose_emoji_was_removed(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        annotated(world)
        world.strava.rename(on_target(world).id, "My own title")
        assert runtrack(world, "annotate", str(RUN)).code == 0
        world.ticks(2)
        assert on_target(world).name == "My own title"


def test_the_command_itself_calls_nobody(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        annotated(world)
        world.forget_calls()
        for arguments in (
            ("annotate", str(RUN)),
            ("annotate", str(RUN), "--remove"),
            ("annotate", "--since", "2026-01-01"),
        ):
            assert runtrack(world, *arguments).code == 0
        assert world.calls() == {}


def test_a_run_that_is_not_on_strava_is_not_annotated(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.strava.inject("upload", "500", times=99)
        uploaded(world)
        assert world.row(RUN).state is State.SUBMITTING
        done = runtrack(world, "annotate", str(RUN))
        assert (done.code, done.out) == (1, "")
        assert done.err.startswith("900000001 is not on Strava (submitting: ")


SENSELESS = [
    ((), "Name one run, or a day with --since.\n"),
    ((str(RUN), "--since", "2026-01-01"), "Name one run, or a day with --since.\n"),
    (("--remove",), "Name one run, or a day with --since.\n"),
    (("--since", "soon"), "--since 'soon' is not a date such as 2026-03-14\n"),
    (("--since", "2026-01-01", "--off"), "--off is for one run: name it instead of --since.\n"),
    (("--since", "2026-01-01", "--preview"), "--preview is for one run: name it instead of --since.\n"),
    (
        (str(RUN), "--remove", "--preview"),
        "--remove and --preview do not go together: choose one of them.\n",
    ),
]


def test_what_makes_no_sense_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        annotated(world)
        before = world.row(RUN)
        for arguments, said in SENSELESS:
            done = runtrack(world, "annotate", *arguments)
            assert (done.code, done.out, done.err) == (2, "", said)
            assert world.row(RUN) == before


# -- only shown -----------------------------------------------------------------------------------


def test_a_preview_shows_the_text_and_changes_nothing(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        annotated(world, text="Mine")
        before, there = world.row(RUN), on_target(world).description
        world.forget_calls()
        for arguments in ((str(RUN), "--preview"), ("--preview",)):
            said = runtrack(world, "annotate", *arguments)
            assert (said.code, said.err) == (0, "")
            assert said.out == f"900000001  2026-03-14 09:00 +01  Morning Run\n{BLOCK}\n"
        assert (world.calls(), world.row(RUN), on_target(world).description) == ({}, before, there)
        world.tick()
        assert (world.strava.count("update"), on_target(world).description) == (0, there)


def test_a_preview_uses_the_users_template(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        annotated(world)
        own = tmp_path / "own.txt"
        own.write_text("{{ count }} songs, first {{ songs[0].title }}")
        said = runtrack(world, "annotate", "--preview", RUNTRACK_TEMPLATE=str(own))
        assert said.lines[1:] == ["♫ Soundtrack", "3 songs, first Second Wind", f"— Runtrack #{MARK}"]


def test_without_music_there_is_nothing_to_preview(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        assert runtrack(world, "annotate", "--preview").err == "No run with music is known yet.\n"
        uploaded(world, play=False)
        done = runtrack(world, "annotate", str(RUN), "--preview")
        assert (done.code, done.out, done.err) == (1, "", "No songs are known for it.\n")


def test_a_preview_of_what_is_not_written_says_so(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        annotated(world)
        runtrack(world, "annotate", str(RUN), "--remove")
        reasons = ["it is to be taken out, as you asked", "it was taken out as you asked"]
        for why in reasons:
            said = runtrack(world, "annotate", str(RUN), "--preview")
            assert said.lines[-1] == f"It is not written: {why}. `runtrack annotate {RUN}` writes it all the same."
            told = json.loads(runtrack(world, "annotate", str(RUN), "--preview", "--json").out)
            assert told["not_written"] == why
            world.ticks(2)


def test_a_day_that_is_still_to_come_is_refused(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        for more in ((), ("--remove",)):
            said = runtrack(world, "annotate", "--since", "2026-03-15", *more)
            expected = "--since 2026-03-15 is still to come: no run has begun since then.\n"
            assert (said.code, said.out, said.err) == (2, "", expected)


def test_what_comes_next_for_a_run_with_songs_is_to_look_again(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        annotated(world)
        words = "look again for its music, and change its description when there is more (its songs are in already)"
        assert f"next: {words}, in " in runtrack(world, "why", str(RUN)).out
        assert f": {words}, in " in next(line for line in runtrack(world, "status").lines if line.startswith("next"))
        runtrack(world, "annotate", str(RUN), "--remove")
        assert (
            "next: take our text and emoji out of it again, as you asked, now" in runtrack(world, "why", str(RUN)).out
        )


# -- taken out ------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", TEXTS)
def test_removal_brings_back_the_very_description_and_title_for_good(tmp_path: Path, text: str | None) -> None:
    with MusicWorld(tmp_path) as world:
        annotated(world, text=text, name="Morning  Run ")
        assert on_target(world).name == "Morning  Run  🎵"
        said = runtrack(world, "annotate", str(RUN), "--remove")
        assert (said.code, said.err) == (0, "")
        assert said.out == (
            "900000001 (Morning Run): Our text and emoji are taken out at the next tick, and not written again.\n"
        )
        world.ticks(2)
        assert (on_target(world).description or "", on_target(world).name) == (text or "", "Morning  Run ")
        world.plays(world.now - 45 * MINUTE, 8 * MINUTE, seed=2)
        writes = world.strava.count("update")
        world.until_quiet()
        assert (on_target(world).description or "", world.strava.count("update")) == (text or "", writes)
        assert runtrack(world, "soundtrack", str(RUN)).lines[0] == (
            "900000001  2026-03-14 09:00 +01  Morning Run  music: left alone (it was taken out as you asked)"
        )


def test_what_went_out_with_the_upload_is_taken_out_as_well(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        uploaded(world)
        assert (on_target(world).name, on_target(world).description) == ("Morning Run 🎵", BLOCK)
        assert runtrack(world, "annotate", str(RUN), "--remove").code == 0
        world.ticks(2)
        assert (on_target(world).name, on_target(world).description or "") == ("Morning Run", "")


def test_a_text_that_the_user_has_changed_is_not_taken_out(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        annotated(world, text="Mine")
        changed = (on_target(world).description or "").replace("VO2", "My favourite")
        world.strava.describe(on_target(world).id, changed)
        assert runtrack(world, "annotate", str(RUN), "--remove").code == 0
        world.ticks(2)
        assert on_target(world).description == changed
        assert (
            "our text in its description is not as we wrote it: take it out there"
            in runtrack(world, "why", str(RUN)).out
        )


def test_annotate_writes_again_what_was_taken_out(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        annotated(world, text="Mine")
        for arguments in ((str(RUN), "--remove"), (str(RUN),)):
            assert runtrack(world, "annotate", *arguments).code == 0
            world.ticks(2)
        assert on_target(world).description == f"Mine\n\n{BLOCK}"


# -- many -----------------------------------------------------------------------------------------


def test_since_marks_the_runs_of_those_days_and_ticks_write_them(tmp_path: Path) -> None:
    with MusicWorld(tmp_path, RUNTRACK_SINCE="2026-02-01") as world:
        starts = [there_already(world, garmin_id=RUN + number, ago=(20 - 8 * number) * DAY) for number in range(3)]
        world.ticks(2)
        world.connect("spotify")
        for start in starts:
            world.plays(start, timedelta(seconds=600))
        world.ticks(9)
        texts = [on_target(world, world.row(RUN + number)).description for number in range(3)]
        assert [text is not None for text in texts] == [False, False, True]
        said = runtrack(world, "annotate", "--since", "2026-02-25")
        assert (said.code, said.err) == (0, "")
        assert said.out == "2 runs since 2026-02-25 are looked at as Strava's limits allow, new runs first.\n"
        assert [world.row(RUN + number).music.asked for number in range(3)] == [False, True, True]
        world.ticks(3)
        texts = [on_target(world, world.row(RUN + number)).description for number in range(3)]
        assert [(text or "").count("♫ ") for text in texts] == [0, 1, 1]


def test_since_leaves_what_was_taken_out_alone_and_says_so(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        annotated(world, text="Mine")
        assert runtrack(world, "annotate", str(RUN), "--remove").code == 0
        world.ticks(2)
        said = runtrack(world, "annotate", "--since", "2026-03-01")
        assert said.out == (
            "0 runs since 2026-03-01 are looked at as Strava's limits allow, new runs first.\n"
            "1 run is left alone, as you changed its text, took it out or wanted none: "
            "`runtrack annotate RUN` writes one all the same.\n"
        )
        world.ticks(3)
        assert on_target(world).description == "Mine"


def test_since_without_a_source_says_that_only_imported_plays_can_be_found(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        uploaded(world, play=False)
        assert runtrack(world, "annotate", "--since", "2026-03-01").out == (
            "1 run since 2026-03-01 is looked at as Strava's limits allow, new runs first.\n"
            "No music source is connected: only imported plays can be found.\n"
        )


def test_a_template_that_cannot_be_used_is_refused_with_its_line(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        annotated(world)
        own = tmp_path / "own.txt"
        own.write_text("{{ count }}\n{% for song in songs %}")
        said = runtrack(world, "annotate", "--preview", RUNTRACK_TEMPLATE=str(own))
        assert (said.code, said.out) == (2, "")
        assert f"RUNTRACK_TEMPLATE: {own}, line 2: " in said.err
        assert "Traceback" not in said.err


def test_an_emoji_that_was_the_users_own_stays_when_our_text_is_taken_out(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        annotated(world, name="Party 🎵")
        world.plays(world.now - HOUR, 3 * MINUTE, seed=5)
        assert runtrack(world, "annotate", str(RUN)).code == 0
        world.ticks(9)
        assert runtrack(world, "annotate", str(RUN), "--remove").code == 0
        world.ticks(2)
        assert on_target(world).name == "Party 🎵"


def test_since_takes_the_texts_of_many_runs_out_and_the_others_get_none(tmp_path: Path) -> None:
    with MusicWorld(tmp_path, RUNTRACK_SINCE="2026-02-01") as world:
        world.connect("spotify")
        starts = [there_already(world, garmin_id=RUN + number, ago=number * 8 * HOUR + HOUR) for number in range(4)]
        for start in starts[:3]:
            world.plays(start, timedelta(seconds=600))
        world.ticks(9)
        mine = (on_target(world, world.row(RUN + 1)).description or "").replace("♫", "🎶")
        world.strava.describe(on_target(world, world.row(RUN + 1)).id, mine)
        said = runtrack(world, "annotate", "--since", "2026-03-01", "--remove")
        assert (said.code, said.err) == (0, "")
        assert said.lines == [
            "3 texts since 2026-03-01 are taken out as Strava's limits allow, and not written again.",
            "1 run without a text gets none.",
        ]
        assert {world.row(RUN + number).music.bulk for number in range(3)} == {True}
        world.ticks(3)
        world.plays(starts[3], timedelta(seconds=600), seed=2)
        world.ticks(9)
        texts = [on_target(world, world.row(RUN + number)).description or "" for number in range(4)]
        assert texts == ["", mine, "", ""]
        assert runtrack(world, "annotate", "--since", "2026-03-01", "--remove").lines[1:] == [
            "4 runs are left alone, as you changed their texts, took them out or wanted none."
        ]


# -- never written --------------------------------------------------------------------------------


def test_a_run_that_is_to_have_no_soundtrack_is_published_without_one(tmp_path: Path) -> None:
    with MusicWorld(tmp_path, RUNTRACK_UPLOAD_DELAY_MINUTES="90") as world:
        world.connect("spotify")
        uploaded(world)
        assert world.row(RUN).state is State.DISCOVERED
        said = runtrack(world, "annotate", str(RUN), "--off")
        assert (said.code, said.out) == (0, "900000001 (Morning Run): No soundtrack is written for it.\n")
        world.ticks(60)
        world.plays(world.row(RUN).start, 8 * MINUTE, seed=2)
        world.until_quiet()
        assert (on_target(world).name, on_target(world).description or "") == ("Morning Run", "")
        assert world.strava.count("update") == 0
        assert world.row(RUN).music.closed == "you want no soundtrack for it"
        assert runtrack(world, "annotate", str(RUN)).code == 0
        world.ticks(3)
        assert (on_target(world).description or "").startswith("♫ ")


def test_who_thinks_again_before_the_upload_gets_it_with_the_upload(tmp_path: Path) -> None:
    with MusicWorld(tmp_path, RUNTRACK_UPLOAD_DELAY_MINUTES="90") as world:
        world.connect("spotify")
        uploaded(world)
        runtrack(world, "annotate", str(RUN), "--off")
        said = runtrack(world, "annotate", str(RUN))
        assert said.out == "900000001 (Morning Run): It gets its soundtrack when it is uploaded.\n"
        world.ticks(60)
        assert (on_target(world).description, world.strava.count("update")) == (BLOCK, 0)


def test_off_leaves_a_text_that_is_there_as_it_is(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        start = uploaded(world)
        said = runtrack(world, "annotate", str(RUN), "--off")
        assert said.out == "900000001 (Morning Run): Its text stays as it is now (--remove takes it out).\n"
        world.plays(start + 6 * MINUTE, 4 * MINUTE, seed=2)
        world.until_quiet()
        assert (on_target(world).description, world.strava.count("update")) == (BLOCK, 0)
        assert runtrack(world, "annotate", str(RUN), "--remove").code == 0
        world.ticks(2)
        assert on_target(world).description == ""
