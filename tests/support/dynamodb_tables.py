"""`python -m tests.support.dynamodb_tables`: makes our tables, as Terraform has them, in a DynamoDB on loopback."""

import os
import sys
from urllib.parse import urlsplit

import boto3

from tests.support.contract.dynamo import definitions

HERE = ("127.0.0.1", "localhost", "::1")


def main() -> int:
    """Exit code 2 unless the address is on loopback: tables of a real account are Terraform's."""
    url, prefix = os.environ.get("AWS_ENDPOINT_URL_DYNAMODB", ""), os.environ.get("RUNTRACK_TABLE_PREFIX", "")
    if urlsplit(url).hostname not in HERE:
        wanted = "AWS_ENDPOINT_URL_DYNAMODB has to be on loopback, such as http://127.0.0.1:8000"
        print(f"{wanted}; {f'{url!r} is not' if url else 'it is not set'}.", file=sys.stderr)
        return 2
    dynamodb = boto3.Session().client("dynamodb", region_name=os.environ.get("AWS_REGION"))
    there = {name for page in dynamodb.get_paginator("list_tables").paginate() for name in page["TableNames"]}
    for definition in definitions(prefix):
        name = definition["TableName"]
        if name not in there:
            dynamodb.create_table(**definition)
        print(f"{name} {'was there' if name in there else 'made'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
