"""What strangers see behind a link to a run: data, route, page and picture. Nothing here needs a person."""

import hashlib
from collections.abc import Callable
from html import escape
from pathlib import Path

from fastapi import APIRouter, Request, Response
from starlette.responses import HTMLResponse

from sync.app import App
from sync.core.route_packing import packed
from sync.engine.own import app_of
from sync.engine.shared_views import SharedView, find_link, shared_view
from sync.entrypoints.api.answers import shares as answers
from sync.entrypoints.api.pages import no_pages
from sync.entrypoints.api.problems import Refusal
from sync.entrypoints.api.shared_picture import HEIGHT, WIDTH, picture
from sync.entrypoints.api.site import Here, Site
from sync.entrypoints.api.tags import is_known

router = APIRouter(tags=["shares"])
pages = APIRouter(include_in_schema=False)
UNLISTED = {"X-Robots-Tag": "noindex", "Cache-Control": "no-cache"}
"""A link that is revoked must not live on in a cache, nor be found by search."""


@router.get("/shared/{id}")
async def shared_run(site: Here, id: str, response: Response) -> answers.SharedRunAnswer:
    """A run that its owner shows to whoever has the link; nobody has to sign in."""
    seen = await _seen(site, id, lambda _, view: view)
    response.headers.update(UNLISTED)
    return answers.SharedRunAnswer(
        title=seen.title,
        day=seen.day.isoformat(),
        sport=seen.sport,
        distance=seen.distance,
        seconds=seen.seconds,
        heart_rate=seen.heart_rate,
        shows=list(seen.link.shows),
        songs=[
            answers.SharedSongAnswer(
                title=each.song.title,
                artist=each.song.artist,
                album=each.song.album,
                begins=each.begins,
                ends=each.ends,
                pace=each.pace,
                heart_rate=each.heart_rate,
                cadence=each.cadence,
                tempo=each.tempo,
            )
            for each in seen.songs
        ],
        route=seen.made is not None and len(seen.made.route) > 0,
        hidden=seen.made is not None and not seen.made.whole,
    )


@router.get(
    "/shared/{id}/route",
    responses={200: {"description": "As `/api/activities/{id}/route`", "content": {"application/json": {}}}},
)
async def shared_route(site: Here, id: str, request: Request) -> Response:
    """Its route, cut by the owner's privacy zones; times and distances begin at 0."""

    def kept(app: App, view: SharedView) -> bytes:
        if view.made is None or not len(view.made.route):
            raise Refusal(404, "no-route", "No route of it is shown.")
        return packed(view.made.route)

    data = await _seen(site, id, kept)
    return _answered(request, data, "application/json", {"Content-Encoding": "gzip"})


@pages.get("/s/{id}/picture.png")
async def shared_picture(site: Here, id: str, request: Request) -> Response:
    """For the preview of a link."""
    return _answered(
        request,
        await _seen(site, id, lambda _, view: picture(view)),
        "image/png",
        {"Cross-Origin-Resource-Policy": "cross-origin"},
    )


@pages.get("/s/{id}")
async def shared_page(site: Here, id: str, request: Request) -> Response:
    """The pages' own page, which a preview of a link can read as well."""
    page: Path = request.app.state.pages / "index.html"
    if not page.is_file():
        return no_pages()
    text = page.read_text()
    try:
        told = await _seen(site, id, lambda app, view: _told(site, app, view))
    except Refusal:
        return HTMLResponse(text, 404, UNLISTED)
    return HTMLResponse(text.replace("<title>Runtrack</title>", told, 1), headers=UNLISTED)


def _told(site: Site, app: App, seen: SharedView) -> str:
    """In the owner's language: who reads a preview says none. Names are anybody's: no sign of them means anything to a
    browser."""
    title = escape(seen.title or app.in_language("A run"))
    facts = (seen.day.isoformat(), _length(seen), _songs(seen))
    said = escape(" · ".join(app.in_language(each) for each in facts if each))
    address = escape(f"{site.address}/s/{seen.link.id}")
    told = {
        "og:title": title,
        "og:description": said,
        "og:type": "article",
        "og:url": address,
        "og:image": f"{address}/picture.png",
        "og:image:width": str(WIDTH),
        "og:image:height": str(HEIGHT),
        "twitter:card": "summary_large_image",
    }
    tags = "".join(f'<meta property="{name}" content="{value}" />' for name, value in told.items())
    return f"<title>{title}</title>{tags}"


def _length(seen: SharedView) -> str:
    return f"{seen.distance / 1000:.1f} km" if seen.distance else ""


def _songs(seen: SharedView) -> str:
    return f"{len(seen.songs)} song{'' if len(seen.songs) == 1 else 's'}" if seen.songs else ""


async def _seen[T](site: Site, id: str, made: Callable[[App, SharedView], T]) -> T:
    """What comes of a link's view, worked out in a thread. Raises `Refusal` for a link that leads nowhere."""
    link = find_link(site.installation, id, site.now())

    def looked(app: App) -> T | None:
        if link is None:
            return None
        own = app_of(app, link.user)
        view = shared_view(own, link)
        return made(own, view) if view is not None else None

    found = await site.look(link.user, looked) if link is not None else None
    if found is None:
        raise Refusal(404, "not-found", "This link leads nowhere: it has ended, was taken back, or never was.")
    return found


def _answered(request: Request, data: bytes, kind: str, headers: dict[str, str]) -> Response:
    tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    always = {**UNLISTED, "ETag": tag}
    if is_known(request, tag):
        return Response(status_code=304, headers=always)
    return Response(data, headers={**always, **headers}, media_type=kind)
