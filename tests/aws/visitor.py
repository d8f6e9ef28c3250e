"""A browser without a window at the pages' address: it keeps cookies, and says where its wishes are made."""

import gzip
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.aws.deployed import Deployed, Failed, expect
from tests.aws.edge import Edge
from tests.aws.exchange import Answered, Sent
from tests.aws.http_api import WEB, HttpApi
from tests.support.entrypoints.web_on_aws import Answer


def edge_of(deployed: Deployed) -> Edge:
    """What is in front of an installation; one for all scenes, with what it keeps."""
    if deployed.edge is None:
        outputs, s3 = deployed.deployment.outputs(), deployed.cloud.client("s3")

        def file(bucket: str, name: str) -> tuple[bytes, dict[str, str]] | None:
            try:
                found = s3.get_object(Bucket=bucket, Key=name)
            except s3.exceptions.NoSuchKey:
                return None
            told = {"content-type": found["ContentType"], "etag": found["ETag"]}
            return found["Body"].read(), {**told, "cache-control": found.get("CacheControl", "")}

        cloudfront = deployed.cloud.cloudfront
        deployed.edge = Edge(
            cloudfront,
            cloudfront.the("distribution", outputs["distribution_id"]),
            HttpApi(deployed),
            file,
            lambda bucket: json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"]),
        )
        address = str(deployed.function(WEB).told["Environment"]["Variables"]["APP_URL"])
        expect("the address that the function is told", address, outputs["web_address"])
        expect("whose it is", urlsplit(address).hostname, deployed.edge.host)
    edge: Edge = deployed.edge
    return edge


@dataclass
class Visitor:
    """One."""

    edge: Edge
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, given: Any = None, *, site: str = "same-origin", status: int = 200) -> Answer:
        """The answer, which must have this status."""
        headers = {"sec-fetch-site": site}
        if status == 303:
            headers["sec-fetch-mode"] = "navigate"  # the address bar, and pages of others that lead here
        if given is not None:
            headers["content-type"] = "application/json"
        body = b"" if given is None else json.dumps(given).encode()
        answered = self.send(method, path, body, **headers)
        answer = unpacked(answered)
        if answer.status != status:
            raise Failed(f"{method} {path}: {answer.status} instead of {status}: {answer.body[:500]!r}")
        return answer

    def send(self, method: str, path: str, body: bytes = b"", /, **headers: str) -> Answered:
        """Whatever comes of it."""
        path, _, query = path.partition("?")
        sent = {"host": self.edge.host, "user-agent": "Mozilla/5.0 Firefox/140.0", "accept-encoding": "gzip, br"}
        sent |= {name.replace("_", "-"): text for name, text in headers.items()}
        if body:
            sent["content-length"] = str(len(body))
        if self.cookies:
            sent["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answered = self.edge.answer(Sent(method, path, query, tuple(sent.items()), body))
        for cookie in answered.cookies:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answered

    def get(self, path: str, *, status: int = 200) -> Answer:
        return self.ask("GET", path, status=status)


def unpacked(answered: Answered) -> Answer:
    """As a browser's page sees it."""
    headers = {name.lower(): text for name, text in answered.headers if name.lower() != "set-cookie"}
    body = gzip.decompress(answered.body) if headers.get("content-encoding") == "gzip" else answered.body
    return Answer(answered.status, headers, answered.cookies, body)
