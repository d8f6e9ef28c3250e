"""The API's description (OpenAPI 3.1), of which the pages' types are made: problems under the type that they have."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from sync.entrypoints.api.answers.problem import Problem
from sync.entrypoints.api.problems import MEDIA_TYPE

ABOUT = "What the pages of Runtrack are made of; docs/api.md tells it in order. Problems are RFC 9457 documents."


def described(app: FastAPI) -> dict[str, Any]:
    """Made once for an application."""
    if app.openapi_schema is None:
        made = get_openapi(title=app.title, version=app.version, description=ABOUT, routes=app.routes)
        for operations in made["paths"].values():
            for operation in operations.values():
                for status, response in operation["responses"].items():
                    if status >= "400":
                        response["content"] = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        _with_problem(made)
        app.openapi_schema = made
    return app.openapi_schema


def _with_problem(made: dict[str, Any]) -> None:
    """FastAPI's own shapes of wrong requests are never sent."""
    schemas = made["components"]["schemas"]
    problem = Problem.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs") | {"Problem": problem}
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    made["components"]["schemas"] = dict(sorted(schemas.items()))
