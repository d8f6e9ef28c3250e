"""What docs/deployer-policy*.json let whoever deploys and uploads do at CloudFront, beside what they did."""

import json
from pathlib import Path

from tests.aws.cloud import DEPLOYER
from tests.aws.deployed import Deployed, Failed
from tests.aws.edge_scenes import PUBLISHER
from tests.aws.rights import Right, allowed, difference, needs_of

DOCS = Path(__file__).parents[2] / "docs"
OF_CHANGES = ("cloudfront:Update", "cloudfront:TagResource", "cloudfront:UntagResource")
"""What the first apply of an installation and its end do not need."""


def compare(deployed: Deployed) -> None:
    """Raises `Failed`. Of the deployer's calls those to CloudFront alone: of the others it is not known here what they
    need. The uploader's are all looked at."""
    if not deployed.variables.get("web"):
        return
    calls = [each for each in deployed.cloud.calls_of(DEPLOYER) if each.service == "cloudfront"]
    needs = needs_of([*calls, *deployed.cloud.calls_of(PUBLISHER)])
    read = [json.loads(path.read_text())["Statement"] for path in sorted(DOCS.glob("deployer-policy*.json"))]
    plain = [{"Statement": [each for each in statements if "Condition" not in each]} for statements in read]
    off = difference({each for each in allowed(plain) if each[0].startswith(("cloudfront:", "s3:"))}, needs)
    idle = [each for each in off.idle if each[0].startswith("cloudfront:") and not _is_pointless(each)]
    idle = [each for each in idle if not each[0].startswith(OF_CHANGES)]
    if off.missing or idle:
        raise Failed(f"used but not allowed: {off.missing}; allowed but not used: {idle}")


def _is_pointless(right: Right) -> bool:
    """One statement names four kinds of policies: an action of one of them means nothing on the others."""
    kind = right[1].rpartition(":")[2].partition("/")[0].replace("-", "")
    return not right[0].lower().endswith(kind) and kind.endswith(("policy", "control"))
