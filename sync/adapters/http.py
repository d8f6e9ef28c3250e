"""The one place that sends over `requests`: base URLs, bounds, certificates, and refusals as one exception.

garminconnect and stravalib are given this session, so that both have the same bounds, follow no redirect to
another host, and report every refusal as `StatusError` before their own error mapping loses the status.
"""

import math
import os
import time
from collections.abc import Callable
from typing import Any

import requests
from urllib3.exceptions import NewConnectionError

from sync.adapters.bounds import CONNECT_SECONDS, LEAST_SECONDS, exchange
from sync.adapters.network_trouble import ca_bundle, causes
from sync.adapters.requests_pool import Pool
from sync.adapters.status_error import StatusError as StatusError
from sync.adapters.status_error import is_html as is_html
from sync.adapters.status_error import retry_after as retry_after
from sync.ports import Sleep
from sync.service import Hosts as Hosts

AGAIN_SECONDS = 0.5


class HttpSession(requests.Session):
    """A `requests.Session` that rewrites base URLs, bounds each exchange in time and bytes (`bounds.py`), follows no
    redirects, takes proxies but no logins from the environment, and tries a GET whose connection was refused once
    more (a service that restarts behind its load balancer)."""

    def __init__(
        self,
        hosts: Hosts,
        seconds: float,
        seen: Callable[[requests.Response], None],
        sleep: Sleep = time.sleep,
        *,
        pool: Pool | None = None,
        least: float = math.inf,
    ) -> None:
        """`seconds`: the patience with one exchange; `pool`: the connections, when they are shared; `least`: how much
        of its patience the tick must have left for it before anything but a GET is sent."""
        super().__init__()
        pool = pool or Pool()
        for scheme in ("https://", "http://"):
            self.mount(scheme, pool)
        self._hosts, self._seconds, self._least, self._sleep = hosts, seconds, least, sleep
        self.verify = ca_bundle(os.environ) or True
        self.auth = _as_it_is  # with none at all, requests puts a login from ~/.netrc in the token's place
        self.hooks["response"] = [lambda response, *_args, **_kwargs: seen(response)]
        self._surroundings: dict[str, Any] = {}

    def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs |= {"allow_redirects": False, "stream": True}  # the pool reads the body, within its bounds

        def send() -> requests.Response:
            return super(HttpSession, self).request(method, self._hosts.rewrite(str(method), str(url)), *args, **kwargs)

        least = LEAST_SECONDS if method == "GET" else self._least
        with exchange(self._seconds, least=least) as seconds:
            kwargs["timeout"] = (min(CONNECT_SECONDS, seconds), seconds)  # one library brings its own, the other none
            return self._twice(send) if method == "GET" else send()

    def merge_environment_settings(self, url: Any, *given: Any) -> Any:
        """What the environment says of proxies and certificates, looked up once for each service: requests goes
        through all variables for each request, and on a Mac through the system's settings."""
        origin = repr((str(url).split("/", 3)[:3], given))
        if origin not in self._surroundings:
            self._surroundings[origin] = super().merge_environment_settings(url, *given)
        return dict(self._surroundings[origin])

    def _twice(self, send: Callable[[], requests.Response]) -> requests.Response:
        try:
            return send()
        except Exception as error:
            if not _refused(error):
                raise
        self._sleep(AGAIN_SECONDS)
        return send()


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def refuse(response: requests.Response) -> None:
    """Raise `StatusError` for everything that is not a 2xx."""
    if not 200 <= response.status_code < 300:
        raise StatusError(response.status_code, response.headers, response.content)


def _refused(error: BaseException) -> bool:
    return any(isinstance(cause, NewConnectionError) for cause in causes(error))
