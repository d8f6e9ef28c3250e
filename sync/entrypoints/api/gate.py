"""Who may come in, and as whom: the checks in their order, and the person that a request is from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.middleware import Middleware

from sync.entrypoints.api.access.callers import Callers, caller_of, nobody
from sync.entrypoints.api.access.checks import Checks
from sync.entrypoints.api.access.counting import Counting
from sync.entrypoints.api.access.headers import Headers
from sync.entrypoints.api.access.log import AccessLog
from sync.entrypoints.api.access.policy import Policy
from sync.entrypoints.api.language import Languages
from sync.entrypoints.api.packing import Packing
from sync.entrypoints.api.site import Site


@dataclass(frozen=True)
class Gate:
    """Of one server. `middleware`: around everything, the outermost first; `answered`: how many answers of each status
    there were."""

    policy: Policy
    counting: Counting
    middleware: Sequence[Middleware]
    answered: dict[int, int]


def gate_of(site: Site, policy: Policy) -> Gate:
    """What an answer tells a browser, and the log, is so for refusals as well; the address of a request is known before
    anybody is counted by it."""
    counting, answered = Counting(policy), dict[int, int]()
    middleware = [
        Middleware(Languages),
        Middleware(Headers, policy),
        Middleware(Packing),
        Middleware(AccessLog, answered),
        *_proxies(policy),
        Middleware(Checks, policy),
        Middleware(Callers, site, policy, counting),
    ]
    return Gate(policy, counting, middleware, answered)


def _proxies(policy: Policy) -> list[Middleware]:
    if not policy.proxies:
        return []
    from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware  # the server's, which a function lacks

    return [Middleware(ProxyHeadersMiddleware, trusted_hosts=list(policy.proxies))]


async def who(request: Request) -> str:
    """Raises `Refusal` for a stranger."""
    user = caller_of(request).user
    if not user:
        raise nobody()
    return user


Person = Annotated[str, Depends(who)]
"""The parameter of an endpoint that is about one person: their name."""
