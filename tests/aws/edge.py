"""CloudFront as browsers meet it, made of the distribution that Terraform has sent.

Played: which behaviour takes an address (as RFC 3986 normalises it), methods, the viewer's function, what goes into a
cache and for how long (errors too), origin access control with the bucket's policy, what the HTTP API gets to see of a
request, packing, the headers policy. Not played: the firewall, places around the world, HTTP/2.
"""

import gzip
import json
import posixpath
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import translate
from re import fullmatch
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as XML

from tests.aws.cloudfront import CloudFront, Kept, host_of
from tests.aws.exchange import Answered, Sent
from tests.aws.http_api import HttpApi
from tests.aws.viewer_function import FunctionFailed, ViewerFunction

NEVER_KEPT = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
TIMES = {NEVER_KEPT: (0, 0, 0), "658327ea-f89d-4fab-a63d-7e88639e58f6": (1, 86_400, 31_536_000)}
"""Least, usual and most seconds, by AWS's own policies."""
LONGEST_ADDRESS = 8_192
ERRORS_STAY = 10  # seconds, where nobody says otherwise
EDGE = "203.0.113.9"


@dataclass
class Edge:
    """One distribution. `files`: an object by bucket and name, None where it is not there; `policy`: of a bucket."""

    cloudfront: CloudFront
    distribution: Kept
    api: HttpApi
    files: Callable[[str, str], tuple[bytes, Mapping[str, str]] | None]
    policy: Callable[[str], Mapping[str, Any]]
    clock: Callable[[], float] = time.monotonic
    _cache: dict[tuple[str, str, bool], tuple[float, Answered]] = field(default_factory=dict)
    _functions: dict[bytes, ViewerFunction] = field(default_factory=dict)

    @property
    def host(self) -> str:
        return host_of(self.distribution.id)

    @property
    def address(self) -> str:
        return f"https://{self.host}"

    def close(self) -> None:
        while self._functions:
            self._functions.popitem()[1].close()

    def answer(self, sent: Sent) -> Answered:
        """What a browser gets."""
        if len(sent.path) + len(sent.query) > LONGEST_ADDRESS:
            return _own(414)
        behaviour = self._behaviour(sent.path)
        if sent.method not in [each.text for each in behaviour.findall("AllowedMethods/Items/Method")]:
            return _own(403)
        try:
            sent = replace(sent, path=self._by_function(behaviour, sent))
        except FunctionFailed:
            return _own(503)
        return self._with_headers(behaviour, self._cached(behaviour, sent))

    def forget(self, paths: Sequence[str]) -> None:
        """What an invalidation does."""
        for key in [key for key in self._cache if any(fullmatch(translate(each), key[1]) for each in paths)]:
            del self._cache[key]

    # -- inside -----------------------------------------------------------------------------------

    def _behaviour(self, path: str) -> XML.Element:
        """The first whose pattern takes the address; letters count as they are written."""
        plain = posixpath.normpath("/" + unquote(path).lstrip("/")) + (
            "/" if path.endswith("/") and path != "/" else ""
        )
        config = self.distribution.config
        for each in config.findall("CacheBehaviors/Items/CacheBehavior"):
            if fullmatch(translate(each.findtext("PathPattern", "")), plain):
                return each
        return _found(config, "DefaultCacheBehavior")

    def _by_function(self, behaviour: XML.Element, sent: Sent) -> str:
        path = sent.path
        for each in behaviour.findall("FunctionAssociations/Items/FunctionAssociation"):
            arn = each.findtext("FunctionARN", "")
            code = self.cloudfront.the("function", arn.rpartition("/")[2]).live
            assert code is not None, "a function that was never published"
            if code not in self._functions:
                self._functions[code] = ViewerFunction(code.decode())
            path = self._functions[code].uri(sent.method, path, dict(sent.headers))
        return "/" + self.distribution.config.findtext("DefaultRootObject", "") if path == "/" else path

    def _cached(self, behaviour: XML.Element, sent: Sent) -> Answered:
        least, usual, most = self._times(behaviour)
        packs = behaviour.findtext("Compress") == "true" and "gzip" in dict(sent.headers).get("accept-encoding", "")
        key = (behaviour.findtext("PathPattern", ""), sent.path, packs)
        if sent.method not in ("GET", "HEAD"):
            return self._from_origin(behaviour, sent)
        until, kept = self._cache.get(key, (0.0, None))
        if kept is not None and until > self.clock():
            return replace(kept, kept=True)
        answered = self._from_origin(behaviour, sent)
        if packs and len(answered.body) >= 1_000 and not answered.header("content-encoding"):
            packed = ("content-encoding", "gzip"), ("vary", "Accept-Encoding")
            answered = replace(answered, body=gzip.compress(answered.body), headers=(*answered.headers, *packed))
        stays = self._error_stays(answered.status) if answered.status >= 400 else _stays(answered, least, usual, most)
        if stays > 0 and sent.method == "GET":
            self._cache[key] = self.clock() + stays, answered
        return answered

    def _times(self, behaviour: XML.Element) -> tuple[int, int, int]:
        id = behaviour.findtext("CachePolicyId", "")
        if id in TIMES:
            return TIMES[id]
        config = self.cloudfront.the("cache-policy", id).config
        asked = _found(config, "ParametersInCacheKeyAndForwardedToOrigin")
        for part, kind in (("Headers", "Header"), ("Cookies", "Cookie"), ("QueryStrings", "QueryString")):
            behaves = asked.findtext(f"{part}Config/{kind}Behavior")
            assert behaves == "none", f"{part} in a cache key are not played here"
        least, usual, most = (int(config.findtext(f"{each}TTL", "")) for each in ("Min", "Default", "Max"))
        return least, usual, most

    def _error_stays(self, status: int) -> int:
        for each in self.distribution.config.findall("CustomErrorResponses/Items/CustomErrorResponse"):
            assert not each.findtext("ResponsePagePath"), "an error that becomes a page would hide an API's"
            if each.findtext("ErrorCode") == str(status):
                return int(each.findtext("ErrorCachingMinTTL", ""))
        return ERRORS_STAY if status in (404, 405, 414, 416) or status >= 500 else 0

    def _from_origin(self, behaviour: XML.Element, sent: Sent) -> Answered:
        id = behaviour.findtext("TargetOriginId")
        (origin,) = (each for each in self.distribution.config.iter("Origin") if each.findtext("Id") == id)
        if origin.find("CustomOriginConfig") is not None:
            return self._from_api(behaviour, origin, sent)
        bucket, name = origin.findtext("DomainName", "").partition(".s3.")[0], unquote(sent.path).lstrip("/")
        control = self.cloudfront.the("origin-access-control", origin.findtext("OriginAccessControlId", "")).config
        signs = (control.findtext("SigningBehavior"), control.findtext("OriginAccessControlOriginType"))
        found = self.files(bucket, name) if signs == ("always", "s3") and self._may_read(bucket, name) else None
        if found is None:  # nobody may list it, so nobody is told that it is not there
            return _own(403)
        body, headers = found
        return Answered(200, tuple(headers.items()), body if sent.method == "GET" else b"")

    def _may_read(self, bucket: str, name: str) -> bool:
        source = self.cloudfront.arn("distribution", self.distribution.id)
        for each in self.policy(bucket).get("Statement", ()):
            resources = each["Resource"] if isinstance(each["Resource"], list) else [each["Resource"]]
            if (
                (each["Effect"], each["Action"]) == ("Allow", "s3:GetObject")
                and each["Principal"] == {"Service": "cloudfront.amazonaws.com"}
                and each["Condition"] == {"StringEquals": {"AWS:SourceArn": source}}
                and any(fullmatch(translate(arn), f"arn:aws:s3:::{bucket}/{name}") for arn in resources)
            ):
                return True
        return False

    def _from_api(self, behaviour: XML.Element, origin: XML.Element, sent: Sent) -> Answered:
        """All headers but those that the policy leaves out, and CloudFront's own; cookies by their names."""
        policy = self.cloudfront.the("origin-request-policy", behaviour.findtext("OriginRequestPolicyId", "")).config
        left_out = {str(each.text).lower() for each in policy.findall("HeadersConfig/Headers/Items/Name")}
        ours = {each.text for each in policy.findall("CookiesConfig/Cookies/Items/Name")}
        assert policy.findtext("HeadersConfig/HeaderBehavior") == "allExcept"
        assert policy.findtext("CookiesConfig/CookieBehavior") == "whitelist"
        given = {name: text for name, text in sent.headers if name not in left_out | {"cookie"}}
        cookies = [each.strip() for _, text in sent.headers if _ == "cookie" for each in text.split(";")]
        forwarded = given.get("x-forwarded-for")
        given |= {
            "host": origin.findtext("DomainName", ""),
            "via": "2.0 edge.cloudfront.net (CloudFront)",
            "x-forwarded-for": f"{forwarded}, {sent.address}" if forwarded else sent.address,
        }
        if kept := [each for each in cookies if each.partition("=")[0] in ours]:
            given["cookie"] = "; ".join(kept)
        return self.api.answered(replace(sent, headers=tuple(given.items()), address=EDGE))

    def _with_headers(self, behaviour: XML.Element, answered: Answered) -> Answered:
        policy = self.cloudfront.the("response-headers-policy", behaviour.findtext("ResponseHeadersPolicyId", ""))
        said = {name.lower() for name, _ in answered.headers}
        own = [each for each in _headers_of(policy.config) if each[2] or each[0].lower() not in said]
        over = {name.lower() for name, _, _ in own}
        left = [each for each in answered.headers if each[0].lower() not in over]
        seen = "Hit" if answered.kept else "Error" if answered.status >= 400 else "Miss"
        told = [*left, *((name, text) for name, text, _ in own), ("x-cache", f"{seen} from cloudfront")]
        return replace(answered, headers=tuple(told))


def _headers_of(config: XML.Element) -> list[tuple[str, str, bool]]:
    """(Name, text, whether it stands over what an answer says itself)."""
    security, found = _found(config, "SecurityHeadersConfig"), list[tuple[str, str, bool]]()
    for part, name, where in (
        ("ContentSecurityPolicy", "Content-Security-Policy", "ContentSecurityPolicy"),
        ("ContentTypeOptions", "X-Content-Type-Options", ""),
        ("FrameOptions", "X-Frame-Options", "FrameOption"),
        ("ReferrerPolicy", "Referrer-Policy", "ReferrerPolicy"),
        ("StrictTransportSecurity", "Strict-Transport-Security", "AccessControlMaxAgeSec"),
    ):
        each = security.find(part)
        if each is not None:
            text = each.findtext(where, "") if where else "nosniff"
            text = f"max-age={text}" if name.startswith("Strict") else text
            found.append((name, text, each.findtext("Override") == "true"))
    for each in config.findall("CustomHeadersConfig/Items/ResponseHeadersPolicyCustomHeader"):
        found.append((each.findtext("Header", ""), each.findtext("Value", ""), each.findtext("Override") == "true"))
    return found


def _stays(answered: Answered, least: int, usual: int, most: int) -> int:
    said = {
        each.strip().partition("=")[0]: each.partition("=")[2] for each in answered.header("cache-control").split(",")
    }
    if said.keys() & {"no-store", "no-cache", "private"}:
        return least
    age = said.get("s-maxage") or said.get("max-age")
    return usual if age is None else max(least, min(int(age), most))


def _found(config: XML.Element, name: str) -> XML.Element:
    found = config.find(name)
    assert found is not None, f"no {name}"
    return found


def _own(status: int) -> Answered:
    """An error that CloudFront, or S3 behind it, words itself."""
    kind = (("content-type", "application/xml"), ("server", "CloudFront"))
    return Answered(status, kind, json.dumps({"CloudFront": status}).encode())
