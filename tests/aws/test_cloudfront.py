"""The pretended CloudFront refuses what AWS refuses, and its edge keeps what AWS would keep: each told apart."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.aws.cloud import ACCOUNT, Cloud
from tests.aws.edge import NEVER_KEPT, Edge
from tests.aws.exchange import Answered, Sent

OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
BUCKET = "pages"
CODE = b"""function handler(event) {
  if (event.request.uri == '/x') event.request.uri = '/index.html'
  return event.request
}"""


@dataclass
class Api:
    """Behind the edge: it writes down what it is asked, and answers what it is told to."""

    asked: list[Sent] = field(default_factory=list)
    status: int = 404

    def answered(self, sent: Sent) -> Answered:
        self.asked.append(sent)
        return Answered(self.status, (("content-type", "application/json"), ("set-cookie", "a=1")), b"{}")


@dataclass
class Account:
    cloud: Cloud
    cloudfront: Any
    api: Api = field(default_factory=Api)
    files: dict[str, bytes] = field(default_factory=lambda: {"index.html": b"page", "assets/a.js": b"a" * 2_000})
    seconds: float = 0.0
    statement: dict[str, Any] = field(default_factory=dict)
    read: list[str] = field(default_factory=list)

    def edge(self, **changes: Any) -> Edge:
        """Of a distribution such as ours."""
        made = self.cloudfront.create_distribution(DistributionConfig={**self.config(), **changes})["Distribution"]
        source = {"StringEquals": {"AWS:SourceArn": made["ARN"]}}
        who = {"Principal": {"Service": "cloudfront.amazonaws.com"}, "Condition": source}
        self.statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{BUCKET}/*", **who}
        return Edge(
            self.cloud.cloudfront,
            self.cloud.cloudfront.the("distribution", made["Id"]),
            self.api,  # type: ignore[arg-type]  # what is asked of it is there
            self.file,
            lambda _: {"Statement": [self.statement]},
            lambda: self.seconds,
        )

    def file(self, bucket: str, name: str) -> tuple[bytes, dict[str, str]] | None:
        self.read.append(name)
        kept = "no-cache" if name == "index.html" else "max-age=100"
        return (self.files[name], {"cache-control": kept}) if name in self.files and bucket == BUCKET else None

    def function(self, code: bytes = CODE, name: str = "pages") -> Any:
        about = {"Comment": "", "Runtime": "cloudfront-js-2.0"}
        return self.cloudfront.create_function(Name=name, FunctionConfig=about, FunctionCode=code)

    def config(self) -> dict[str, Any]:
        made = self.function()
        arn = made["FunctionSummary"]["FunctionMetadata"]["FunctionARN"]
        self.cloudfront.publish_function(Name="pages", IfMatch=made["ETag"])
        control = self.cloudfront.create_origin_access_control(
            OriginAccessControlConfig={
                "Name": "pages",
                "SigningProtocol": "sigv4",
                "SigningBehavior": "always",
                "OriginAccessControlOriginType": "s3",
            }
        )["OriginAccessControl"]["Id"]
        headers = self.cloudfront.create_response_headers_policy(
            ResponseHeadersPolicyConfig={
                "Name": "web",
                "SecurityHeadersConfig": {"ContentTypeOptions": {"Override": True}},
            }
        )["ResponseHeadersPolicy"]["Id"]
        request = self.cloudfront.create_origin_request_policy(
            OriginRequestPolicyConfig={
                "Name": "api",
                "HeadersConfig": {"HeaderBehavior": "allExcept", "Headers": {"Quantity": 1, "Items": ["Host"]}},
                "CookiesConfig": {"CookieBehavior": "whitelist", "Cookies": {"Quantity": 1, "Items": ["__Host-sid"]}},
                "QueryStringsConfig": {"QueryStringBehavior": "all"},
            }
        )["OriginRequestPolicy"]["Id"]
        files = self._behaviour("s3", self.cache_policy(), headers, ["GET", "HEAD"])
        api = self._behaviour("api", NEVER_KEPT, headers, ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"])
        custom = {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only"}
        origins = [
            {"Id": "s3", "DomainName": f"{BUCKET}.s3.eu-central-1.amazonaws.com", "OriginAccessControlId": control},
            {"Id": "api", "DomainName": "x.execute-api.eu-central-1.amazonaws.com", "CustomOriginConfig": custom},
        ]
        kept = self._behaviour("s3", OPTIMIZED, headers, ["GET", "HEAD"])
        ordered = [
            {**api, "PathPattern": "/api/*", "OriginRequestPolicyId": request},
            {**kept, "PathPattern": "/assets/*"},
        ]
        function = {"FunctionARN": arn, "EventType": "viewer-request"}
        return {
            "CallerReference": "1",
            "Comment": "web",
            "Enabled": True,
            "DefaultRootObject": "index.html",
            "Origins": {"Quantity": 2, "Items": origins},
            "DefaultCacheBehavior": {**files, "FunctionAssociations": {"Quantity": 1, "Items": [function]}},
            "CacheBehaviors": {"Quantity": 2, "Items": ordered},
        }

    def cache_policy(self, name: str = "pages") -> str:
        none = {"HeadersConfig": {"HeaderBehavior": "none"}, "CookiesConfig": {"CookieBehavior": "none"}}
        key = {"EnableAcceptEncodingGzip": True, **none, "QueryStringsConfig": {"QueryStringBehavior": "none"}}
        config = {"Name": name, "MinTTL": 0, "DefaultTTL": 0, "MaxTTL": 86400}
        made = self.cloudfront.create_cache_policy(
            CachePolicyConfig={**config, "ParametersInCacheKeyAndForwardedToOrigin": key}
        )
        return str(made["CachePolicy"]["Id"])

    def _behaviour(self, origin: str, cache: str, headers: str, methods: list[str]) -> dict[str, Any]:
        return {
            "TargetOriginId": origin,
            "ViewerProtocolPolicy": "https-only",
            "CachePolicyId": cache,
            "ResponseHeadersPolicyId": headers,
            "Compress": origin == "s3",
            "AllowedMethods": {"Quantity": len(methods), "Items": methods},
        }


@pytest.fixture
def account() -> Iterator[Account]:
    with Cloud() as cloud:
        yield Account(cloud, cloud.client("cloudfront"))


def get(edge: Edge, path: str, **headers: str) -> Answered:
    sent = {"host": edge.host, **{name.replace("_", "-"): text for name, text in headers.items()}}
    try:
        return edge.answer(Sent("GET", path, "", tuple(sent.items())))
    finally:
        edge.close()


def refused(call: Any, **told: Any) -> tuple[int, str]:
    with pytest.raises(ClientError) as error:
        call(**told)
    return error.value.response["ResponseMetadata"]["HTTPStatusCode"], error.value.response["Error"]["Code"]


def test_what_aws_refuses_is_refused(account: Account) -> None:
    asked, edge = account.cloudfront, account.edge()
    id, policy = edge.distribution.id, account.cloud.cloudfront.the("cache-policy", _only(account, "cache-policy"))
    assert refused(account.cache_policy) == (409, "CachePolicyAlreadyExists")
    assert refused(account.function) == (409, "FunctionAlreadyExists")
    assert refused(account.function, name="long", code=b"x" * 10_241) == (413, "FunctionSizeLimitExceeded")
    assert refused(asked.delete_cache_policy, Id=policy.id, IfMatch="old") == (412, "PreconditionFailed")
    assert refused(asked.delete_cache_policy, Id=policy.id, IfMatch=policy.etag) == (409, "CachePolicyInUse")
    told = asked.get_distribution(Id=id)
    assert refused(asked.delete_distribution, Id=id, IfMatch=told["ETag"]) == (409, "DistributionNotDisabled")
    off = {**told["Distribution"]["DistributionConfig"], "Enabled": False}
    changed = asked.update_distribution(Id=id, IfMatch=told["ETag"], DistributionConfig=off)
    assert refused(asked.update_distribution, Id=id, IfMatch=told["ETag"], DistributionConfig=off)[0] == 412
    asked.delete_distribution(Id=id, IfMatch=changed["ETag"])
    asked.delete_cache_policy(Id=policy.id, IfMatch=policy.etag)
    assert refused(asked.get_distribution, Id=id) == (404, "NoSuchDistribution")


def test_a_function_runs_as_it_was_published_last(account: Account) -> None:
    edge = account.edge()
    etag = account.cloudfront.describe_function(Name="pages")["ETag"]
    told = {
        "FunctionConfig": {"Comment": "", "Runtime": "cloudfront-js-2.0"},
        "FunctionCode": CODE.replace(b"/x", b"/y"),
    }
    changed = account.cloudfront.update_function(Name="pages", IfMatch=etag, **told)
    etag = changed["ResponseMetadata"]["HTTPHeaders"]["etag"]
    assert [get(edge, path).status for path in ("/x", "/y")] == [200, 403]
    account.cloudfront.publish_function(Name="pages", IfMatch=etag)
    assert [get(edge, path).status for path in ("/x", "/y")] == [403, 200]


def test_a_file_stays_as_long_as_it_says_and_the_page_not_at_all(account: Account) -> None:
    edge = account.edge()
    assert [get(edge, path).kept for path in ("/", "/", "/assets/a.js", "/assets/a.js")] == [False, False, False, True]
    packed = get(edge, "/assets/a.js", accept_encoding="gzip")
    assert (packed.kept, packed.header("content-encoding")) == (False, "gzip")
    account.seconds = 101
    assert not get(edge, "/assets/a.js").kept
    edge.forget(["/assets/*"])
    assert not get(edge, "/assets/a.js").kept
    assert account.read.count("index.html") == 2


def test_an_error_stays_for_ten_seconds_even_where_nothing_is_kept_unless_told_otherwise(account: Account) -> None:
    edge = account.edge()
    assert [get(edge, "/api/x").kept for _ in range(2)] == [False, True]
    account.seconds = 11
    assert not get(edge, "/api/x").kept
    account.api.status = 401  # one that stays nowhere
    assert [get(edge, "/api/y").kept for _ in range(2)] == [False, False]
    for (kind, id), thing in list(account.cloud.cloudfront.things.items()):
        if kind != "distribution":
            del account.cloud.cloudfront.things[kind, id]
        assert thing.kind == kind
    account.api.status = 404
    never = {"Quantity": 1, "Items": [{"ErrorCode": 404, "ErrorCachingMinTTL": 0}]}
    other = account.edge(CustomErrorResponses=never)
    assert [get(other, "/api/x").kept for _ in range(2)] == [False, False]


@pytest.mark.parametrize(
    ("part", "instead"),
    [
        ("Condition", {"StringEquals": {"AWS:SourceArn": f"arn:aws:cloudfront::{ACCOUNT}:distribution/EOTHER"}}),
        ("Principal", {"Service": "lambda.amazonaws.com"}),
        ("Action", "s3:PutObject"),
        ("Resource", f"arn:aws:s3:::{BUCKET}/other/*"),
        ("Effect", "Deny"),
    ],
)
def test_the_buckets_policy_has_to_name_this_very_distribution(account: Account, part: str, instead: Any) -> None:
    edge = account.edge()
    assert get(edge, "/").status == 200
    account.statement = {**account.statement, part: instead}
    assert get(edge, "/").status == 403


def test_the_api_sees_our_cookies_everybodys_headers_and_not_the_name(account: Account) -> None:
    edge = account.edge()
    get(edge, "/api/x", cookie="a=1; __Host-sid=2; __Host-sid-x=3", sec_fetch_site="none", x_forwarded_for="192.0.2.1")
    (sent,) = account.api.asked
    told = dict(sent.headers)
    assert (told["cookie"], told["sec-fetch-site"]) == ("__Host-sid=2", "none")
    assert told["host"] == "x.execute-api.eu-central-1.amazonaws.com"
    assert told["x-forwarded-for"].split(", ") == ["192.0.2.1", Sent("", "").address]
    assert sent.address != Sent("", "").address


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/x", 404),
        ("/a/../api/x", 404),
        ("/assets/%2e%2e/api/x", 404),
        ("/API/x", 403),
        ("/api", 403),
        ("/assets/none.js", 403),
        ("/" + "a" * 9_000, 414),
    ],
)
def test_an_address_is_taken_by_the_behaviour_that_its_plain_form_belongs_to(
    account: Account, path: str, status: int
) -> None:
    assert get(account.edge(), path).status == status


def _only(account: Account, kind: str) -> str:
    (found,) = (id for each, id in account.cloud.cloudfront.things if each == kind)
    return found
