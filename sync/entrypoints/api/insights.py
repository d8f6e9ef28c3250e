"""Insights, as they are kept: nothing is computed for a request."""

from fastapi import APIRouter

from sync.core.insights.kept import Insights
from sync.engine import insights as engine
from sync.entrypoints.api.answers import insights as answers
from sync.entrypoints.api.gate import Person
from sync.entrypoints.api.site import Here
from sync.entrypoints.insights_fields import fields

router = APIRouter(tags=["insights"])


@router.get("/insights")
async def insights(site: Here, person: Person) -> answers.InsightsAnswer:
    """What the music does to your running: each question with its answer in words, then the figures."""
    here = site.app(person).statistics is not None
    return _told(await site.short_look("insights", person, lambda app: engine.insights_of(app, person)), here)


def _told(kept: Insights | None, here: bool) -> answers.InsightsAnswer:
    anew = kept is not None and kept.due is not None
    return answers.InsightsAnswer.model_validate({**fields(kept), "anew": anew, "here": here})
