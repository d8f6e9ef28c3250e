"""What a seal is bound to, and that seals of before still open."""

import base64
import hashlib
import secrets

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from sync.adapters.seal import AesSealer
from sync.ports import SealBroken

KEY, OTHER = bytes(range(32)), bytes(32)
NAMES = st.lists(st.text(alphabet="ab|\x00é", max_size=4), min_size=1, max_size=4)


def sealed_by_the_first_version(clear: str, *about: str, key: bytes = KEY) -> str:
    """As Runtrack 0.1 sealed: the parts of the name joined by a bar."""

    def text(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).decode().rstrip("=")

    key_id = hashlib.sha256(b"runtrack key id" + key).hexdigest()[:8]
    nonce = secrets.token_bytes(12)
    box = AESGCM(key).encrypt(nonce, clear.encode(), "|".join((*about, key_id)).encode())
    return ".".join(("v1", key_id, text(nonce), text(box)))


@given(one=NAMES, another=NAMES)
def test_a_seal_opens_under_its_own_name_only(one: list[str], another: list[str]) -> None:
    sealer = AesSealer(KEY)
    sealed = sealer.seal("a token", *one)
    assert sealer.open(sealed, *one) == "a token"
    if one != another:
        with pytest.raises(SealBroken):
            sealer.open(sealed, *another)


def test_names_that_only_look_alike_when_joined_are_two() -> None:
    sealed = AesSealer(KEY).seal("a token", "connection", "me|strava", "x", "tokens")
    with pytest.raises(SealBroken):
        AesSealer(KEY).open(sealed, "connection", "me", "strava|x", "tokens")


def test_a_seal_of_the_first_version_opens_and_is_not_of_the_present_form() -> None:
    old = sealed_by_the_first_version("a token", "connection", "me", "strava", "tokens")
    sealer = AesSealer(KEY)
    assert sealer.open(old, "connection", "me", "strava", "tokens") == "a token"
    assert not sealer.is_present(old)
    assert sealer.is_present(sealer.seal("a token", "connection"))


@pytest.mark.parametrize("version", ["v1", "v3", "", "v2x"])
def test_a_seal_under_another_versions_mark_does_not_open(version: str) -> None:
    sealed = AesSealer(KEY).seal("a token", "me")
    with pytest.raises(SealBroken):
        AesSealer(KEY).open(version + sealed.removeprefix("v2"), "me")


def test_while_one_key_replaces_another_both_open_and_the_first_seals() -> None:
    both, old, new = AesSealer(OTHER, KEY), AesSealer(KEY), AesSealer(OTHER)
    assert both.open(old.seal("a token", "me"), "me") == "a token"
    assert new.open(both.seal("a token", "me"), "me") == "a token"
    with pytest.raises(SealBroken, match="the stored tokens of me cannot be opened with this sealing key"):
        old.open(both.seal("a token", "me"), "me")
