"""The built pages: files as they are, and the one page for every other address that is not the API's."""

from pathlib import Path

from fastapi import FastAPI, Request
from starlette.responses import FileResponse, HTMLResponse, Response

from sync.entrypoints.api.assets import asset, files_of
from sync.entrypoints.api.early import early
from sync.entrypoints.api.problems import Refusal

NO_PAGES = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Runtrack</title></head><body>
<h1>Runtrack runs, and has no pages yet</h1>
<p>They are made once, in the folder that Runtrack was installed from: <code>make web</code>. Then load this page again.
Everything that they show is at <a href="/api/openapi.json">/api</a> already.</p></body></html>"""


def no_pages() -> Response:
    return HTMLResponse(NO_PAGES, 503)


def serve_pages(app: FastAPI, folder: Path) -> None:
    """To be called last: it answers whatever nothing else does."""

    @app.api_route("/assets/{name:path}", methods=["GET", "HEAD"], include_in_schema=False)
    async def file(name: str, request: Request) -> Response:
        return asset(folder / "assets", name, request)

    @app.get("/api/{rest:path}", include_in_schema=False)
    async def nothing(rest: str) -> Response:
        raise Refusal(404, "not-found", "There is no such endpoint.")

    @app.get("/{path:path}", include_in_schema=False)
    async def page(path: str, request: Request) -> Response:
        """Looked up by name among what lies there, never by joining what was asked for."""
        files = files_of(folder)
        if path in files and not path.startswith("."):
            return FileResponse(folder / path, headers={"Cache-Control": "no-cache"})
        if "index.html" not in files:
            return no_pages()
        headers = {"Cache-Control": "no-cache", **early(folder, path, request)}
        return FileResponse(folder / "index.html", headers=headers)
