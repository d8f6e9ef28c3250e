"""The page of an invitation."""

from pathlib import Path

from fastapi import APIRouter, Request, Response
from starlette.responses import HTMLResponse

from sync.entrypoints.api.pages import no_pages

pages = APIRouter(include_in_schema=False)
SECRET = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex", "Cache-Control": "no-store"}
"""Of the page whose address is the invitation: it goes to no other site, no search and no cache."""


@pages.get("/join/{code}")
async def join_page(code: str, request: Request) -> Response:
    """The pages' own page. A preview of the link reads nothing of who has sent it, and uses nothing up."""
    page: Path = request.app.state.pages / "index.html"
    return HTMLResponse(page.read_text(), headers=SECRET) if page.is_file() else no_pages()
