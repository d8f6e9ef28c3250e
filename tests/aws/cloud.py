"""AWS on loopback: moto in this process behind an HTTP server of ours, which writes down every call.

moto's own server wants Flask; this one needs what moto needs anyway. Requests are carried out one after the other,
since DynamoDB decides a condition and its write in one go and moto does not when threads come at once.
"""

import threading
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

import boto3
from botocore.config import Config
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from tests.aws import gaps
from tests.aws.calls import Call, call_of, refusal
from tests.aws.cloudfront import CloudFront

REGION, ACCOUNT = "eu-central-1", "123456789012"
DEPLOYER = "AKIADEPLOYER00000000"  # whose calls Terraform, and a person at home, make


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"  # connections are kept: each new one costs Terraform a round trip

    def log(self, type: str, message: str, *args: Any) -> None:
        """Nothing: the calls are written down elsewhere."""


@dataclass
class Trouble:
    """An action on a resource that AWS refuses: after so many calls, and this often (less than 0: always)."""

    action: str
    resource: str
    code: str = "AccessDeniedException"
    status: int = 400
    times: int = -1
    after: int = 0


class Cloud:
    """See the module. A context manager; `url` is what AWS_ENDPOINT_URL has to say."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.troubles: list[Trouble] = []
        self.cloudfront = CloudFront(ACCOUNT)
        self._lock = threading.RLock()
        self._carried_out: dict[str, Response] = {}
        self._server: BaseWSGIServer

    def __enter__(self) -> Self:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of moto's own dependencies
            from moto.core.botocore_stubber import BotocoreStubber

            gaps.close()
        self._answering = BotocoreStubber()
        self._server = make_server("127.0.0.1", 0, self._wsgi, threaded=True, request_handler=_Quiet)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True, name="aws").start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def environ(self, key: str = DEPLOYER) -> dict[str, str]:
        """What a program needs to come here; `key` says whose calls they are."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": key,
            "AWS_SECRET_ACCESS_KEY": "made-up",
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def client(self, service: str) -> Any:
        """A client of the deployer's, for the test itself."""
        return self.client_of(service, DEPLOYER)

    def client_of(self, service: str, key: str) -> Any:
        return boto3.Session().client(
            service,
            region_name=REGION,
            endpoint_url=self.url,
            aws_access_key_id=key,
            aws_secret_access_key="made-up",
            config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}),
        )

    @contextmanager
    def refusing(self, action: str, resource: str, **how: Any) -> Iterator[None]:
        """`Trouble` for the time of the block."""
        trouble = Trouble(action, resource, **how)
        self.troubles.append(trouble)
        try:
            yield
        finally:
            self.troubles.remove(trouble)

    def calls_of(self, key: str) -> list[Call]:
        with self._lock:
            return [call for call in self.calls if call.key == key]

    # -- inside -----------------------------------------------------------------------------------

    def _wsgi(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        body = request.get_data()
        with self._lock:
            response = self._answer_once(request, environ, body)
        return response(environ, start_response)

    def _answer_once(self, request: Request, environ: dict[str, Any], body: bytes) -> Response:
        """What Terraform's SDK sends again is not carried out again: AWS knows it by its idempotency token, moto does
        not look at that."""
        again = request.headers.get("amz-sdk-invocation-id", "")
        if (
            f"Credential={DEPLOYER}/" not in request.headers.get("Authorization", "")
            or "terraform" not in str(request.user_agent).lower()
        ):
            again = ""
        if again in self._carried_out:
            return self._carried_out[again]
        response = self._answer(request, environ, body)
        if again and response.status_code < 300:
            self._carried_out[again] = response
        return response

    def _answer(self, request: Request, environ: dict[str, Any], body: bytes) -> Response:
        uri = str(environ.get("RAW_URI") or environ.get("REQUEST_URI") or request.full_path)
        call = call_of(request.method, uri, dict(request.headers), body, ACCOUNT)
        if call is None:
            return Response(f"whose call is this? {request.method} {uri}", status=400)
        self.calls.append(call)
        for trouble in self.troubles:
            if trouble.times and (trouble.action, trouble.resource) in call.needs:
                trouble.after -= 1
                if trouble.after < 0:
                    trouble.times -= 1
                    return refusal(call, trouble.code, trouble.status)
        if call.service == "cloudfront":
            return self.cloudfront.answer(request.method, uri, dict(request.headers), body)
        from botocore.awsrequest import AWSPreparedRequest
        from botocore.compat import HTTPHeaders

        headers = HTTPHeaders()
        for name, value in request.headers.items():
            headers[name] = value
        aws = f"https://{call.service}.{call.region}.amazonaws.com{uri}"
        answer = self._answering.process_request(AWSPreparedRequest(request.method, aws, headers, body, False))
        status, given, content = answer if answer is not None else (404, {}, b"no such service here")
        response = Response(content, status=int(status))
        for name, value in dict(given).items():
            if name.lower() not in ("content-length", "connection", "transfer-encoding"):
                response.headers[name] = str(value)
        if request.method == "HEAD" and "content-length" in {name.lower() for name in given}:
            response.headers["Content-Length"] = next(v for n, v in given.items() if n.lower() == "content-length")
        return response
