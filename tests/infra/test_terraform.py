"""The Terraform files: formatted, valid, tested with a mocked provider, nothing allowed that is not named."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.aws.terraform import PLUGIN, plugins
from tests.support.infra.hcl import FOLDER, Statement, blocks, statements

VARIABLES = dict(blocks("variable"))
STATEMENTS = list(statements(blocks("data")))
EXAMPLE = (FOLDER / "terraform.tfvars.example").read_text()
TESTED_IN = {"default": ("plan", "refusals", "web"), "dev": ("dev",)}
"""In which workspace each of Terraform's own test files runs: environment and state have to be of one name."""
CHILDREN = {
    "${aws_s3_bucket.files.arn}/originals/*",
    "${aws_s3_bucket.files.arn}/routes/*",
    "${aws_s3_bucket.files.arn}/spill/*",
    "${aws_s3_bucket.pages[0].arn}/*",
    "${aws_cloudwatch_log_group.tick.arn}:log-stream:*",
    "${aws_cloudwatch_log_group.batch[0].arn}:log-stream:*",
    "${aws_cloudwatch_log_group.web[0].arn}:log-stream:*",
}
"""Things inside one named thing, whose names do not exist before they are written. Nothing else may hold a star."""


def terraform(*arguments: str, data: Path, workspace: str = "default") -> "subprocess.CompletedProcess[str]":
    environ = {name: text for name, text in os.environ.items() if not name.startswith("TF_")}
    return subprocess.run(
        ["terraform", f"-chdir={FOLDER}", *arguments],
        env={**environ, "TF_DATA_DIR": str(data), "TF_WORKSPACE": workspace, "CHECKPOINT_DISABLE": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def initialised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("terraform") is None:
        pytest.skip("terraform is not installed")
    folder = plugins()
    if not folder:
        pytest.skip(f"no folder with {PLUGIN}: set TF_PLUGIN_DIR")
    data = tmp_path_factory.mktemp("terraform")
    plugin_dir = f"-plugin-dir={folder}"
    done = terraform("init", "-input=false", "-backend=false", "-lockfile=readonly", "-no-color", plugin_dir, data=data)
    assert done.returncode == 0, done.stdout + done.stderr
    return data


def test_the_files_are_formatted(tmp_path: Path) -> None:
    if shutil.which("terraform") is None:
        pytest.skip("terraform is not installed")
    done = terraform("fmt", "-check", "-recursive", "-no-color", data=tmp_path)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


@pytest.mark.long
def test_the_files_are_valid_and_say_so_of_themselves_with_a_mocked_provider(initialised: Path) -> None:
    checked = terraform("validate", "-json", data=initialised)
    assert json.loads(checked.stdout)["diagnostics"] == []
    for workspace, passed in (("default", 9), ("dev", 1)):
        files = [f"-filter=tests/{name}.tftest.hcl" for name in TESTED_IN[workspace]]
        tested = terraform("test", "-no-color", *files, data=initialised, workspace=workspace)
        assert tested.returncode == 0, tested.stdout + tested.stderr
        assert tested.stdout.rstrip().endswith(f"Success! {passed} passed, 0 failed.")


def test_every_test_of_terraforms_own_is_run() -> None:
    written = {path.name.removesuffix(".tftest.hcl") for path in FOLDER.glob("tests/*.tftest.hcl")}
    assert written == {name for names in TESTED_IN.values() for name in names}


def test_the_provider_is_locked_for_every_system_that_people_deploy_from() -> None:
    """`zh:` is the checksum of a system's zip, as the registry publishes them all in one list; `h1:` that of the files
    in one zip, which is what a provider folder is checked against."""
    hashes = re.findall(r'"(h1|zh):([^"]+)"', (FOLDER / ".terraform.lock.hcl").read_text())
    assert len({text for kind, text in hashes if kind == "zh"}) == 15
    assert all(re.fullmatch(r"[0-9a-f]{64}", text) for kind, text in hashes if kind == "zh")
    assert any(kind == "h1" for kind, _ in hashes)


# -- permissions ----------------------------------------------------------------------------------


def too_wide(statement: Statement) -> list[str]:
    """What the statement allows without naming it."""
    wrong = [action for action in statement.actions if not re.fullmatch(r"[a-z0-9]+:[A-Z][A-Za-z]+", action)]
    wrong += [name for name in statement.resources if "*" in name and name not in CHILDREN]
    if not statement.actions or not (statement.resources or statement.guarded):
        wrong.append("names nothing")
    return wrong


def test_no_policy_allows_an_action_or_a_resource_that_it_does_not_name() -> None:
    assert len(STATEMENTS) > 15
    assert {s.policy: wide for s in STATEMENTS if (wide := too_wide(s))} == {}


@pytest.mark.parametrize(
    ("actions", "resources"),
    [
        (("s3:*",), ("${aws_s3_bucket.files.arn}",)),
        (("dynamodb:Batch*",), ("${aws_dynamodb_table.users.arn}",)),
        (("*",), ("${aws_dynamodb_table.users.arn}",)),
        (("dynamodb:GetItem",), ("*",)),
        (("dynamodb:Query",), ("${aws_dynamodb_table.ledger.arn}/index/*",)),
        (("s3:GetObject",), ("${aws_s3_bucket.files.arn}/*",)),
        (("sqs:SendMessage",), ("arn:aws:sqs:*:123456789012:runtrack-users",)),
        (("s3:GetObject",), ()),
        ((), ("${aws_s3_bucket.files.arn}",)),
    ],
)
def test_a_policy_that_is_too_wide_is_found(actions: tuple[str, ...], resources: tuple[str, ...]) -> None:
    assert too_wide(Statement("aws_iam_policy_document.x", actions, resources, guarded=False)) != []


def test_every_policy_comes_from_a_document_that_is_checked() -> None:
    kinds = {"aws_iam_policy", "aws_iam_role_policy_attachment", "aws_iam_policy_attachment", "aws_lambda_permission"}
    resources = dict(blocks("resource"))
    assert [name for name in resources if name.partition(".")[0] in kinds] == []
    policies = [body["policy"] for name, body in resources.items() if name.startswith("aws_iam_role_policy.")]
    of_buckets = [body["policy"] for name, body in resources.items() if name.startswith("aws_s3_bucket_policy.")]
    roles = [body["assume_role_policy"] for name, body in resources.items() if name.startswith("aws_iam_role.")]
    assert len(policies) == len(roles) == 5
    assert len(of_buckets) == 1
    assert [
        text for text in policies + roles + of_buckets if not text.startswith("${data.aws_iam_policy_document.")
    ] == []


# -- variables ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", VARIABLES)
def test_a_variable_is_described_typed_explained_and_named_by_its_own_refusals(name: str) -> None:
    variable: dict[str, Any] = VARIABLES[name]
    assert variable["description"].endswith(".")
    assert variable["type"]
    assert variable["nullable"] is False
    assert re.search(rf"^(# )?{name} *= ", EXAMPLE, re.MULTILINE)
    if "bool" not in variable["type"]:
        assert [
            check["error_message"] for check in variable["validation"] if not check["error_message"].startswith(name)
        ] == []


def test_the_example_names_no_variable_that_is_not_there() -> None:
    assert set(re.findall(r"^(?:# )?([a-z_]+) *= ", EXAMPLE, re.MULTILINE)) == set(VARIABLES)


def test_the_example_shows_the_defaults() -> None:
    shown = dict(re.findall(r"^# ([a-z_]+) *= (.+)$", EXAMPLE, re.MULTILINE))
    told = {
        name: variable["default"]
        for name, variable in VARIABLES.items()
        if variable.get("default") not in ("", {}, None)
    }
    assert {name: str(default).strip('"').lower() for name, default in told.items()} == {
        name: shown[name].strip('"').lower() for name in told
    }


def test_secrets_never_reach_the_state() -> None:
    """They are ephemeral, and the only thing that takes them is a write-only argument."""
    secrets = {name for name in VARIABLES if re.search(r"(secret|api_key)$", name)}
    assert secrets == {"strava_client_secret", "spotify_client_secret", "lastfm_api_key"}
    assert all(VARIABLES[name]["ephemeral"] is True and VARIABLES[name]["sensitive"] is True for name in secrets)
    text = "\n".join(path.read_text() for path in FOLDER.glob("*.tf") if path.name != "variables.tf")
    lines = [line for line in text.splitlines() if any(f"var.{name}" in line for name in secrets)]
    assert [line for line in lines if not line.strip().startswith("value_wo ")] == []
    assert len(lines) == len(secrets)


def test_every_metric_has_the_environment_as_its_only_dimension() -> None:
    text = (FOLDER / "alarms.tf").read_text()
    own = re.findall(
        r'namespace +?= "Runtrack"\n\s+metric_name += "(\w+)"(.*?)dimensions +?= (\{[^}]*\})', text, re.DOTALL
    )
    assert {name for name, _, _ in own} == {"Ticks", "TickErrors"}
    assert {dimensions for _, _, dimensions in own} == {"{ environment = var.environment }"}
    body = dict(blocks("resource"))["aws_cloudwatch_metric_alarm.figure"]
    assert (body["namespace"], body["dimensions"]) == ("Runtrack", {"environment": "${var.environment}"})
