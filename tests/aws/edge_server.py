"""CloudFront's answers over TLS on loopback, for a real browser that believes to be at the distribution's own name.

The certificate is made for the occasion; the browser is told where the name leads, and to take it.
"""

import shutil
import ssl
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from playwright.sync_api import BrowserContext, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from tests.aws.deployed import Failed
from tests.aws.edge import Edge
from tests.aws.exchange import Sent

HOP = {"connection", "content-length", "transfer-encoding"}


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:
        """Nothing."""


@contextmanager
def served(edge: Edge, folder: Path) -> Iterator[int]:
    """The port on loopback; a request after the other, as the function takes them."""
    lock = threading.Lock()

    def answer(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        request = Request(environ)
        path, _, query = str(environ["REQUEST_URI"]).partition("?")
        headers = tuple((name.lower(), text) for name, text in request.headers.items())
        with lock:
            told = edge.answer(Sent(request.method, path, query, headers, request.get_data(), "198.51.100.7"))
        response = Response(told.body, status=told.status)
        response.headers.clear()
        for name, text in told.headers:
            if name.lower() not in HOP:
                response.headers.add(name, text)
        return response(environ, start)

    server = make_server("127.0.0.1", 0, answer, threaded=True, request_handler=_Quiet, ssl_context=_tls(edge, folder))
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True, name="edge").start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def browser_at(edge: Edge, folder: Path) -> Iterator[BrowserContext]:
    """A window of Debian's Chromium; every name but the distribution's leads nowhere. Raises `Failed` without one."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        raise Failed("the scenes of a browser need Debian's Chromium: apt-get install chromium")
    with served(edge, folder) as port, sync_playwright() as playwright:
        names = f"MAP {edge.host}:443 127.0.0.1:{port}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
        arguments = ["--no-sandbox", f"--host-resolver-rules={names}"]
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        try:
            yield browser.new_context(ignore_https_errors=True, locale="en-GB", service_workers="block")
        finally:
            browser.close()


def _tls(edge: Edge, folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, edge.host)]), datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(edge.host)]), critical=False)
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file = folder / "edge.pem"
    file.write_bytes(pem + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
