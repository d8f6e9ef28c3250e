"""Everything of ours that is in an account, by AWS's own listings: what a destroy has to leave empty."""

from collections.abc import Iterator
from typing import Any

from tests.aws.cloud import Cloud

LISTS: tuple[tuple[str, str, str, str], ...] = (
    ("dynamodb", "list_tables", "TableNames", ""),
    ("s3", "list_buckets", "Buckets", "Name"),
    ("lambda", "list_functions", "Functions", "FunctionName"),
    ("lambda", "list_layers", "Layers", "LayerName"),
    ("lambda", "list_event_source_mappings", "EventSourceMappings", "UUID"),
    ("scheduler", "list_schedules", "Schedules", "Name"),
    ("scheduler", "list_schedule_groups", "ScheduleGroups", "Name"),
    ("sqs", "list_queues", "QueueUrls", ""),
    ("sns", "list_topics", "Topics", "TopicArn"),
    ("ssm", "describe_parameters", "Parameters", "Name"),
    ("logs", "describe_log_groups", "logGroups", "logGroupName"),
    ("cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName"),
    ("iam", "list_roles", "Roles", "RoleName"),
    ("apigatewayv2", "get_apis", "Items", "Name"),
    ("kms", "list_aliases", "Aliases", "AliasName"),
)
"""(service, listing, where the items are, what they are called)."""
AWS_OWN = ("default", "Default key", "alias/aws/")


def of(cloud: Cloud) -> list[str]:
    """What is there, as `service name`; keys that wait for their deletion do not count."""
    return sorted(f"{service} {name}" for service, name in _all(cloud) if not name.startswith(AWS_OWN))


def _all(cloud: Cloud) -> Iterator[tuple[str, str]]:
    yield from ((f"cloudfront {each.kind}", each.name) for each in cloud.cloudfront.things.values())
    for service, listing, items, called in LISTS:
        answer: dict[str, Any] = getattr(cloud.client(service), listing)()
        for item in answer.get(items, ()):
            yield service, str(item[called] if called else item)
    kms = cloud.client("kms")
    for key in kms.list_keys()["Keys"]:
        told = kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]
        if told["KeyState"] != "PendingDeletion" and told.get("KeyManager") != "AWS":
            yield "kms", str(told["Description"] or key["KeyId"])
