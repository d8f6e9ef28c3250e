"""CloudFront's API, as far as Terraform and the step that uploads the pages use it.

moto has no policies and no functions, and loses parts of a distribution: here each configuration is kept as it was sent
and given back so. Played besides: what AWS refuses (an old `If-Match`, a name that is taken, what is in use or not
switched off, code of more than 10 KB), the two stages of a function, tags. Not played: the minutes that a change takes.
"""

import base64
import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as XML

from werkzeug.wrappers import Response

API, NS = "/2020-05-31/", "http://cloudfront.amazonaws.com/doc/2020-05-31/"
LARGEST_CODE = 10_240  # bytes of a function
WHEN = "2026-03-14T08:00:00Z"
OWN_NAME = "cloudfront.net"


@dataclass(frozen=True)
class Kind:
    """`element`: of the thing in an answer. `verb`: as actions of IAM call it. `changed_at`: behind its address."""

    element: str
    verb: str
    changed_at: str = ""
    config: str = ""


KINDS = {
    "distribution": Kind("Distribution", "Distribution", "/config", "DistributionConfig"),
    "origin-access-control": Kind("OriginAccessControl", "OriginAccessControl", "/config", "OriginAccessControlConfig"),
    "cache-policy": Kind("CachePolicy", "CachePolicy", "", "CachePolicyConfig"),
    "origin-request-policy": Kind("OriginRequestPolicy", "OriginRequestPolicy", "", "OriginRequestPolicyConfig"),
    "response-headers-policy": Kind(
        "ResponseHeadersPolicy", "ResponseHeadersPolicy", "", "ResponseHeadersPolicyConfig"
    ),
    "function": Kind("FunctionSummary", "Function"),
}


class Refused(Exception):
    """What AWS does not do: (status, code)."""


@dataclass
class Kept:
    """One thing. `config`: as it was sent; of a function the code that is being worked on, and the one that runs."""

    kind: str
    id: str
    config: XML.Element
    etag: str
    tags: dict[str, str] = field(default_factory=dict)
    code: bytes = b""
    live: bytes | None = None
    purged: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.config.findtext("Name") or self.config.findtext("Comment") or self.id


class CloudFront:
    """Of one account."""

    def __init__(self, account: str) -> None:
        self._account, self._next = account, itertools.count(1)
        self.things: dict[tuple[str, str], Kept] = {}

    def arn(self, kind: str, id: str) -> str:
        return f"arn:aws:cloudfront::{self._account}:{kind}/{id}"

    def the(self, kind: str, id: str) -> Kept:
        """Raises `Refused` for one that is not there."""
        found = self.things.get((kind, id))
        if found is None:
            raise Refused(404, f"NoSuch{KINDS[kind].verb if kind != 'function' else 'FunctionExists'}")
        return found

    def answer(self, method: str, uri: str, headers: Mapping[str, str], body: bytes) -> Response:
        url = urlsplit(uri)
        kind, _, rest = url.path.removeprefix(API).partition("/")
        asked = {name: values[0] for name, values in parse_qs(url.query, keep_blank_values=True).items()}
        try:
            if kind == "tagging":
                return self._tagging(method, asked, body)
            if rest.endswith("/invalidation"):
                return self._purge(rest.partition("/")[0], body)
            if kind == "function":
                return self._function(method, rest, asked, headers, body)
            return self._thing(method, kind, rest, headers, body)
        except Refused as refused:
            status, code = refused.args
            said = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{code}</Message></Error>"
            return _told(f'<ErrorResponse xmlns="{NS}">{said}<RequestId>1</RequestId></ErrorResponse>', status)

    # -- inside -----------------------------------------------------------------------------------

    def _thing(self, method: str, kind: str, rest: str, headers: Mapping[str, str], body: bytes) -> Response:
        id, known = rest.removesuffix("/config"), KINDS[kind]
        if method == "POST":
            return self._make(kind, _plain(body))
        kept = self.the(kind, id)
        if method == "GET":
            return self._told_of(kept)
        if headers.get("If-Match") != kept.etag:
            raise Refused(412, "PreconditionFailed")
        if method == "PUT":
            if rest != id + known.changed_at:
                raise Refused(404, "NoSuchResource")
            kept.config, kept.etag = _plain(body), self._etag()
            return self._told_of(kept)
        self._remove(kept)
        return Response(status=204)

    def _make(self, kind: str, config: XML.Element) -> Response:
        tags = {each.findtext("Key", ""): each.findtext("Value", "") for each in config.iter("Tag")}
        config = config.find("DistributionConfig") if config.tag == "DistributionConfigWithTags" else config  # type: ignore[assignment]  # it is there
        number = next(self._next)
        kept = Kept(
            kind, f"E{number:012d}" if kind == "distribution" else f"{kind}-{number}", config, self._etag(), tags
        )
        if kind != "distribution" and any(each.name == kept.name for each in self._all(kind)):
            raise Refused(409, f"{KINDS[kind].element}AlreadyExists")
        self.things[kind, kept.id] = kept
        return self._told_of(kept, 201)

    def _remove(self, kept: Kept) -> None:
        if kept.kind == "distribution" and kept.config.findtext("Enabled") == "true":
            raise Refused(409, "DistributionNotDisabled")
        used = self.arn("function", kept.name) if kept.kind == "function" else kept.id
        if any(used == each.text for other in self._all("distribution") for each in other.config.iter()):
            raise Refused(409, f"{KINDS[kept.kind].verb}InUse")
        del self.things[kept.kind, kept.id]

    def _told_of(self, kept: Kept, status: int = 200) -> Response:
        known, about = KINDS[kept.kind], f"<Id>{kept.id}</Id><LastModifiedTime>{WHEN}</LastModifiedTime>"
        if kept.kind == "distribution":
            if kept.config.find("OriginGroups") is None:  # without it the provider ends with a fault of its own
                XML.SubElement(XML.SubElement(kept.config, "OriginGroups"), "Quantity").text = "0"
            about += (
                f"<ARN>{self.arn('distribution', kept.id)}</ARN><Status>Deployed</Status>"
                f"<InProgressInvalidationBatches>0</InProgressInvalidationBatches>"
                f"<DomainName>{host_of(kept.id)}</DomainName>"
                f"<ActiveTrustedSigners><Enabled>false</Enabled><Quantity>0</Quantity></ActiveTrustedSigners>"
                f"<ActiveTrustedKeyGroups><Enabled>false</Enabled><Quantity>0</Quantity></ActiveTrustedKeyGroups>"
            )
        config = XML.tostring(kept.config, "unicode")
        told = _told(f'<{known.element} xmlns="{NS}">{about}{config}</{known.element}>', status)
        told.headers["ETag"] = kept.etag
        return told

    def _function(
        self, method: str, rest: str, asked: Mapping[str, str], headers: Mapping[str, str], body: bytes
    ) -> Response:
        name, _, verb = rest.partition("/")
        if method == "POST" and not name:
            sent = _plain(body)
            name = sent.findtext("Name", "")
            if ("function", name) in self.things:
                raise Refused(409, "FunctionAlreadyExists")
            self.things["function", name] = kept = Kept("function", name, sent, self._etag(), code=_code(sent))
            return self._summary(kept, 201)
        kept, live = self.the("function", name), asked.get("Stage") == "LIVE"
        if method == "GET":
            if live and kept.live is None:
                raise Refused(404, "NoSuchFunctionExists")
            if verb == "describe":
                return self._summary(kept, stage="LIVE" if live else "DEVELOPMENT")
            code = kept.live if live else kept.code
            return Response(code, content_type="application/octet-stream", headers={"ETag": kept.etag})
        if headers.get("If-Match") != kept.etag:
            raise Refused(412, "InvalidIfMatchVersion")
        if method == "PUT":
            sent = _plain(body)
            kept.config, kept.code, kept.etag = sent, _code(sent), self._etag()
            XML.SubElement(sent, "Name").text = name
        elif verb == "publish":
            kept.live = kept.code
        else:
            self._remove(kept)
            return Response(status=204)
        return self._summary(kept)

    def _summary(self, kept: Kept, status: int = 200, stage: str = "DEVELOPMENT") -> Response:
        config = XML.tostring(kept.config.find("FunctionConfig"), "unicode")  # type: ignore[arg-type]  # it is there
        about = f"<Name>{kept.name}</Name><Status>{'UNASSOCIATED'}</Status>{config}<FunctionMetadata>"
        about += f"<FunctionARN>{self.arn('function', kept.name)}</FunctionARN><Stage>{stage}</Stage>"
        about += f"<CreatedTime>{WHEN}</CreatedTime><LastModifiedTime>{WHEN}</LastModifiedTime></FunctionMetadata>"
        told = _told(f'<FunctionSummary xmlns="{NS}">{about}</FunctionSummary>', status)
        told.headers["ETag"] = told.headers["Ettag"] = kept.etag  # so misspelt in the answer to an update
        return told

    def _tagging(self, method: str, asked: Mapping[str, str], body: bytes) -> Response:
        kind, _, id = asked["Resource"].rpartition(":")[2].partition("/")
        kept = self.the(kind, id)
        if method == "GET":
            tags = "".join(f"<Tag><Key>{key}</Key><Value>{text}</Value></Tag>" for key, text in kept.tags.items())
            return _told(f'<Tags xmlns="{NS}"><Items>{tags}</Items></Tags>')
        if asked["Operation"] == "Tag":
            kept.tags |= {each.findtext("Key", ""): each.findtext("Value", "") for each in _plain(body).iter("Tag")}
        else:
            kept.tags = {
                k: v for k, v in kept.tags.items() if k not in {each.text for each in _plain(body).iter("Key")}
            }
        return Response(status=204)

    def _purge(self, id: str, body: bytes) -> Response:
        kept, sent = self.the("distribution", id), _plain(body)
        kept.purged += [str(each.text) for each in sent.iter("Path")]
        batch = XML.tostring(sent, "unicode")
        about = f"<Id>I{len(kept.purged)}</Id><Status>Completed</Status><CreateTime>{WHEN}</CreateTime>{batch}"
        return _told(f'<Invalidation xmlns="{NS}">{about}</Invalidation>', 201)

    def _all(self, kind: str) -> list[Kept]:
        return [each for each in self.things.values() if each.kind == kind]

    def _etag(self) -> str:
        return f"ETAG{next(self._next)}"


def host_of(id: str) -> str:
    """The name that CloudFront gives a distribution."""
    return f"d{id[-6:]}.{OWN_NAME}"


def _plain(body: bytes) -> XML.Element:
    """Without namespaces."""
    return XML.fromstring(re.sub(rb' xmlns(:\w+)?="[^"]*"', b"", body))  # sent by Terraform, which we run


def _code(sent: XML.Element) -> bytes:
    code = base64.b64decode(sent.findtext("FunctionCode", ""))
    if len(code) > LARGEST_CODE:
        raise Refused(413, "FunctionSizeLimitExceeded")
    return code


def _told(text: str, status: int = 200) -> Response:
    return Response(f'<?xml version="1.0" encoding="UTF-8"?>{text}', status=status, content_type="text/xml")
