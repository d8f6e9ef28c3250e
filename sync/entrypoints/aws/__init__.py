"""The Lambda functions.

Terraform names them by this package, so that their file may be moved without a deployment that changes
code and handler at two moments.
"""

from sync.entrypoints.quick_imports import quick_imports

with quick_imports():
    from sync.entrypoints.aws.function import on_batch as on_batch
    from sync.entrypoints.aws.function import on_schedule as on_schedule
