"""The workflows on GitHub: every action pinned, few rights, and no pull request that could deploy."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".github" / "workflows"
FILES = sorted(FOLDER.glob("*.y*ml"))
TARGETS = set(re.findall(r"^([a-z0-9-]+):[^\n#]*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
PINNED = re.compile(r"^[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
ON_MAIN = ("github.event_name != 'pull_request'", "github.ref == 'refs/heads/main'")

Job = dict[str, Any]


def workflow(name: str) -> dict[Any, Any]:
    read: dict[Any, Any] = yaml.safe_load((FOLDER / name).read_text())
    return read


def events(read: dict[Any, Any]) -> set[str]:
    """What starts it. YAML 1.1 reads the bare word `on` as a truth value."""
    return set(read[True])


def commands(job: Job) -> str:
    """What its steps run, with the scripts of this repository in place of their names."""
    texts = []
    for step in job["steps"]:
        text = str(step.get("run", ""))
        script = re.match(r"(\.github/\S+\.sh)\b", text)
        texts.append((ROOT / script[1]).read_text() if script else text)
    return "\n".join(texts)


def make_targets(text: str) -> set[str]:
    found = re.findall(r"^ *make ([a-z][a-z0-9 -]*)", text, re.MULTILINE)
    return {word for words in found for word in words.split()}


def deploys(job: Job) -> bool:
    return bool(re.search(r"\btf-apply\b|\btf-destroy\b|\bterraform\b.*\b(apply|destroy)\b", commands(job)))


def loose(text: str) -> list[str]:
    """Every `uses:` that is not pinned to a commit with its version beside it."""
    uses = re.findall(r"^\s*(?:- )?uses:\s*(.+?)\s*$", text, re.MULTILINE)
    return [each for each in uses if not PINNED.fullmatch(each)]


def jobs() -> list[Any]:
    return [
        pytest.param(path.name, name, id=f"{path.stem}-{name}")
        for path in FILES
        for name in workflow(path.name)["jobs"]
    ]


@pytest.mark.parametrize(
    "text",
    [
        "uses: actions/checkout@v4",
        "- uses: actions/checkout@main # v4.2.2",
        "uses: actions/checkout@" + "a" * 39 + " # v4.2.2",
        "uses: actions/checkout@" + "a" * 40,
        "uses: actions/checkout@" + "a" * 40 + " # v4",
    ],
)
def test_an_action_that_is_not_pinned_is_found(text: str) -> None:
    assert loose(text) == [text.partition("uses: ")[2]]
    assert loose("  - uses: actions/checkout@" + "a" * 40 + " # v4.2.2") == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_action_is_pinned_and_the_same_one_everywhere(path: Path) -> None:
    text = path.read_text()
    assert loose(text) == []
    everywhere = re.findall(r"uses: (\S+)@(\S+)", "".join(each.read_text() for each in FILES))
    assert len(set(everywhere)) == len({action for action, _ in everywhere})


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_workflow_may_read_the_code_and_nothing_else(path: Path) -> None:
    assert workflow(path.name)["permissions"] == {"contents": "read"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_workflow_runs_foreign_code_with_our_rights(path: Path) -> None:
    assert not events(workflow(path.name)) & {"pull_request_target", "workflow_run", "issue_comment"}


@pytest.mark.parametrize(("path", "name"), jobs())
def test_only_jobs_that_log_in_to_aws_may_ask_for_a_token(path: str, name: str) -> None:
    job = workflow(path)["jobs"][name]
    logs_in = any("configure-aws-credentials" in step.get("uses", "") for step in job["steps"])
    wanted = {"contents": "read", "id-token": "write"} if logs_in else None
    assert job.get("permissions") == wanted


@pytest.mark.parametrize(("path", "name"), jobs())
def test_every_job_ends_by_itself_and_leaves_no_key_of_the_repository_behind(path: str, name: str) -> None:
    job = workflow(path)["jobs"][name]
    assert 0 < job["timeout-minutes"] <= 60
    taken = [step for step in job["steps"] if "actions/checkout" in step.get("uses", "")]
    assert all(step["with"]["persist-credentials"] is False for step in taken)


@pytest.mark.parametrize(("path", "name"), jobs())
def test_every_make_target_that_is_called_exists(path: str, name: str) -> None:
    assert make_targets(commands(workflow(path)["jobs"][name])) - TARGETS == set()


@pytest.mark.parametrize(("path", "name"), jobs())
def test_nothing_that_others_can_write_becomes_part_of_a_command(path: str, name: str) -> None:
    runs = [step["run"] for step in workflow(path)["jobs"][name]["steps"] if "run" in step]
    assert [run for run in runs if "${{" in run] == []


def test_both_pythons_are_tested_and_checked_on_pull_requests_and_pushes() -> None:
    read = workflow("check.yml")
    assert events(read) == {"pull_request", "push"}
    assert read["jobs"]["check"]["strategy"]["matrix"]["python"] == ["3.12", "3.13"]
    assert make_targets(commands(read["jobs"]["check"])) == {"test", "check"}


def test_github_checks_what_our_own_script_checks_and_the_terraform_files_besides() -> None:
    ours = set(
        re.findall(r"^(?:twice )?(?:[A-Z_]+=\S+ )*make ([a-z0-9-]+)", (ROOT / ".ci" / "run").read_text(), re.MULTILINE)
    )
    theirs = set[str]().union(*(make_targets(commands(job)) for job in workflow("check.yml")["jobs"].values()))
    assert {"test", "test-long", "aws-e2e", "check"} <= ours
    assert theirs == ours | {"tf-lint"}


def test_a_deployment_that_waits_for_its_approval_keeps_no_later_one_back() -> None:
    """Whether a job that waits holds its group is GitHub's to change: no two runs on main share one."""
    read = workflow("deploy.yml")
    group = read["concurrency"]["group"]
    assert group == "deploy-${{ github.event_name == 'pull_request' && github.ref || github.run_id }}"
    assert [name for name, job in read["jobs"].items() if "concurrency" in job] == []


def test_two_deployments_wait_for_each_other_at_the_lock_on_the_state() -> None:
    asks = [step["run"] for step in workflow("deploy.yml")["jobs"]["apply"]["steps"] if "run" in step]
    touching = [run for run in asks if "plan.sh" in run or "tf-apply" in run]
    assert [("-lock-timeout=15m" in run) for run in touching] == [True, True]


def test_only_one_job_deploys_after_the_plan_and_an_approval_and_never_for_a_pull_request() -> None:
    everything = {(path.name, name): job for path in FILES for name, job in workflow(path.name)["jobs"].items()}
    assert [where for where, job in everything.items() if deploys(job)] == [("deploy.yml", "apply")]
    job = everything["deploy.yml", "apply"]
    assert (job["needs"], job["environment"]) == ("plan", "production")
    terms = str(job["if"]).split(" && ")
    assert [term for term in ON_MAIN if term not in terms] == []
    assert "||" not in job["if"]


def test_only_the_plan_that_was_approved_is_applied() -> None:
    read = workflow("deploy.yml")["jobs"]
    (last,) = (step for step in read["apply"]["steps"] if "make tf-apply" in step.get("run", ""))
    assert last["env"]["APPROVED"] == "${{ needs.plan.outputs.digest }}"
    assert last["env"]["PLANNED"] == "${{ steps.plan.outputs.digest }}"
    environ = {"PATH": os.environ["PATH"], "PLANNED": "a", "APPROVED": "b"}
    done = subprocess.run(["bash", "-e", "-c", last["run"]], env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "has changed since the plan that was approved" in done.stdout


def test_what_was_deployed_is_asked_whether_it_is_there() -> None:
    steps = [str(step.get("run", "")).partition(" #")[0] for step in workflow("deploy.yml")["jobs"]["apply"]["steps"]]
    assert steps[-1] == "make smoke"
    assert "make tf-apply" in steps[-2]


def test_the_pages_go_up_with_every_apply_and_what_they_name_before_it() -> None:
    recipe = (ROOT / "Makefile").read_text().partition("\ntf-apply:")[2].partition("\n\n")[0].splitlines()[1:]
    done = [
        next(each for each in (" apply ", "--assets", "layer.publish", "select") if each in line) for line in recipe
    ]
    assert done == ["select", "--assets", " apply ", "layer.publish"]


def test_secrets_are_seen_by_the_approved_job_alone() -> None:
    read = workflow("deploy.yml")["jobs"]
    assert [name for name, job in read.items() if "secrets." in yaml.safe_dump(job)] == ["apply"]
    assert "secrets." not in (FOLDER / "check.yml").read_text()


def test_terraform_is_one_that_the_files_accept() -> None:
    said = set(re.findall(r'terraform_version: "(\d+)\.(\d+)\.\d+"', "".join(path.read_text() for path in FILES)))
    least = re.search(
        r'required_version = ">= (\d+)\.(\d+), < (\d+)"', (ROOT / "terraform" / "versions.tf").read_text()
    )
    assert least
    assert all((int(least[1]), int(least[2])) <= (int(a), int(b)) < (int(least[3]), 0) for a, b in said)
    assert len(said) == 1


# -- what the first job says ----------------------------------------------------------------------

SET_UP = {"AWS_ROLE_ARN": "arn:aws:iam::1:role/r", "AWS_REGION": "eu-central-1", "TF_STATE_BUCKET": "b", "OURS": "true"}


def look(folder: Path, **environ: str) -> tuple[str, str]:
    """What the first job of deploy.yml prints, and what it hands to the next."""
    (step,) = workflow("deploy.yml")["jobs"]["ready"]["steps"]
    assert set(step["env"]) == set(SET_UP)
    files = {name: str(folder / name) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    given = {**SET_UP, **environ, **files, "PATH": os.environ["PATH"]}
    done = subprocess.run(["bash", "-e", "-c", step["run"]], env=given, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    output = folder / "GITHUB_OUTPUT"
    return done.stdout, output.read_text() if output.exists() else ""


def test_a_repository_that_is_set_up_goes_on_to_the_plan(tmp_path: Path) -> None:
    assert look(tmp_path) == ("", "configured=true\n")


@pytest.mark.parametrize("name", ["AWS_ROLE_ARN", "AWS_REGION", "TF_STATE_BUCKET"])
def test_a_variable_that_is_missing_is_named_and_nothing_is_done(tmp_path: Path, name: str) -> None:
    said = f"the repository variable {name} is not set (docs/deploy-aws.md, From GitHub)"
    assert look(tmp_path, **{name: ""}) == (f"::notice title=Nothing is deployed::Skipped: {said}.\n", "")
    assert (tmp_path / "GITHUB_STEP_SUMMARY").read_text() == f"Nothing is deployed: {said}.\n"


def test_a_pull_request_from_a_fork_is_not_planned_and_says_so(tmp_path: Path) -> None:
    said, handed = look(tmp_path, OURS="false")
    assert said == (
        "::notice title=Nothing is deployed::Skipped: this pull request comes from a fork or from Dependabot.\n"
    )
    assert handed == ""


# -- the plan -------------------------------------------------------------------------------------

MAKE = '#!/bin/sh\nprintf "%s\\n" "$*" >>"$CALLS"\n'
TERRAFORM = '#!/bin/sh\nprintf "%s\\n" "$PLAN"\n'


@pytest.mark.parametrize(
    ("plan", "changes"),
    [
        ("\nNo changes. Your infrastructure matches the configuration.", "false"),
        ("Terraform will perform the following actions:\n\nPlan: 1 to add, 0 to change, 0 to destroy.", "true"),
    ],
)
def test_the_plan_is_shown_and_told_by_its_fingerprint(tmp_path: Path, plan: str, changes: str) -> None:
    for folder in (".github", "terraform", "build", "bin"):
        (tmp_path / folder).mkdir()
    script = Path(shutil.copy(ROOT / ".github" / "plan.sh", tmp_path / ".github"))
    for name, text in (("make", MAKE), ("terraform", TERRAFORM)):
        (tmp_path / "bin" / name).write_text(text)
        (tmp_path / "bin" / name).chmod(0o755)
    files = {name: str(tmp_path / name) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "CALLS")}
    told = {"STATE_BUCKET": "states", "AWS_REGION": "eu-west-1", "TFVARS": 'strava_client_id = "1"', "PLAN": plan}
    environ = {"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}", **files, **told}
    done = subprocess.run([script, "-lock=false"], env=environ, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")

    init, planned = (tmp_path / "CALLS").read_text().splitlines()
    assert init == (
        "tf-init ARGS=-input=false -no-color -backend-config=bucket=states -backend-config=region=eu-west-1"
        " -backend-config=key=runtrack/production.tfstate -backend-config=encrypt=true"
        " -backend-config=use_lockfile=true"
    )
    assert planned == "tf-plan ARGS=-no-color -out=../build/plan -lock=false"
    assert (tmp_path / "terraform" / "backend.tf").read_text() == 'terraform {\n  backend "s3" {}\n}\n'
    assert (tmp_path / "terraform" / "terraform.tfvars").read_text() == 'strava_client_id = "1"\n'
    said = (tmp_path / "GITHUB_OUTPUT").read_text()
    assert re.fullmatch(rf"changes={changes}\ndigest=[0-9a-f]{{64}}\n", said)
    assert plan in (tmp_path / "GITHUB_STEP_SUMMARY").read_text()
