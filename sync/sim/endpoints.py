"""Which endpoint of a simulated service a request is for."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from werkzeug.routing import Map, Rule


class Endpoints:
    """The rules of a service: (endpoint, METHOD, werkzeug rule). A path that says nothing but which endpoint it is of
    is looked up once, for a day of ticks asks the same of it 1,440 times."""

    def __init__(self, rules: Iterable[tuple[str, str, str]]) -> None:
        self._map = Map([Rule(rule, methods=[method], endpoint=e) for e, method, rule in rules], strict_slashes=False)
        self._plain: dict[tuple[str, str], str] = {}

    def of_request(self, environ: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
        """The endpoint, and what the path says besides. Raises werkzeug's `HTTPException` where there is none."""
        asked = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        if (endpoint := self._plain.get(asked)) is not None:
            return endpoint, {}
        endpoint, args = self._map.bind_to_environ(dict(environ)).match()
        if not args:
            self._plain[asked] = endpoint
        return endpoint, args

    def of_path(self, method: str, path: str) -> str:
        """The endpoint alone. Raises the same."""
        endpoint, _ = self._map.bind("sim").match(path, method=method)
        return str(endpoint)


@cache
def endpoints_of(rules: tuple[tuple[str, str, str], ...]) -> Endpoints:
    """Those of a kind of service: werkzeug compiles its rules once, however many such services a test run starts."""
    return Endpoints(rules)
