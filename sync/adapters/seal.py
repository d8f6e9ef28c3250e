"""Encryption at rest: AES-256-GCM with the row's name as associated data, so that no seal opens in another's place.

Format `v2.<key id>.<nonce>.<ciphertext>`, base64url. Each part of the name goes in with its length before it, so that
no two names are the same bytes; in `v1`, which is still opened, they were only joined. The key is 32 bytes in a 0600
file, never beside the database.
"""

import base64
import hashlib
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sync.ports import SealBroken, StoreBroken

KEY_BYTES, NONCE_BYTES, LENGTH_BYTES = 32, 12, 4
NEWEST = "v2"


class AesSealer:
    """See `ports.Sealer`. NIST SP 800-38D: a fresh random 96-bit nonce for every seal.

    `key` seals; what was sealed with one of `others` is opened as well, which is so while one key replaces another."""

    def __init__(self, key: bytes, *others: bytes) -> None:
        if any(len(each) != KEY_BYTES for each in (key, *others)):
            raise ValueError("the sealing key must be 32 bytes")
        self.key_id = _id_of(key)
        self._ciphers = {_id_of(each): AESGCM(each) for each in (*others, key)}

    def seal(self, clear: str, *about: str) -> str:
        nonce = secrets.token_bytes(NONCE_BYTES)
        box = self._ciphers[self.key_id].encrypt(nonce, clear.encode(), _bound(NEWEST, about, self.key_id))
        return ".".join((NEWEST, self.key_id, _text(nonce), _text(box)))

    def open(self, sealed: str, *about: str) -> str:
        """The clear text. Raises `SealBroken` when the seal was made with another key or for another row."""
        try:
            version, key_id, nonce, box = sealed.split(".")
            if key_id not in self._ciphers:
                raise InvalidTag
            return self._ciphers[key_id].decrypt(_bytes(nonce), _bytes(box), _bound(version, about, key_id)).decode()
        except (InvalidTag, ValueError) as error:
            raise SealBroken(
                f"{_named(about)} cannot be opened with this sealing key",
                "restore the key file that belongs to this database, or log in again",
            ) from error

    def is_present(self, sealed: str) -> bool:
        """Whether a seal is of the newest form and made with the key that seals now."""
        return sealed.startswith(f"{NEWEST}.{self.key_id}.")


def _named(about: tuple[str, ...]) -> str:
    """What was sealed, in words: `the stored Garmin login`."""
    match about:
        case ("connection", _, service, "tokens"):
            return f"the stored {service.title()} login"
    return f"the stored tokens of {' '.join(about)}"


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


def _id_of(key: bytes) -> str:
    return hashlib.sha256(b"runtrack key id" + key).hexdigest()[:8]


def _bound(version: str, about: tuple[str, ...], key_id: str) -> bytes:
    parts = [part.encode() for part in (*about, key_id)]
    if version == "v1":
        return b"|".join(parts)
    if version != NEWEST:
        raise InvalidTag
    return b"".join(len(part).to_bytes(LENGTH_BYTES, "big") + part for part in (version.encode(), *parts))


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
