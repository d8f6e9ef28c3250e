"""A service behind TLS with a certificate of its own authority, and a proxy in front of it, all on loopback."""

import datetime
import http.server
import ipaddress
import json
import select
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NAME = "service.test"  # reserved by RFC 6761: it exists nowhere, so only the proxy can lead there


@dataclass
class SecureSite:
    """`ca` is the file with the authority to trust; `seen` are the requests as "METHOD path"; `answer` is JSON."""

    ca: Path
    port: int
    seen: list[str] = field(default_factory=list)
    answer: Any = None


@dataclass
class Proxy:
    """`asked` are the hosts that it was asked to connect to."""

    url: str
    asked: list[str] = field(default_factory=list)


@contextmanager
def secure_site(folder: Path) -> Iterator[SecureSite]:
    """An HTTPS server that answers everything with `answer`."""
    ca, chain = certificates(folder)
    site = SecureSite(ca, 0, answer=[])

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            site.seen.append(f"{self.command} {self.path}")
            body = json.dumps(site.answer).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, format: str, *args: Any) -> None:
            """Silent."""

    class Server(http.server.ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that refuses the certificate hangs up: that is what some tests want."""

    server = Server(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    site.port = server.server_port
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def proxy_to(port: int) -> Iterator[Proxy]:
    """A proxy whose every CONNECT leads to this loopback port."""
    listener = socket.create_server(("127.0.0.1", 0))
    proxy = Proxy(f"http://127.0.0.1:{listener.getsockname()[1]}")

    def serve() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return  # closed: the test is over
            threading.Thread(target=_tunnel, args=(client, port, proxy), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield proxy
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def _tunnel(client: socket.socket, port: int, proxy: Proxy) -> None:
    head = b""
    while b"\r\n\r\n" not in head:
        head += client.recv(4096)
    proxy.asked.append(head.split()[1].decode())
    client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
    with client, socket.create_connection(("127.0.0.1", port)) as server:
        while True:
            ready, _, _ = select.select([client, server], [], [], 10)
            for source in ready:
                try:
                    data = source.recv(65536)
                    (server if source is client else client).sendall(data)
                except OSError:
                    return
                if not data:
                    return
            if not ready:
                return


def certificates(folder: Path) -> tuple[Path, Path]:
    """The file of an authority, and that of a key with the certificate that it gave to `NAME` and to 127.0.0.1."""
    long_ago = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    far_off = datetime.datetime(2099, 1, 1, tzinfo=datetime.UTC)
    authority, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test Authority")])
    usage = x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=True,
        crl_sign=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
    root = (
        x509.CertificateBuilder(issuer, issuer, authority.public_key(), 1, long_ago, far_off)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(authority.public_key()), critical=False)
        .sign(authority, hashes.SHA256())
    )
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    names = [x509.DNSName(NAME), x509.IPAddress(ipaddress.IPv4Address("127.0.0.1"))]
    leaf = (
        x509.CertificateBuilder(issuer, subject, own.public_key(), 2, long_ago, far_off)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key()), critical=False)
        .sign(authority, hashes.SHA256())
    )
    ca, chain = folder / "ca.pem", folder / "site.pem"
    ca.write_bytes(root.public_bytes(serialization.Encoding.PEM))
    key = own.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    chain.write_bytes(key + leaf.public_bytes(serialization.Encoding.PEM))
    return ca, chain
