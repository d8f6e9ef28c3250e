"""`python -m tests.support.dynamodb_tables`: our tables in a DynamoDB on loopback, and in no other."""

import pytest

from sync.core.user import User
from sync.stores.dynamo import DynamoStore
from sync.stores.dynamo_tables import Tables
from tests.aws.cloud import Cloud
from tests.support import dynamodb_tables
from tests.support.contract.values import NOON

NAMES = ["local-users", "local-strava_tokens", "local-SpotifyTokens", "local-PlayedTracks", "local-ledger"]


def test_the_tables_are_made_once_and_the_store_works_on_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with Cloud() as cloud:
        for name, text in cloud.environ().items():
            monkeypatch.setenv(name, text)
        monkeypatch.delenv("AWS_ENDPOINT_URL")
        monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", cloud.url)
        monkeypatch.setenv("RUNTRACK_TABLE_PREFIX", "local-")
        assert dynamodb_tables.main() == 0
        assert capsys.readouterr().out == "".join(f"{name} made\n" for name in NAMES)
        store = DynamoStore(Tables("local-"))
        store.put(User("me", NOON))
        assert dynamodb_tables.main() == 0
        assert capsys.readouterr().out == "".join(f"{name} was there\n" for name in NAMES)
        saved = store.load(User, "me")
        store.close()
    assert saved
    assert saved.since == NOON


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("", "it is not set"),
        ("https://dynamodb.eu-central-1.amazonaws.com", "'https://dynamodb.eu-central-1.amazonaws.com' is not"),
    ],
)
def test_a_real_account_gets_no_tables_from_here(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], url: str, shown: str
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", url)
    assert dynamodb_tables.main() == 2
    assert capsys.readouterr().err == (
        f"AWS_ENDPOINT_URL_DYNAMODB has to be on loopback, such as http://127.0.0.1:8000; {shown}.\n"
    )
