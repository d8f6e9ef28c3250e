"""What a person asks for about one run: start over, leave out, write or take out its text; and that text beforehand."""

from collections.abc import Callable

from fastapi import APIRouter

from sync.app import App
from sync.core.activity import Activity
from sync.engine import run_pages
from sync.engine.asks import annotate, no_text, remove, retry, skip
from sync.engine.asks.preferences import change_preferences
from sync.engine.asks.preview_text import preview_text
from sync.engine.run_pages import RunView
from sync.entrypoints.api import told_runs
from sync.entrypoints.api.answers import runs as answers
from sync.entrypoints.api.gate import Person
from sync.entrypoints.api.site import Here, Site

router = APIRouter(tags=["runs"])


@router.post("/activities/{id}/retry")
async def retry_run(site: Here, person: Person, id: str, asked: answers.RetryAsked) -> answers.Run:
    """Start a failed or skipped run over. The target is looked at first, as always."""
    return await _done(site, person, id, lambda app, row: retry.retry(app, row, site.now(), force=asked.force).after)


@router.post("/activities/{id}/skip")
async def skip_run(site: Here, person: Person, id: str) -> answers.Run:
    """Leave a run out for good: it is never uploaded, unless it is retried."""
    return await _done(site, person, id, lambda app, row: skip.skip(app, row, site.now()).after)


@router.post("/activities/{id}/annotate")
async def annotate_run(site: Here, person: Person, id: str) -> answers.Run:
    """Look for its music at the next tick, and write its text whatever was decided of it before."""
    return await _done(site, person, id, lambda app, row: annotate.annotate(app, row, site.now()).run)


@router.post("/activities/{id}/no-text")
async def no_text_for_run(site: Here, person: Person, id: str) -> answers.Run:
    """Write no text for it. What stands there already stays."""
    return await _done(site, person, id, lambda app, row: no_text.no_text(app, row, site.now()).run)


@router.delete("/activities/{id}/text")
async def remove_text_of_run(site: Here, person: Person, id: str) -> answers.Run:
    """Take our text and emoji out at the next tick; they are not written again."""
    return await _done(site, person, id, lambda app, row: remove.remove(app, row, site.now()))


@router.put("/activities/{id}/style")
async def style_of_run(site: Here, person: Person, id: str, asked: answers.StyleAsked) -> answers.Run:
    """Another style for every text from now on (as the preference `style`, in place of a template of one's own); this
    run's is written anew in it."""

    def choose(app: App) -> None:
        run_pages.run(app, person, id)
        change_preferences(app, person, {"style": asked.style, "template": None}, site.now())

    await site.change(person, choose)
    return await annotate_run(site, person, id)


@router.get("/activities/{id}/text")
async def text_of_run(site: Here, person: Person, id: str) -> answers.TextPreview:
    """The text of its description as it would be written now."""
    seen = await site.look(person, lambda app: preview_text(app, [run_pages.run(app, person, id)]))
    return answers.TextPreview(id=seen.run.name, title=seen.run.title, text=seen.text)


async def _done(site: Site, person: str, id: str, wish: Callable[[App, Activity], Activity]) -> answers.Run:
    """Carry out a wish about a run, and show the run as the wish has left it."""

    def work(app: App) -> RunView:
        return run_pages.seen(app, wish(app, run_pages.run(app, person, id)), site.now())

    return told_runs.one(site.app(person), await site.change(person, work))
