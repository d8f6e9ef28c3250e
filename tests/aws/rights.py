"""The rights that a role has been given beside those that its calls needed: neither may be more than the other."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.aws.calls import Call, Need

Right = tuple[str, str]
"""(action, ARN in which a star stands for anything): one thing that a policy allows."""


@dataclass(frozen=True)
class Difference:
    """`missing`: needed and not allowed. `idle`: allowed and never needed."""

    missing: tuple[Need, ...]
    idle: tuple[Right, ...]

    def __bool__(self) -> bool:
        return bool(self.missing or self.idle)

    def __str__(self) -> str:
        lines = [f"used but not allowed: {action} on {arn}" for action, arn in self.missing]
        return "\n".join(lines + [f"allowed but not used: {action} on {arn}" for action, arn in self.idle])


def allowed(policies: Iterable[Mapping[str, Any]]) -> set[Right]:
    """What policy documents allow, each action with each resource. Raises ValueError for what is not played here."""
    return {right for policy in policies for statement in _list(policy["Statement"]) for right in _rights(statement)}


def _rights(statement: Mapping[str, Any]) -> Iterator[Right]:
    if statement["Effect"] != "Allow" or set(statement) - {"Sid", "Effect", "Action", "Resource"}:
        raise ValueError(f"only plain permissions can be compared: {json.dumps(statement)}")
    for action in _list(statement["Action"]):
        yield from ((action, resource) for resource in _list(statement["Resource"]))


def covers(right: Right, need: Need) -> bool:
    pattern = ".*".join(map(re.escape, right[1].split("*")))
    return right[0] == need[0] and re.fullmatch(pattern, need[1]) is not None


def difference(rights: Iterable[Right], needs: Iterable[Need]) -> Difference:
    given, used = set(rights), set(needs)
    missing = {need for need in used if not any(covers(right, need) for right in given)}
    idle = {right for right in given if not any(covers(right, need) for need in used)}
    return Difference(tuple(sorted(missing)), tuple(sorted(idle)))


def needs_of(calls: Iterable[Call]) -> set[Need]:
    """Raises ValueError for a call of which it is not known what it needs: nothing may pass unseen."""
    found = set[Need]()
    for call in calls:
        if not call.needs:
            raise ValueError(f"what does {call.service} {call.operation} need? See calls.py")
        found.update(call.needs)
    return found


def of_the_key(needs: Iterable[Need], key: str) -> set[Need]:
    """What else is needed where a KMS key of one's own encrypts files, parameters and the functions' settings. AWS asks
    for it in the caller's name, by no call of ours."""
    implied = {"s3:GetObject": "kms:Decrypt", "s3:PutObject": "kms:GenerateDataKey", "ssm:GetParameters": "kms:Decrypt"}
    return {(implied[action], key) for action, _ in needs if action in implied} if key else set()


def of_missing_files(needs: Iterable[Need]) -> set[Need]:
    """Who asks S3 for a file that may not be there needs the right to list: else it is told that it may not read it."""
    buckets = {arn.partition("/")[0] for action, arn in needs if action == "s3:GetObject"}
    return {("s3:ListBucket", bucket) for bucket in buckets}


def policies_of(iam: Any, role: str) -> list[dict[str, Any]]:
    """Every policy of a role, as AWS has it. `iam`: a botocore client."""
    attached = iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    if attached:
        raise ValueError(f"{role} has policies that are not its own: {attached}")
    names = iam.list_role_policies(RoleName=role)["PolicyNames"]
    return [iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"] for name in names]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
