"""The HTTP API in front of the pages' function, as Terraform made it.

Played: the route, the integration with its role, the payload (format 2.0), the 6 MB of a request and of an answer, the
10 KB of headers. Not played: the throttle of the stage, which AWS counts.
"""

import base64
import json
from typing import Any
from urllib.parse import urlsplit

from tests.aws.calls import Call
from tests.aws.deployed import Deployed, Failed, expect
from tests.aws.exchange import Answered, Sent

WEB = "runtrack-web"
MOST, MOST_OF_HEADERS = 6 * 1024 * 1024, 10_240


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
        self.host = str(urlsplit(api["ApiEndpoint"]).hostname)
        self.role = str(told["CredentialsArn"]).rpartition("/")[2]
        self.asked, self.last = 0, dict[str, Any]()

    def answered(self, sent: Sent) -> Answered:
        """One request, by whoever knows the address."""
        if dict(sent.headers).get("host") != self.host:
            return _own(403, "Forbidden")
        if sum(len(name) + len(text) for name, text in sent.headers) > MOST_OF_HEADERS:
            return _own(431, "Request Header Fields Too Large")
        event = event_of(sent, self.host)
        if len(json.dumps(event)) > MOST:
            return _own(413, "Request Entity Too Large")
        need = ("lambda:InvokeFunction", str(self.function.told["FunctionArn"]))
        self._deployed.cloud.calls.append(Call(f"ASIA{self.role}", "lambda", "", "Invoke", (need,)))
        self.asked, self.last = self.asked + 1, event
        outcome = self.function.invoke(event)
        if outcome.what != "response" or outcome.problems:
            raise Failed(f"{sent.method} {sent.path} ended with {outcome.what} {outcome.answer}: {outcome.lines}")
        if len(json.dumps(outcome.answer)) > MOST:
            raise Failed(f"the answer to {sent.path} is larger than Lambda lets through")
        told, text = outcome.answer, outcome.answer.get("body", "")
        body = base64.b64decode(text) if told.get("isBase64Encoded") else text.encode()
        headers = [(name.lower(), str(each)) for name, each in told.get("headers", {}).items()]
        headers += [("set-cookie", each) for each in told.get("cookies", [])]
        return Answered(told["statusCode"], tuple(headers), body)


def event_of(sent: Sent, host: str) -> dict[str, Any]:
    """Payload format 2.0; a body that is no text is sent as base64."""
    headers = dict(sent.headers)
    cookies = headers.pop("cookie", "")
    http = {"method": sent.method, "path": sent.path, "protocol": "HTTP/1.1", "sourceIp": sent.address}
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": sent.path,
        "rawQueryString": sent.query,
        "headers": {**headers, "x-forwarded-for": _through(headers.get("x-forwarded-for", ""), sent.address)},
        "requestContext": {"domainName": host, "http": http},
        "isBase64Encoded": False,
    }
    if cookies:
        event["cookies"] = [each.strip() for each in cookies.split(";")]
    if sent.body:
        plain = headers.get("content-type", "").startswith(("application/json", "text/"))
        event["body"] = sent.body.decode("utf-8", "replace") if plain else base64.b64encode(sent.body).decode()
        event["isBase64Encoded"] = not plain
    return event


def _through(forwarded: str, address: str) -> str:
    return f"{forwarded}, {address}" if forwarded else address


def _own(status: int, said: str) -> Answered:
    return Answered(status, (("content-type", "application/json"),), json.dumps({"message": said}).encode())
