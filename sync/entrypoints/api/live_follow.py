"""A run in progress is followed by its link: begin, see, stop."""

from fastapi import APIRouter

from sync.app import App
from sync.core.live.followed import LiveFollowed
from sync.engine.asks import live_follow as verbs
from sync.engine.live.following_live import source_of
from sync.entrypoints.api.answers import live_follow as answers
from sync.entrypoints.api.gate import Person
from sync.entrypoints.api.site import Here

router = APIRouter(tags=["live"])


@router.get("/live/follow")
async def see_followed(site: Here, person: Person) -> answers.LiveFollow:
    """Whether runs are followed for you, and the one that is, or was last."""
    app, now = site.app(person), site.now()
    known = verbs.followed(app.store, person)
    return answers.LiveFollow(
        switched_on=source_of(app, person, now) is not None,
        following=_told(app, known) if known is not None else None,
    )


@router.post("/live/follow", status_code=201)
async def follow_run(site: Here, person: Person, wish: answers.FollowWish) -> answers.LiveFollowing:
    """Follow the run that a link leads to, in the place of the one before, until it is over."""
    now = site.now()
    known = await site.ask(person, lambda app: verbs.follow(app, person, wish.link, now))
    return _told(site.app(person), known)


@router.delete("/live/follow", status_code=204)
async def stop_following(site: Here, person: Person) -> None:
    """Follow it no longer, and forget its link."""
    await site.change(person, lambda app: verbs.stop(app.store, person))


def _told(app: App, known: LiveFollowed) -> answers.LiveFollowing:
    return answers.LiveFollowing(
        on=known.over is None,
        service=app.title(known.source),
        runner=known.name,
        since=known.since,
        last=known.last,
        trouble=known.why,
        over=str(known.over or ""),
    )
