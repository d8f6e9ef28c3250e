"""Terraform on a copy of our files: init, apply, plan, destroy. The files are the real ones, plus one override."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "terraform"
RUNTIME = (3, 13)
PLUGIN = "registry.terraform.io/hashicorp/aws"
PLUGIN_FOLDERS = ("~/.terraform.d", "/usr/local/share/terraform", "/usr/share/terraform", "/opt")
OVERRIDE = """# Buckets by path: on loopback a bucket has no host name of its own.
provider "aws" {
  s3_use_path_style = true
}
"""


class TerraformFailed(Exception):
    """A command of Terraform's ended badly; the text holds its last words."""


def plugins() -> str:
    """A folder in which the provider lies ready: TF_PLUGIN_DIR, else one in a usual place. "" when there is none."""
    usual = [Path(place).expanduser() for place in PLUGIN_FOLDERS]
    places = [Path(os.environ.get("TF_PLUGIN_DIR", "absent")), *(each for place in usual for each in place.glob("*"))]
    return next((str(place) for place in places if (place / PLUGIN).is_dir()), "")


def missing() -> str:
    """What this machine lacks, in one line; "" when it has everything."""
    if sys.platform != "linux" or sys.version_info[:2] != RUNTIME:
        return "what is deployed runs on Linux with Python 3.13"
    if shutil.which("terraform") is None:
        return "terraform is not installed (https://developer.hashicorp.com/terraform/install)"
    if not plugins():
        return f"the provider {PLUGIN} is not here (set TF_PLUGIN_DIR to a folder that holds it)"
    return ""


class Deployment:
    """One environment, with a state of its own. `variables` are Terraform's."""

    def __init__(self, folder: Path, environ: Mapping[str, str], variables: Mapping[str, Any]) -> None:
        self.folder = folder / "terraform"
        self._environ = {name: text for name, text in os.environ.items() if not name.startswith(("TF_", "AWS_"))}
        self._environ |= {**environ, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}
        self.variables = dict(variables)

    @property
    def state(self) -> Path:
        """Where Terraform keeps the state: every environment but production has a workspace of its own."""
        environment = self.variables.get("environment", "production")
        space = "." if environment == "production" else f"terraform.tfstate.d/{environment}"
        return self.folder / space / "terraform.tfstate"

    def without(self, variable: str) -> str:
        """What a plan says when one variable is not given; it must refuse."""
        left = {name: value for name, value in self.variables.items() if name != variable}
        (self.folder / "test.auto.tfvars.json").write_text(json.dumps(left))
        try:
            self._run("plan", "-input=false")
        except TerraformFailed as refused:
            return str(refused)
        finally:
            (self.folder / "test.auto.tfvars.json").write_text(json.dumps(self.variables))
        return ""

    def init(self) -> None:
        ignored = shutil.ignore_patterns(".terraform", "*.tfstate*", "terraform.tfvars", "*_override.tf", "backend.tf")
        shutil.copytree(FOLDER, self.folder, ignore=ignored)
        (self.folder / "loopback_override.tf").write_text(OVERRIDE)
        (self.folder / "test.auto.tfvars.json").write_text(json.dumps(self.variables))
        self._run("init", "-input=false", "-lockfile=readonly", f"-plugin-dir={plugins()}")
        if (environment := self.variables.get("environment", "production")) != "production":
            self._run("workspace", "select", "-or-create", environment)

    def apply(self, **variables: Any) -> None:
        """`variables` are new from now on."""
        self.variables |= variables
        (self.folder / "test.auto.tfvars.json").write_text(json.dumps(self.variables))
        self._run("apply", "-input=false", "-auto-approve", "-parallelism=20")

    def changes(self) -> str:
        """What a second plan would change: "" when nothing, else Terraform's words."""
        return self._run("plan", "-input=false", "-detailed-exitcode", "-parallelism=20", fine=(0, 2)) or ""

    def outputs(self) -> dict[str, Any]:
        return {name: each["value"] for name, each in json.loads(self._run("output", "-json")).items()}

    def destroy(self) -> None:
        self._run("destroy", "-input=false", "-auto-approve", "-parallelism=20")

    def _run(self, command: str, *arguments: str, fine: tuple[int, ...] = (0,)) -> str:
        """What it printed; for exit code 0 of a plan nothing, since then there is nothing to tell."""
        plain = () if command in ("output", "workspace") else ("-no-color",)
        done = subprocess.run(
            ["terraform", f"-chdir={self.folder}", command, *arguments, *plain],
            env=self._environ,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        if done.returncode not in fine:
            raise TerraformFailed(f"terraform {command}:\n{(done.stdout + done.stderr)[-6000:]}")
        return "" if command == "plan" and done.returncode == 0 else done.stdout
