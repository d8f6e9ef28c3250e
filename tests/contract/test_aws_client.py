"""A person's login to AWS is found as every other tool finds it, and what is wrong with it is said with the way out."""

import subprocess
import sys
from pathlib import Path

import pytest

from sync.ports import StoreBroken
from sync.stores.aws_client import client
from sync.stores.dynamo_tables import Tables

CONFIG = """
[default]
region = eu-west-1

[profile work]
region = eu-north-1
aws_access_key_id = made-up
aws_secret_access_key = made-up

[profile assumed]
region = eu-north-1
role_arn = arn:aws:iam::123456789012:role/there
source_profile = nobody

[profile sso]
region = eu-central-1
sso_session = mine
sso_account_id = 123456789012
sso_role_name = reader

[sso-session mine]
sso_start_url = https://nowhere.invalid/start
sso_region = eu-central-1
sso_registration_scopes = sso:account:access
"""


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with these profiles and nothing in the environment."""
    import os

    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    config = tmp_path / "config"
    config.write_text(CONFIG)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("HOME", str(tmp_path))
    return config


def refused() -> StoreBroken:
    with pytest.raises(StoreBroken) as caught:
        Tables("dev-").get("users", {"userId": {"S": "me"}})
    return caught.value


def test_the_region_is_that_of_the_profile_unless_the_environment_says_another(monkeypatch: pytest.MonkeyPatch) -> None:
    assert client("dynamodb").meta.region_name == "eu-west-1"
    monkeypatch.setenv("AWS_PROFILE", "work")
    assert client("dynamodb").meta.region_name == "eu-north-1"
    monkeypatch.setenv("AWS_REGION", "ap-south-1")
    assert client("dynamodb").meta.region_name == "ap-south-1"
    assert client("dynamodb", "us-east-1").meta.region_name == "us-east-1"


def test_a_profile_that_does_not_exist_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "typo")
    assert refused().reason == "there is no AWS profile typo"
    assert "`aws configure list-profiles` shows yours" in refused().advice


def test_without_a_region_the_ways_to_set_one_are_named(at_home: Path) -> None:
    at_home.write_text("[default]\n")
    assert (refused().reason, "AWS_REGION" in refused().advice) == ("no AWS region is set", True)


def test_a_region_that_can_be_none_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "Frankfurt am Main")
    assert refused().reason.startswith("AWS's settings cannot be used: ")


@pytest.mark.parametrize(
    ("text", "words"),
    [("no section = at all\n", "Unable to parse"), (None, "nobody")],
    ids=["text", "role"],
)
def test_settings_that_cannot_be_used_are_named(
    at_home: Path, monkeypatch: pytest.MonkeyPatch, text: str | None, words: str
) -> None:
    if text is None:
        monkeypatch.setenv("AWS_PROFILE", "assumed")
    else:
        at_home.write_text(text)
    assert refused().reason.startswith("AWS's settings cannot be used: ")
    assert words in refused().reason


def test_a_login_by_sso_that_has_expired_names_the_command_for_its_profile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "sso")
    assert refused().reason.startswith("the AWS login is of no use for dynamodb:GetItem on the table dev-users: ")
    assert refused().advice == (
        "log in to AWS again (`aws sso login --profile sso` or `aws configure --profile sso`) and try again"
    )


def test_without_any_login_that_is_said() -> None:
    assert refused().reason == "no AWS credentials for dynamodb:GetItem on the table dev-users"


@pytest.mark.parametrize(("there", "loaded"), [("", True), ("a-function", False)], ids=["at home", "in the function"])
def test_the_function_does_not_load_what_only_people_need(tmp_path: Path, there: str, loaded: bool) -> None:
    code = "import sys; from sync.stores.aws_client import client; client('dynamodb'); print('boto3' in sys.modules)"
    environ = {"AWS_REGION": "eu-central-1", "PYTHONPATH": str(Path(__file__).parents[2])}
    environ |= {"AWS_LAMBDA_FUNCTION_NAME": there} if there else {}
    done = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True)
    assert done.stdout == f"{loaded}\n"
