"""One call of AWS's API, read from its HTTP request: whose it is, and which actions on what IAM would have to allow.

Covers what the functions use: DynamoDB, S3 by path, SSM, SQS, CloudWatch Logs and Lambda's Invoke; and
CloudFront, which only the deployer calls.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from werkzeug.wrappers import Response

from tests.aws.edge_calls import Need as Need
from tests.aws.edge_calls import edge_needs

CREDENTIAL = re.compile(r"Credential=([^/]+)/\d+/([^/]+)/([^/]+)/aws4_request")
SAME_RIGHT = {
    "sqs:SendMessageBatch": "sqs:SendMessage",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
    "ssm:GetParameter": "ssm:GetParameter",
}
"""Operations that are allowed by the action of another."""
OF_FILES = {"GET": "s3:GetObject", "HEAD": "s3:GetObject", "PUT": "s3:PutObject", "DELETE": "s3:DeleteObject"}


@dataclass(frozen=True)
class Call:
    """`operation`: as the API names it, else method and path. `needs` is empty where this file does not know it."""

    key: str
    service: str
    region: str
    operation: str
    needs: tuple[Need, ...]


def call_of(method: str, uri: str, headers: Mapping[str, str], body: bytes, account: str) -> Call | None:
    """None for a request that nobody has signed."""
    signed = CREDENTIAL.search(headers.get("Authorization", ""))
    if signed is None:
        return None
    key, region, service = signed.groups()
    operation = headers.get("X-Amz-Target", "").rpartition(".")[2]
    arn = f"arn:aws:{service}:{region}:{account}:"
    if service == "s3":
        needs = tuple(_of_files(method, uri))
    elif service == "cloudfront":
        operation, needs = edge_needs(method, uri, account)
    elif service == "lambda" and (function := re.search(r"/functions/([^/]+)/invocations", uri)):
        needs = (("lambda:InvokeFunction", f"{arn}function:{function[1]}"),)
    elif operation:
        told = json.loads(body or b"{}")
        action = f"{service}:{operation}"
        needs = tuple((SAME_RIGHT.get(action, action), f"{arn}{each}") for each in _named(service, told))
    else:
        needs = ()
    return Call(key, service, region, operation or f"{method} {uri}", needs)


def _of_files(method: str, uri: str) -> Iterator[Need]:
    url = urlsplit(uri)
    bucket, _, name = unquote(url.path).lstrip("/").partition("/")
    if name:
        yield OF_FILES.get(method, f"s3:{method}"), f"arn:aws:s3:::{bucket}/{name}"
    elif method == "GET" and "list-type" in parse_qs(url.query):
        yield "s3:ListBucket", f"arn:aws:s3:::{bucket}"


def _named(service: str, told: Mapping[str, Any]) -> Iterator[str]:
    """What a JSON request is about, as the last part of an ARN."""
    if service == "dynamodb":
        for table in [*told.get("RequestItems", ()), *filter(None, [told.get("TableName")])]:
            yield f"table/{table}" + (f"/index/{told['IndexName']}" if told.get("IndexName") else "")
    elif service == "ssm":
        for name in [*told.get("Names", ()), *filter(None, [told.get("Name")])]:
            yield f"parameter{name}"
    elif service == "sqs" and "QueueUrl" in told:
        yield str(told["QueueUrl"]).rpartition("/")[2]
    elif service == "logs" and "logGroupName" in told:
        yield f"log-group:{told['logGroupName']}:log-stream:{told.get('logStreamName', '')}"


def refusal(call: Call, code: str, status: int) -> Response:
    """AWS's words for a call that it does not carry out: XML from S3, JSON from the others."""
    words = f"not allowed here: {call.operation}"
    if call.service == "s3":
        text = f'<?xml version="1.0"?><Error><Code>{code}</Code><Message>{words}</Message></Error>'
        return Response(text, status=403 if status == 400 else status, mimetype="application/xml")
    headers = {"x-amzn-errortype": code}
    return Response(json.dumps({"__type": code, "message": words}), status=status, headers=headers)
