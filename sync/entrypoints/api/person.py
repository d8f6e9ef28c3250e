"""What a person prefers, and who they are."""

from importlib.metadata import version

from fastapi import APIRouter

from sync.app import App
from sync.engine import run_pages
from sync.engine.asks import preferences as verb
from sync.engine.asks.preview_text import TextPreview, preview_latest, preview_text
from sync.engine.people import seen_of
from sync.entrypoints.api.answers import runs
from sync.entrypoints.api.answers import settings as answers
from sync.entrypoints.api.gate import Person
from sync.entrypoints.api.site import Here

router = APIRouter(tags=["person"])


@router.get("/preferences")
async def preferences(site: Here, person: Person) -> answers.Preferences:
    """Everything that can be set for a person, and where each value comes from."""
    return _told(verb.preferences(site.installation, person))


@router.put("/preferences")
async def change_preferences(site: Here, person: Person, asked: answers.PreferencesAsked) -> answers.Preferences:
    """Set some of one's own, or go back to the installation's. It holds from the next tick on."""
    return _told(await site.change(person, lambda app: verb.change_preferences(app, person, asked.changes, site.now())))


@router.post("/preferences/preview")
async def preview(site: Here, person: Person, asked: answers.PreviewAsked) -> runs.TextPreview:
    """The text of the last run with music, or of `run`, by a template or style that is only tried."""
    given = {"template": asked.template, "style": asked.style}
    wanted = {name: text for name, text in given.items() if text is not None}

    def looked(app: App) -> TextPreview:
        tried = verb.tried(app, person, wanted) if wanted else app
        if asked.run is None:
            return preview_latest(tried, person)
        return preview_text(tried, [run_pages.run(app, person, asked.run)])

    seen = await site.look(person, looked)
    return runs.TextPreview(id=seen.run.name, title=seen.run.title, text=seen.text)


@router.get("/me")
async def me(site: Here, person: Person) -> answers.Me:
    """Who is asking, and what is here of them."""
    app = site.app(person)
    seen = seen_of(app.store, person)
    return answers.Me(
        name=seen.name,
        since=seen.since,
        last_tick=seen.last_tick,
        runs=seen.runs,
        connected=list(seen.connected),
        version=version("runtrack"),
        source=app.title(app.source_name),
        target=app.target_title,
    )


def _told(seen: list[verb.PreferenceView]) -> answers.Preferences:
    return answers.Preferences(
        preferences=[
            answers.Preference(
                name=one.name,
                variable=one.variable,
                value=one.value,
                origin=one.origin.value,
                secret=one.is_secret,
                set=one.is_set,
                about=one.about,
                choices=list(one.choices),
            )
            for one in seen
        ]
    )
