"""What docs/deploy-aws.md tells the deployer to be allowed: enough for what Terraform makes, by name, and no more."""

import json
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from tests.support.infra.hcl import blocks, parsed

DOCS = Path(__file__).parents[2] / "docs"
POLICY, OWN_KEY, WEB, PAGES, DOMAIN = (
    f"deployer-policy{each}.json" for each in ("", "-own-key", "-web", "-pages", "-domain")
)
WITHOUT_NAMES = {"NothingNarrowerExists", "OwnKeyHasNoNameYet"}
LARGEST = 6144  # characters that AWS counts in a managed policy; white space is not counted

RIGHTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        (
            "aws_apigatewayv2_api",
            "aws_apigatewayv2_integration",
            "aws_apigatewayv2_route",
            "aws_apigatewayv2_stage",
        ),
        ("apigateway:POST", "apigateway:PATCH", "apigateway:DELETE", "apigateway:GET"),
    ),
    "aws_acm_certificate": ("acm:RequestCertificate", "acm:DeleteCertificate"),
    "aws_acm_certificate_validation": ("acm:DescribeCertificate",),
    "aws_cloudfront_distribution": (
        "cloudfront:CreateDistribution",
        "cloudfront:UpdateDistribution",
        "cloudfront:DeleteDistribution",
    ),
    "aws_cloudfront_function": (
        "cloudfront:CreateFunction",
        "cloudfront:PublishFunction",
        "cloudfront:UpdateFunction",
        "cloudfront:DeleteFunction",
    ),
    **{
        f"aws_cloudfront_{name}": tuple(f"cloudfront:{verb}{kind}" for verb in ("Create", "Get", "Update", "Delete"))
        for name, kind in (
            ("cache_policy", "CachePolicy"),
            ("origin_access_control", "OriginAccessControl"),
            ("origin_request_policy", "OriginRequestPolicy"),
            ("response_headers_policy", "ResponseHeadersPolicy"),
        )
    },
    "aws_cloudwatch_log_group": ("logs:CreateLogGroup", "logs:PutRetentionPolicy", "logs:DeleteLogGroup"),
    "aws_cloudwatch_metric_alarm": ("cloudwatch:PutMetricAlarm", "cloudwatch:DeleteAlarms"),
    "aws_dynamodb_table": ("dynamodb:CreateTable", "dynamodb:UpdateTable", "dynamodb:DeleteTable"),
    "aws_iam_role": ("iam:CreateRole", "iam:PassRole", "iam:DeleteRole"),
    "aws_iam_role_policy": ("iam:PutRolePolicy", "iam:DeleteRolePolicy"),
    "aws_route53_record": ("route53:ChangeResourceRecordSets", "route53:GetChange"),
    "aws_wafv2_web_acl": ("wafv2:CreateWebACL", "wafv2:UpdateWebACL", "wafv2:DeleteWebACL"),
    "aws_kms_alias": ("kms:CreateAlias", "kms:DeleteAlias"),
    "aws_kms_key": ("kms:CreateKey", "kms:EnableKeyRotation", "kms:ScheduleKeyDeletion"),
    "aws_lambda_event_source_mapping": ("lambda:CreateEventSourceMapping", "lambda:DeleteEventSourceMapping"),
    "aws_lambda_function": ("lambda:CreateFunction", "lambda:UpdateFunctionCode", "lambda:DeleteFunction"),
    "aws_lambda_function_event_invoke_config": (
        "lambda:PutFunctionEventInvokeConfig",
        "lambda:DeleteFunctionEventInvokeConfig",
    ),
    "aws_lambda_layer_version": ("lambda:PublishLayerVersion", "lambda:DeleteLayerVersion"),
    "aws_s3_bucket": ("s3:CreateBucket", "s3:DeleteBucket", "s3:DeleteObjectVersion"),
    "aws_s3_bucket_lifecycle_configuration": ("s3:PutLifecycleConfiguration",),
    "aws_s3_bucket_policy": ("s3:PutBucketPolicy", "s3:GetBucketPolicy", "s3:DeleteBucketPolicy"),
    "aws_s3_bucket_public_access_block": ("s3:PutBucketPublicAccessBlock",),
    "aws_s3_bucket_server_side_encryption_configuration": ("s3:PutEncryptionConfiguration",),
    "aws_s3_bucket_versioning": ("s3:PutBucketVersioning",),
    "aws_scheduler_schedule": ("scheduler:CreateSchedule", "scheduler:UpdateSchedule", "scheduler:DeleteSchedule"),
    "aws_scheduler_schedule_group": ("scheduler:CreateScheduleGroup", "scheduler:DeleteScheduleGroup"),
    "aws_sns_topic": ("sns:CreateTopic", "sns:DeleteTopic"),
    "aws_sns_topic_subscription": ("sns:Subscribe", "sns:Unsubscribe"),
    "aws_sqs_queue": ("sqs:CreateQueue", "sqs:SetQueueAttributes", "sqs:DeleteQueue"),
    "aws_ssm_parameter": ("ssm:PutParameter", "ssm:DeleteParameter"),
}
"""What making, changing and removing each kind of resource asks for, by its name in Terraform."""

ARNS = {
    "aws_cloudwatch_log_group": ("name", "logs:PutRetentionPolicy", "arn:aws:logs:r:1:log-group:{}"),
    "aws_cloudwatch_metric_alarm": ("alarm_name", "cloudwatch:PutMetricAlarm", "arn:aws:cloudwatch:r:1:alarm:{}"),
    "aws_dynamodb_table": ("name", "dynamodb:CreateTable", "arn:aws:dynamodb:r:1:table/{}"),
    "aws_iam_role": ("name", "iam:PassRole", "arn:aws:iam::1:role/{}"),
    "aws_kms_alias": ("name", "kms:CreateAlias", "arn:aws:kms:r:1:{}"),
    "aws_lambda_function": ("function_name", "lambda:CreateFunction", "arn:aws:lambda:r:1:function:{}"),
    "aws_lambda_layer_version": ("layer_name", "lambda:PublishLayerVersion", "arn:aws:lambda:r:1:layer:{}"),
    "aws_s3_bucket": ("bucket", "s3:CreateBucket", "arn:aws:s3:::{}"),
    "aws_scheduler_schedule_group": (
        "name",
        "scheduler:CreateScheduleGroup",
        "arn:aws:scheduler:r:1:schedule-group/{}",
    ),
    "aws_sns_topic": ("name", "sns:CreateTopic", "arn:aws:sns:r:1:{}"),
    "aws_sqs_queue": ("name", "sqs:CreateQueue", "arn:aws:sqs:r:1:{}"),
    "aws_ssm_parameter": ("name", "ssm:PutParameter", "arn:aws:ssm:r:1:parameter{}"),
    "aws_wafv2_web_acl": ("name", "wafv2:CreateWebACL", "arn:aws:wafv2:us-east-1:1:global/webacl/{}/an-id"),
}
"""Kinds with a name of their own: where it stands in the Terraform file, and the ARN that an action is asked for."""


def statements(*names: str) -> list[dict[str, Any]]:
    read = [json.loads((DOCS / name).read_text()) for name in names]
    return [statement for policy in read for statement in policy["Statement"]]


EVERY = statements(POLICY, OWN_KEY, WEB, PAGES, DOMAIN)


def allowed(action: str, arn: str) -> bool:
    return any(
        action in each["Action"] and any(fnmatchcase(arn, resource) for resource in each["Resource"]) for each in EVERY
    )


def named(environment: str) -> Iterator[tuple[str, str, str]]:
    """(Terraform's name, action, ARN) of every resource with a name of its own."""
    prefix = "" if environment == "production" else f"{environment}-"
    locals_ = {
        name: text for file in parsed().values() for block in file.get("locals", []) for name, text in block.items()
    }
    words = {**locals_, "prefix": prefix, "account": "1", "region": "r", "parameters": f"/runtrack/{environment}"}
    for label, body in blocks("resource"):
        kind = label.partition(".")[0]
        if kind in ARNS:
            attribute, action, arn = ARNS[kind]
            name = str(body[attribute])
            while "${local." in name:
                name = re.sub(r"\$\{local\.(\w+)\}", lambda found: str(words[found[1]]), name)
            yield label, action, arn.format(name)


@pytest.mark.parametrize("name", [POLICY, OWN_KEY, WEB, PAGES, DOMAIN])
def test_aws_would_take_the_policy(name: str) -> None:
    policy = json.loads((DOCS / name).read_text())
    assert set(policy) == {"Version", "Statement"}
    assert policy["Version"] == "2012-10-17"
    assert len("".join(json.dumps(policy).split())) <= LARGEST
    for each in policy["Statement"]:
        assert set(each) <= {"Sid", "Effect", "Action", "Resource", "Condition"}
        assert re.fullmatch(r"[A-Za-z]+", each["Sid"])
        assert each["Effect"] == "Allow"


def test_every_action_is_named() -> None:
    actions = [action for each in EVERY for action in each["Action"]]
    assert [action for action in actions if not re.fullmatch(r"[a-z0-9]+:[A-Z][A-Za-z0-9]+", action)] == []


def test_every_resource_is_named_where_iam_knows_a_narrower_one() -> None:
    assert {each["Sid"] for each in EVERY if "*" in each["Resource"]} == WITHOUT_NAMES
    wide = re.compile(r"arn:aws:[a-z0-9]+:(?:\*|us-east-1)?:\*?:(?=.*[A-Za-z])\S+")
    others = [resource for each in EVERY if each["Sid"] not in WITHOUT_NAMES for resource in each["Resource"]]
    assert [resource for resource in others if not wide.fullmatch(resource)] == []


def test_roles_are_given_to_lambda_the_scheduler_and_the_http_api_alone() -> None:
    given = [each for each in EVERY if "iam:PassRole" in each["Action"]]
    to = [each["Condition"]["StringEquals"]["iam:PassedToService"] for each in given]
    assert to == [
        ["lambda.amazonaws.com", "scheduler.amazonaws.com"],
        ["lambda.amazonaws.com", "apigateway.amazonaws.com"],
    ]
    assert all(each["Condition"].keys() == {"StringEquals"} for each in given)


def test_everything_that_terraform_makes_may_be_made_and_removed() -> None:
    kinds = {label.partition(".")[0] for label, _ in blocks("resource")}
    assert kinds == set(RIGHTS)
    actions = {action for each in EVERY for action in each["Action"]}
    assert {action for needed in RIGHTS.values() for action in needed} - actions == set()


def test_only_the_pages_need_the_third_policy() -> None:
    assert all(
        "runtrack-web" in resource or "apigateway" in resource or "web-dependencies" in resource
        for each in statements(WEB)
        for resource in each["Resource"]
    )
    assert "apigateway" not in {action.partition(":")[0] for each in statements(POLICY) for action in each["Action"]}


@pytest.mark.parametrize(
    ("name", "services"),
    [(PAGES, {"cloudfront", "s3"}), (DOMAIN, {"acm", "route53", "wafv2"})],
)
def test_the_edge_has_policies_of_its_own(name: str, services: set[str]) -> None:
    assert {action.partition(":")[0] for each in statements(name) for action in each["Action"]} == services
    others = [each for each in (POLICY, OWN_KEY, WEB, PAGES, DOMAIN) if each != name]
    elsewhere = {action.partition(":")[0] for each in statements(*others) for action in each["Action"]}
    assert elsewhere & services <= {"s3"}


def test_only_a_key_of_ones_own_needs_the_second_policy() -> None:
    assert {action.partition(":")[0] for each in statements(OWN_KEY) for action in each["Action"]} == {"kms"}
    assert "kms" not in {action.partition(":")[0] for each in statements(POLICY) for action in each["Action"]}


@pytest.mark.parametrize("environment", ["production", "dev"])
def test_the_names_that_terraform_gives_are_those_of_the_policy(environment: str) -> None:
    found = list(named(environment))
    assert {label.partition(".")[0] for label, _, _ in found} == set(ARNS)
    assert [each for each in found if not allowed(each[1], each[2])] == []


def test_a_name_that_is_not_ours_is_not_allowed() -> None:
    assert allowed("dynamodb:DeleteTable", "arn:aws:dynamodb:r:1:table/dev-ledger")
    assert not allowed("dynamodb:DeleteTable", "arn:aws:dynamodb:r:1:table/orders")
    assert not allowed("iam:PassRole", "arn:aws:iam::1:role/admin")
    assert not allowed("s3:DeleteBucket", "arn:aws:s3:::photos")
