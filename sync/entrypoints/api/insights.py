"""Insights, as they are kept: nothing is computed for a request."""

import secrets
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query

from sync.app import App
from sync.core.insights.for_cadence import FASTEST, SLOWEST
from sync.core.insights.kept import Insights
from sync.engine import insights as engine
from sync.engine.asks import experiment as verbs
from sync.engine.asks import own_playlists
from sync.engine.experiment import of_lists
from sync.entrypoints.api import told_songs
from sync.entrypoints.api.answers import insights as answers
from sync.entrypoints.api.answers.songs import MadePlaylist
from sync.entrypoints.api.gate import Person
from sync.entrypoints.api.site import Here, Site
from sync.entrypoints.insights_fields import cadence_fields, experiment_fields, fields

router = APIRouter(tags=["insights"])

Steps = Annotated[int | None, Query(ge=SLOWEST, le=FASTEST)]


@router.get("/insights")
async def insights(site: Here, person: Person) -> answers.InsightsAnswer:
    """What the music does to your running: each question with its answer in words, then the figures."""
    here = site.app(person).statistics is not None
    return _told(await site.short_look("insights", person, lambda app: engine.insights_of(app, person)), here)


@router.get("/insights/experiment")
async def experiment(site: Here, person: Person) -> answers.ExperimentAnswer:
    """The shuffle experiment, with the list for the next run and what was found so far."""
    return await site.look(person, lambda app: _shuffled(app, person))


@router.post("/insights/experiment")
async def begin_experiment(site: Here, person: Person) -> answers.ExperimentAnswer:
    """Begin one, of the songs that you run to most; one that was ended goes, with what was found."""
    return await _done(site, person, lambda app: verbs.begin(app, person, secrets.randbits(32), site.now()))


@router.delete("/insights/experiment")
async def end_experiment(site: Here, person: Person) -> answers.ExperimentAnswer:
    """It takes in no more runs; what was found stays."""
    return await _done(site, person, lambda app: verbs.end(app, person, site.now()))


@router.post("/insights/experiment/playlist")
async def playlist_of_experiment(site: Here, person: Person) -> MadePlaylist:
    """The list for the next run as a private playlist of yours, in its order: made once, and changed in place."""

    def work(app: App) -> MadePlaylist:
        return told_songs.playlist(app, own_playlists.experiment_playlist(app, person, site.now()))

    return await site.ask(person, work)


@router.get("/insights/cadence")
async def songs_for_cadence(site: Here, person: Person, steps: Steps = None) -> answers.CadenceAnswer:
    """Songs of yours for so many steps a minute, without `steps` for as many as you usually take; looked for now."""

    def look(app: App) -> answers.CadenceAnswer:
        seen = own_playlists.cadence_songs(app, person, steps)
        return answers.CadenceAnswer.model_validate(cadence_fields(seen))

    return await site.look(person, look)


@router.post("/insights/cadence")
async def playlist_for_cadence(site: Here, person: Person, asked: answers.CadenceAsked) -> MadePlaylist:
    """These songs as a private playlist of yours: one for each number of steps, made once and changed in place."""

    def work(app: App) -> MadePlaylist:
        return told_songs.playlist(app, own_playlists.cadence_playlist(app, person, asked.steps, site.now()))

    return await site.ask(person, work)


async def _done(site: Site, person: str, work: Callable[[App], object]) -> answers.ExperimentAnswer:
    def worked(app: App) -> answers.ExperimentAnswer:
        work(app)
        return _shuffled(app, person)

    return await site.change(person, worked)


def _shuffled(app: App, person: str) -> answers.ExperimentAnswer:
    return answers.ExperimentAnswer.model_validate(experiment_fields(*of_lists(app, person)))


def _told(kept: Insights | None, here: bool) -> answers.InsightsAnswer:
    anew = kept is not None and kept.due is not None
    return answers.InsightsAnswer.model_validate({**fields(kept), "anew": anew, "here": here})
