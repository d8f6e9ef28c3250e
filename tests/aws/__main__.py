"""`make aws-e2e`: our Terraform files applied to a pretended AWS on loopback, and what they deploy really run.

Terraform and its AWS provider are the real ones, the functions run the real zip and layer below AWS's own runtime
client, Garmin, Strava and the music services are simulated. AWS itself is moto; what moto does not play is listed in
`gaps.py`, what of IAM is compared in `rights.py`: which action on which resource, not conditions, and not the rights of
the deployer but for CloudFront's. Without Terraform or the provider it says so and shows nothing (exit code 0).
"""

import argparse
import json
import platform
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.aws import browser_scenes, deployers, edge_scenes, leftovers, scenes, web_scenes
from tests.aws import many_users as crowd
from tests.aws.cloud import Cloud
from tests.aws.deployed import Deployed, Failed, expect
from tests.aws.rights import allowed, difference, needs_of, of_missing_files, of_the_key, policies_of
from tests.aws.terraform import TerraformFailed, missing
from tests.aws.world import AwsWorld

BUILD = Path(__file__).parents[2] / "build"
ARCHITECTURE = "arm64" if platform.machine() in ("aarch64", "arm64") else "x86_64"
Installation = tuple[str, tuple[Callable[[Deployed], None], ...], dict[str, Any]]
TOLD, LAST = scenes.SCENES[:-1], scenes.SCENES[-1:]
ONE: Installation = (
    "production",
    (*TOLD, *edge_scenes.FIRST, *web_scenes.SCENES, *edge_scenes.SCENES, *browser_scenes.SCENES, *LAST),
    {"web": True},
)
MANY: Installation = (
    "dev",
    crowd.SCENES,
    {"fan_out": True, "customer_managed_key": True, "alarm_email": "runner@example.org"},
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 when everything was shown, 1 when something was not so."""
    parser = argparse.ArgumentParser(prog="python -m tests.aws", description=__doc__.splitlines()[0])
    parser.add_argument("--can", action="store_true", help="only say whether this machine can; exit code 1 if not")
    parser.add_argument("--only", choices=("one", "many"), help="one runner, or many by the queue; else both")
    chosen = parser.parse_args(arguments)
    if lacking := missing():
        print(f"make aws-e2e: skipped, for {lacking}.")
        return int(chosen.can)
    if chosen.can:
        return 0
    began, installations = time.monotonic(), {"one": [ONE], "many": [MANY]}.get(chosen.only, [ONE, MANY])
    with Cloud() as cloud, tempfile.TemporaryDirectory(prefix="runtrack-aws-") as folder:
        try:
            for environment, story, variables in installations:
                play(cloud, Path(folder) / environment, environment, story, variables)
        except (Failed, TerraformFailed) as error:
            print(f"\nNot so: {error}", file=sys.stderr)
            return 1
    print(f"\nmake aws-e2e: {len(_shown)} things shown in {time.monotonic() - began:.0f} s, 0 failed")
    return 0


def play(
    cloud: Cloud, folder: Path, environment: str, story: Sequence[Callable[[Deployed], None]], variables: dict[str, Any]
) -> None:
    """One installation from the first apply to the destroy."""
    print(f"\n{environment}, {ARCHITECTURE}:")
    folder.mkdir(parents=True)
    with AwsWorld(folder / "home") as world:
        world.log_in_to_everything()
        deployed = Deployed(cloud, world, folder, environment, {**variables, **packages()})
        try:
            with _showing("Terraform finds the provider, and names a variable that is missing"):
                deployed.deployment.init()
                refused = deployed.deployment.without("strava_client_id")
                expect("what it says", re.findall(r'variable "(\w+)" is not set', refused), ["strava_client_id"])
            with _showing("apply makes it"):
                deployed.deployment.apply()
            with _showing("a second plan has no changes"):
                expect("the second plan", deployed.deployment.changes(), "")
            with _showing("no secret is in the state or among the functions' settings"):
                _no_secret_is_told(deployed)
            for scene in story:
                with _showing(str(scene.__doc__).partition(".")[0]):
                    scene(deployed)
            with _showing("each role may do what it did, and nothing else"):
                _rights_are_those_used(deployed)
            with _showing("after all that a plan still has no changes"):
                expect("the last plan", deployed.deployment.changes(), "")
            with _showing("destroy leaves nothing"):
                deployed.close()
                deployed.deployment.apply(protect=False)
                deployed.deployment.destroy()
                expect("what is left", leftovers.of(cloud), [])
            with _showing("whoever deploys and uploads may do at CloudFront what they did, and nothing else"):
                deployers.compare(deployed)
        finally:
            deployed.close()


def packages() -> dict[str, str]:
    """The zips as `make code-zip layer` has built them."""
    found = {
        "architecture": ARCHITECTURE,
        "code_zip": str(BUILD / "upload-garmin-runs-to-strava.zip"),
        "layer_zip": str(BUILD / f"python-dependencies-layer-{ARCHITECTURE}.zip"),
        "web_zip": str(BUILD / "runtrack-web.zip"),
        "web_layer_zip": str(BUILD / f"web-dependencies-layer-{ARCHITECTURE}.zip"),
    }
    for name in found.keys() - {"architecture"}:
        if not Path(found[name]).is_file():
            raise Failed(f"there is no {found[name]}; make aws-e2e builds it")
    return found


def _no_secret_is_told(deployed: Deployed) -> None:
    told = deployed.deployment.state.read_text() + json.dumps(deployed.function().told, default=str)
    secrets = [deployed.deployment.variables[name] for name in ("strava_client_secret", "lastfm_api_key")]
    expect("secrets in clear", [secret for secret in secrets if secret in told], [])


def _rights_are_those_used(deployed: Deployed) -> None:
    iam, found = deployed.cloud.client("iam"), list[str]()
    key = deployed.key_arn
    for name, key_id in deployed.callers().items():
        needs = needs_of(deployed.cloud.calls_of(key_id))
        off = difference(allowed(policies_of(iam, name)), needs | of_the_key(needs, key) | of_missing_files(needs))
        found += [f"{name}: {line}" for line in str(off).splitlines()]
    if found:
        raise Failed("rights and calls differ\n" + "\n".join(found))


_shown: list[str] = []


@contextmanager
def _showing(what: str) -> Iterator[None]:
    began = time.monotonic()
    print(f"  {what[0].upper()}{what[1:]} …", end="", flush=True)
    yield
    _shown.append(what)
    print(f" {time.monotonic() - began:.1f} s", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
