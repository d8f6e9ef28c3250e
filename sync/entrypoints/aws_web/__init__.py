"""The API as a Lambda function. Terraform names it by this package, which loads nothing of a tick."""

from sync.entrypoints.quick_imports import quick_imports

with quick_imports():
    from sync.entrypoints.aws_web.function import on_request as on_request
