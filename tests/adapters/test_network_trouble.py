"""Trouble with certificates and proxies names the variable that it has to do with, whichever library met it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.core.errors import Unavailable
from tests.adapters.test_bounds import WAYS
from tests.support.adapters.loopback_tls import SecureSite, secure_site
from tests.support.world import closed_port

VARIABLES = (
    "REQUESTS_CA_BUNDLE",
    "SSL_CERT_FILE",
    "CURL_CA_BUNDLE",
    "HTTP_PROXY",
    "http_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "ALL_PROXY",
    "all_proxy",
    "NO_PROXY",
    "no_proxy",
)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SecureSite]:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    with secure_site(tmp_path) as secure:
        yield secure


def said(way: str, base: str) -> str:
    with pytest.raises(Unavailable) as raised:
        WAYS[way](base, 5.0)
    return raised.value.reason.partition(": ")[2]


@pytest.mark.parametrize("way", WAYS)
def test_an_unknown_authority_leads_to_the_variable_that_names_one(site: SecureSite, way: str) -> None:
    words = said(way, f"https://127.0.0.1:{site.port}")
    assert words.startswith("its certificate is not trusted (")
    assert words.endswith("): where a network has an authority of its own, REQUESTS_CA_BUNDLE names its file")


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"])
@pytest.mark.parametrize("way", WAYS)
def test_a_file_of_the_wrong_authorities_is_named_with_its_variable(
    site: SecureSite, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, way: str, variable: str
) -> None:
    import certifi

    monkeypatch.setenv(variable, certifi.where())
    words = said(way, f"https://127.0.0.1:{site.port}")
    assert words.endswith(f"): the authorities in {certifi.where()} ({variable}) did not sign it")


@pytest.mark.parametrize("way", WAYS)
def test_a_file_of_authorities_that_is_not_there_is_named_with_its_variable(
    site: SecureSite, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, way: str
) -> None:
    missing = tmp_path / "none.pem"
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(missing))
    words = said(way, f"https://127.0.0.1:{site.port}")
    assert words == f"REQUESTS_CA_BUNDLE names {missing}, which cannot be read: correct it, or unset it"


@pytest.mark.parametrize("way", WAYS)
def test_a_proxy_that_is_not_there_is_named_by_its_variable_and_not_by_its_address(
    site: SecureSite, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://me:s3cret@127.0.0.1:{closed_port()}")
    expected = ", by way of the proxy in HTTPS_PROXY: correct it, unset it, or name the host in NO_PROXY"
    assert said(way, "https://service.test") == f"connection refused{expected}"
