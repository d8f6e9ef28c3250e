"""`runtrack insights`: the answer in words, then the figures; what is missing said as plainly; German for all of it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from sync.core.insights.findings import Finding, InStepFinding, Lack, Missing, SameEffort, Songs
from sync.core.insights.kept import Insights
from sync.core.music import Song
from sync.entrypoints.insights_words import NOTHING_YET, chapters, coverage, missing
from sync.entrypoints.notices import in_language
from sync.sim.songbook import SONGS as BOOK
from tests.entrypoints.test_layout import fits
from tests.support.engine.playlist_kinds import ran_to
from tests.support.engine.samples import SAMPLES
from tests.support.entrypoints.commands import runtrack
from tests.support.insights.found import FASTER, FINDINGS, HIGHER, INSIGHTS, NONE
from tests.support.music import MusicWorld
from tests.support.world import World

MIX = [Song(one.title, one.artist, one.seconds, uri=one.uri) for one in BOOK[:2]]

SHOWN = """\
Do you run faster to faster songs?
  Within the same run you ran about 2 s/km faster per 10 bpm (95 %: 1 to 3; 412
    parts, 61 runs, 80 songs).
  You chose the songs: perhaps fast ones when you feel strong.
  At the same effort: 12 of 80 runs with heart rate.
  The next song, not heard yet, shows no effect; that alone proves nothing.
  Only a shuffled list tells cause from choice: run twenty times to one in
    random order, without skipping a song.
    pace, in all              -2.00  95 %: -3.00 to -1.00 s/km
    pace, by the next song    +0.20  95 %: -0.60 to +1.00 s/km

Do you run faster to livelier songs?
  No effect seen. More than ±1.3 s/km per 0.1 energy would probably have shown.
  The next song, not heard yet, shows no effect; that alone proves nothing.
    pace, in all              +0.20  95 %: -0.60 to +1.00 s/km
    pace, by the next song    +0.20  95 %: -0.60 to +1.00 s/km

Which songs do you run faster to?
  Songs differ by about 2.2 s/km for you; 1 of them beyond chance.
      s/km           90 %  parts
      -3.5   -5.8 to -1.2     12  Hill Repeats – Early Train
  ○   +0.5   -2.0 to +3.0      5  Björk Ø Vest – Final Hour

Do your steps go with the beat?
  In step 12 % of the time; with the songs of each run exchanged 8 % (500 parts,
    60 runs).
  More than chance.
    p = 0.010, pulled 40 % of the way to a near beat

Records within a song (more plays, better record: no ranking)
  1 km   4:12  2026-03-05   12 plays  Hill Repeats – Early Train
  400 m  1:28  2026-03-12       once  Björk Ø Vest – Final Hour

Of 520 parts of 61 runs 412 have a known tempo.
Left out: 3 that only a service told of whose terms forbid statistics.
Worked out 14 Mar 2026 12:00 UTC.
"""


def test_the_answer_comes_first_and_fits_a_terminal(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.store.put(INSIGHTS)
        said = runtrack(world, "insights", columns=80)
        assert (said.code, said.err) == (0, "")
        assert said.out == SHOWN
        fits(said, 80)


def test_a_program_gets_the_words_and_the_figures(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.store.put(INSIGHTS)
        told = json.loads(runtrack(world, "insights", "--json").out)
        assert told["answers"][0]["sentences"][0].startswith("Within the same run you ran about 2 s/km faster")
        claimed = {(one["feature"], one["what"]): one["claimed"] for one in told["effects"]}
        assert claimed == {
            ("tempo", "in all"): True,
            ("tempo", "of the next song"): False,
            ("energy", "in all"): False,
            ("energy", "of the next song"): False,
        }
        assert [(one["title"], one["clear"]) for one in told["songs"]] == [("Early Train", True), ("Final Hour", False)]
        assert told["records"][0]["seconds"] == 251.5


def test_before_the_first_run_it_says_how_it_begins(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        said = runtrack(world, "insights", columns=80)
        assert said.lines == ["Nothing was worked out yet: it begins with your first run to music."]
        assert json.loads(runtrack(world, "insights", "--json").out)["effects"] == []
        said = runtrack(world, "insights", "--anew", columns=80)
        assert said.lines[:3] == [
            "Do you run faster to faster songs?",
            "  0 of 30 runs.",
            "  0 of 250 parts of runs with a known song.",
        ]


def sentences(of: Insights) -> str:
    return "\n".join(sentence for one in chapters(of) for sentence in one.sentences)


def told(**of: object) -> str:
    """Of tempo, with these findings."""
    tempo = replace(FINDINGS.features[0], **of)  # type: ignore[arg-type]  # by name
    return "\n".join(chapters(replace(INSIGHTS, findings=replace(FINDINGS, features=(tempo,))))[0].sentences)


def test_a_push_is_not_called_an_easier_run() -> None:
    pushed = told(heart_rate=Finding(HIGHER), same_effort=SameEffort(FASTER, HIGHER))
    assert "Faster, with a higher pulse: a push, not an easier run, may explain it." in pushed
    easier = told(heart_rate=Finding(HIGHER), same_effort=SameEffort(FASTER, replace(FASTER, estimate=-0.4)))
    assert "it was easier." in easier
    assert "At the same effort it cannot be told." in told(same_effort=SameEffort(FASTER, NONE))


def test_an_effect_of_the_next_song_is_said() -> None:
    assert "you seem to choose songs by how you run" in told(placebo=Finding(FASTER))


LACKS = {
    Missing(Lack.RUNS, 18, 30): "18 of 30 runs.",
    Missing(Lack.RUNS_WITH_HEART_RATE, 12, 80): "12 of 80 runs with heart rate.",
    Missing(Lack.PARTS, 99, 250): "99 of 250 parts of runs with a known song.",
    Missing(Lack.SONGS, 5, 15): "5 of 15 songs.",
    Missing(Lack.EFFECTIVE_SONGS, 7.3, 10.0): "A few songs are most of what you run to: they count as 7.3 of 10.",
    Missing(Lack.ALIKE, 1.0, 8.0): "All your songs are equally fast.",
    Missing(Lack.WIDE, 4.2, 3.0): "Too uncertain so far: ±4.2 s/km, and at most ±3 says something.",
    Missing(Lack.EQUAL_SONGS, 0, 0): "Your songs do not differ beyond chance: there is no ranking.",
    Missing(Lack.SHUFFLES, 0, 1): "The songs of a run cannot be exchanged: each run has one, or all are equally fast.",
}


def test_whatever_is_missing_has_its_sentence() -> None:
    assert {each.lack for each in LACKS} == set(Lack)
    assert {each: missing(each) for each in LACKS} == LACKS


def everything() -> list[str]:
    """Every sentence there is, with figures."""
    none = replace(
        FINDINGS,
        features=tuple(replace(one, in_all=Finding(None, tuple(LACKS))) for one in FINDINGS.features),
        songs=Songs((), 0.0, tuple(LACKS)),
        in_step=InStepFinding(None, tuple(LACKS)),
    )
    found = [INSIGHTS, replace(INSIGHTS, findings=none, failed="took longer than 60 s")]
    said = [sentence for of in found for one in chapters(of) for sentence in (one.question, *one.sentences)]
    said += [sentence for of in found for sentence in coverage(of)]
    for same in (SameEffort(FASTER, FASTER), SameEffort(HIGHER, HIGHER), SameEffort(FASTER, HIGHER)):
        for beats in (Finding(HIGHER), Finding(NONE)):
            for effect in (FASTER, HIGHER):
                more = told(same_effort=same, heart_rate=beats, in_all=Finding(effect), placebo=Finding(FASTER))
                said += more.split("\n")
    return list(dict.fromkeys(said))


@pytest.mark.parametrize("sentence", everything())
def test_it_is_said_in_german(sentence: str) -> None:
    assert in_language(sentence, "de") != sentence


def test_of_a_newcomers_document_too() -> None:
    (kept,) = (one for one in SAMPLES if isinstance(one, Insights))
    assert "12 of 20 runs." in sentences(kept)


TOP = """\
In all, 9 runs, 17 plays, 13.1 km
    12 plays    45:00  Hill Repeats – Early Train
     5 plays    20:00  Björk Ø Vest – Final Hour
Artists
    12 plays    45:00  Hill Repeats
     5 plays    20:00  Björk Ø Vest

Kilometre 1, 9 runs, 9 plays, 9.0 km
    12 plays    45:00  Hill Repeats – Early Train
     5 plays    20:00  Björk Ø Vest – Final Hour

Kilometre 2, 4 runs, 4 plays, 4.0 km
    12 plays    45:00  Hill Repeats – Early Train
     5 plays    20:00  Björk Ø Vest – Final Hour
"""


def test_what_is_run_to_most_is_shown_by_month_kilometre_or_hour(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        assert runtrack(world, "insights", "top").lines == [NOTHING_YET]
        world.store.put(INSIGHTS)
        said = runtrack(world, "insights", "top", "--by", "kilometre", columns=80)
        assert (said.code, said.out) == (0, TOP)
        for by, name in (("month", "2026-03, 2 runs"), ("hour", "From 07:00, 9 runs"), ("year", "2026, 9 runs")):
            assert name in runtrack(world, "insights", "top", "--by", by).out


def test_songs_for_ones_steps_are_listed_and_become_a_playlist(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        asked = ("insights", "cadence", "170")
        assert runtrack(world, "insights", "cadence").err == (
            "for how many steps a minute, from 120 to 220? `runtrack insights cadence 170`\n"
        )
        none = "no song of yours with a known tempo goes with 170 steps a minute.\n"
        assert runtrack(world, *asked).out.lower() == none
        ran_to(world, MIX)
        first, second = (f"{one.artist} - {one.title}" for one in MIX)
        wide = max(map(len, (first, second)))
        assert runtrack(world, *asked).lines == [
            "2 songs of yours for 170 steps a minute; you usually run with 172",
            f"{'song':{wide}}  bpm  a step on       plays",
            f"{first:{wide}}  85   each half beat  2",
            f"{second:{wide}}  170  each beat       1",
        ]
        told = json.loads(runtrack(world, *asked, "--json").out)["cadence"]
        assert (told["usual"], [one["steps"] for one in told["songs"]]) == (172, [2.0, 1.0])
        assert "`runtrack login spotify --playlists` does that" in runtrack(world, *asked, "--playlist").err
        world.connect("spotify", playlists=True)
        assert "playlist made, with 2 songs: https://" in runtrack(world, *asked, "--playlist").out
        assert "changed in place" in runtrack(world, *asked, "--playlist").out
        refused = runtrack(world, "insights", "cadence", "140", "--playlist")
        assert (refused.code, refused.err) == (1, none.replace("170", "140"))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("cadence", "99"), "Invalid value for '[STEPS]': it must be greater than or equal to 120"),
        (("cadence", "fast"), "Invalid value for '[STEPS]': it is not a whole number"),
        (("top", "170"), "Steps and --playlist go with cadence: `runtrack insights cadence 170 --playlist`"),
        (("--playlist",), "Steps and --playlist go with cadence"),
    ],
)
def test_steps_that_cannot_be_are_refused(tmp_path: Path, typed: tuple[str, ...], said: str) -> None:
    with World(tmp_path) as world:
        refused = runtrack(world, "insights", *typed)
        assert (refused.code, said in " ".join(refused.err.split())) == (2, True), refused.err
