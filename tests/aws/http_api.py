"""The HTTP API in front of the pages' function, as Terraform made it, and a browser that goes by its address.

Played: the route, the integration with its role, the payload (format 2.0), the 6 MB of an answer. Not played: the
throttle of the stage, which AWS counts.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.aws.calls import Call
from tests.aws.deployed import Deployed, Failed, expect
from tests.support.entrypoints.web_on_aws import VIEWER, Answer, answer_of, event

WEB = "runtrack-web"
MOST = 6 * 1024 * 1024


class HttpApi:
    """One for an installation."""

    def __init__(self, deployed: Deployed) -> None:
        self._deployed, gateway = deployed, deployed.cloud.client("apigatewayv2")
        (api,) = (each for each in gateway.get_apis()["Items"] if each["Name"] == deployed.prefix + WEB)
        (route,) = gateway.get_routes(ApiId=api["ApiId"])["Items"]
        (told,) = gateway.get_integrations(ApiId=api["ApiId"])["Items"]
        (stage,) = gateway.get_stages(ApiId=api["ApiId"])["Items"]
        self.function = deployed.function(WEB)
        expect("the route", (route["RouteKey"], route["Target"]), ("$default", f"integrations/{told['IntegrationId']}"))
        expect("the payload", (told["IntegrationType"], told["PayloadFormatVersion"]), ("AWS_PROXY", "2.0"))
        expect("the stage", (stage["StageName"], stage["AutoDeploy"]), ("$default", True))
        if str(self.function.told["FunctionArn"]) not in told["IntegrationUri"]:
            raise Failed(f"the HTTP API calls {told['IntegrationUri']}")
        self.address = str(self.function.told["Environment"]["Variables"]["APP_URL"])
        self.role = str(told["CredentialsArn"]).rpartition("/")[2]

    def ask(self, method: str, path: str, query: str, body: str | None, headers: Mapping[str, str]) -> Answer:
        """One request of a browser's."""
        need = ("lambda:InvokeFunction", str(self.function.told["FunctionArn"]))
        self._deployed.cloud.calls.append(Call(f"ASIA{self.role}", "lambda", "", "Invoke", (need,)))
        asked, host = event(method, path, query, body, **headers), urlsplit(self.address).netloc
        asked["headers"] |= {"host": host, "x-forwarded-for": VIEWER}
        asked["headers"].pop("via")
        asked["requestContext"]["domainName"] = host
        asked["requestContext"]["http"]["sourceIp"] = VIEWER
        outcome = self.function.invoke(asked)
        if outcome.what != "response" or outcome.problems:
            raise Failed(f"{method} {path} ended with {outcome.what} {outcome.answer}: {outcome.lines}")
        if len(json.dumps(outcome.answer)) > MOST:
            raise Failed(f"the answer to {path} is larger than Lambda lets through")
        return answer_of(outcome.answer)


@dataclass
class Visitor:
    """A browser: it keeps cookies, and says where its wishes are made."""

    api: HttpApi
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, given: Any = None, *, site: str = "same-origin", status: int = 200) -> Answer:
        """The answer, which must have this status."""
        path, _, query = path.partition("?")
        sent = {"sec-fetch-site": site, "user-agent": "Mozilla/5.0 Firefox/140.0"}
        if status == 303:
            sent["sec-fetch-mode"] = "navigate"  # the address bar, and pages of others that lead here
        if self.cookies:
            sent["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if given is not None:
            sent["content-type"] = "application/json"
        answer = self.api.ask(method, path, query, None if given is None else json.dumps(given), sent)
        for cookie in answer.cookies:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        if answer.status != status:
            raise Failed(f"{method} {path}: {answer.status} instead of {status}: {answer.body[:500]!r}")
        return answer

    def get(self, path: str, *, status: int = 200) -> Answer:
        return self.ask("GET", path, status=status)
