"""The facts of a song arrive after its run was annotated: kept with where they came from, and never waited for."""

import re
from dataclasses import replace
from pathlib import Path

from sync.core.song_facts import Facts
from sync.sim.athlete import run
from sync.sim.songbook import playlist
from sync.wiring import ME
from tests.support.music import MusicWorld
from tests.support.world import DAY, HOUR, MINUTE

RUN = 900000001
WITH_TEMPO = "{% for song in songs %}{{ song.title }}{% if song.bpm %} ({{ song.bpm }} bpm){% endif %}\n{% endfor %}"


def test_the_facts_of_a_runs_songs_are_learned_and_kept_with_their_source(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        heard = world.plays(world.now - HOUR, 8 * MINUTE)
        world.garmin.add(run(RUN, world.now - HOUR, elapsed=600, km=2.0))
        world.ticks(8)
        known = [world.store.load(Facts, one.song.isrc) for one in heard]
        learned = [facts for facts in known if facts is not None and "energy" in facts.sources]
        assert learned
        assert {facts.sources["energy"] for facts in learned} == {"reccobeats"}
        told = {one.song.isrc: one.song.energy for one in heard}
        assert [facts.energy for facts in learned] == [told[facts.isrc] for facts in learned]
        assert {facts.due for facts in learned} == {None}


def test_the_text_is_rewritten_when_facts_arrive_that_it_shows(tmp_path: Path) -> None:
    (tmp_path / "mine.j2").write_text(WITH_TEMPO)
    with MusicWorld(tmp_path, RUNTRACK_TEMPLATE=str(tmp_path / "mine.j2")) as world:
        world.connect("spotify")
        world.catalogues.inject("features", "500")
        world.plays(world.now - HOUR, 8 * MINUTE)
        world.garmin.add(run(RUN, world.now - HOUR, elapsed=600, km=2.0))
        world.ticks(2)
        (there,) = world.strava.alive()
        assert "bpm" not in (there.description or "")
        world.ticks(30)
        assert "bpm)" in (there.description or "")
        assert (there.description or "").count("♫ Soundtrack") == 1


def test_a_catalogue_that_is_away_is_left_alone_for_a_while_and_nobody_is_told(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        world.catalogues.inject("features", "502 HTML", times=99)
        world.plays(world.now - HOUR, 8 * MINUTE)
        world.garmin.add(run(RUN, world.now - HOUR, elapsed=600, km=2.0))
        reports = world.ticks(10)
        assert [report.failed for report in reports] == [[]] * 10
        assert world.catalogues.count("features") == 1
        assert len(world.strava.alive()) == 1


def test_a_song_that_no_catalogue_can_be_asked_for_is_looked_at_again_after_a_month(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        (one,) = playlist(3, world.now - HOUR, world.now - HOUR + MINUTE)
        world.spotify.heard(replace(one, song=replace(one.song, artist="")), local=True)
        world.garmin.add(run(RUN, world.now - HOUR, elapsed=600, km=2.0))
        world.ticks(3)
        (play,) = world.store.plays(ME, world.now - 2 * HOUR, world.now)
        facts = world.store.load(Facts, play.song.key)
        assert facts is not None
        assert facts.due is not None
        assert facts.due - world.now > 29 * DAY
        assert world.catalogues.count() == 0


def test_one_rewrite_when_no_question_is_open_and_not_one_for_each_answer(tmp_path: Path) -> None:
    """Eighteen songs, whose tempos Deezer tells one a minute: ReccoBeats knows none of these."""
    (tmp_path / "mine.j2").write_text(WITH_TEMPO)
    with MusicWorld(tmp_path, RUNTRACK_TEMPLATE=str(tmp_path / "mine.j2")) as world:
        world.connect("lastfm")
        heard = world.plays(world.now - HOUR, 55 * MINUTE, "lastfm")
        world.garmin.add(run(RUN, world.now - HOUR, elapsed=3400, km=11.0))
        world.ticks(2)
        world.strava.forget_calls()
        world.ticks(120)
        (there,) = world.strava.alive()
        assert (there.description or "").count("bpm)") > len(heard) / 3
        assert (world.strava.count("update"), world.strava.count("activity")) == (1, 2)


def test_pace_and_kilometre_are_written_once_the_route_is_read(tmp_path: Path) -> None:
    (tmp_path / "mine.j2").write_text("{% for s in songs %}\n{{ s.at }} km {{ s.km }} {{ s.pace }}/km\n{% endfor %}")
    with MusicWorld(tmp_path, RUNTRACK_TEMPLATE=str(tmp_path / "mine.j2")) as world:
        world.connect("spotify")
        world.plays(world.now - HOUR, 9 * MINUTE)
        world.tick()
        world.garmin.add(run(RUN, world.now - HOUR, elapsed=600, km=2.0))
        world.ticks(20)
        (there,) = world.strava.alive()
        lines = (there.description or "").splitlines()[1:-1]
        told = [re.fullmatch(r"\d:\d\d km (\d\.\d+) (?:4:5|5:0)\d/km", line) for line in lines]
        places = [float(one[1]) for one in told if one]
        assert places == sorted(places)
        assert (places[0], len(places), len(lines) > 2) == (0.0, len(lines), True)
        assert world.strava.count("update") == 1
