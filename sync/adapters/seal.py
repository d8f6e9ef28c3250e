"""Encryption at rest: AES-256-GCM with the row's name as associated data, so that no seal opens in another's place.

Format `v1.<key id>.<nonce>.<ciphertext>`, base64url. The key is 32 bytes in a 0600 file, never beside the database.
"""

import base64
import hashlib
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sync.ports import StoreBroken

KEY_BYTES, NONCE_BYTES = 32, 12


class AesSealer:
    """See `ports.Sealer`. NIST SP 800-38D: a fresh random 96-bit nonce for every seal."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError("the sealing key must be 32 bytes")
        self._cipher = AESGCM(key)
        self.key_id = hashlib.sha256(b"runtrack key id" + key).hexdigest()[:8]

    def seal(self, clear: str, *about: str) -> str:
        nonce = secrets.token_bytes(NONCE_BYTES)
        box = self._cipher.encrypt(nonce, clear.encode(), self._bound(about))
        return ".".join(("v1", self.key_id, _text(nonce), _text(box)))

    def open(self, sealed: str, *about: str) -> str:
        """The clear text. Raises `StoreBroken` when the seal was made with another key or for another row."""
        try:
            version, key_id, nonce, box = sealed.split(".")
            if version != "v1" or key_id != self.key_id:
                raise InvalidTag
            return self._cipher.decrypt(_bytes(nonce), _bytes(box), self._bound(about)).decode()
        except (InvalidTag, ValueError) as error:
            raise StoreBroken(
                f"the stored tokens of {' '.join(about)} cannot be opened with this sealing key",
                "restore the key file that belongs to this database, or log in again",
            ) from error

    def _bound(self, about: tuple[str, ...]) -> bytes:
        return "|".join((*about, self.key_id)).encode()


def key_of(text: str) -> bytes:
    """The key that was given as text. Raises `StoreBroken` when it is none."""
    try:
        key = _bytes(text.strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise StoreBroken("RUNTRACK_SEALING_KEY is no sealing key", "run `runtrack push-credentials` to make one")
    return key


def new_key() -> str:
    """A fresh key as text."""
    return _text(secrets.token_bytes(KEY_BYTES))


def read_or_make_key(path: Path) -> bytes:
    """The key in `path` (32 bytes as base64url), made with mode 0600 when there is none. `StoreBroken` if unusable."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(new_key() + "\n")
        except FileExistsError:
            pass  # the usual case; a half-written file is refused below
        if path.stat().st_mode & 0o077:
            raise StoreBroken(f"{path} can be read by others", f"run `chmod 600 {path}`")
        text = path.read_text()
    except OSError as error:
        advice = "make its folder writable, or set RUNTRACK_KEY_FILE"
        raise StoreBroken(f"cannot use the key file {path}: {error.strerror or error}", advice) from error
    try:
        return key_of(text)
    except StoreBroken:
        raise StoreBroken(
            f"{path} does not hold a sealing key", "restore it from your backup, or delete it and log in again"
        ) from None


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
