"""Insights, as they are kept: nothing is computed for a request."""

import secrets
from collections.abc import Callable

from fastapi import APIRouter

from sync.app import App
from sync.core.insights.kept import Insights
from sync.engine import insights as engine
from sync.engine.asks import experiment as verbs
from sync.engine.experiment import of_lists
from sync.entrypoints.api.answers import insights as answers
from sync.entrypoints.api.gate import Person
from sync.entrypoints.api.site import Here, Site
from sync.entrypoints.insights_fields import experiment_fields, fields

router = APIRouter(tags=["insights"])


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
