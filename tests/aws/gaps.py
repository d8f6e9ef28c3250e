"""Where moto 5.2 answers otherwise than AWS, put right in this process only.

| moto | AWS | without this |
|---|---|---|
| forgets a function's logging_config | gives it back | the second plan has changes |
| stores a queue's RedriveAllowPolicy, and that is it | gives it back | apply waits for it until it times out |
| gives a redrive policy back with spaces | without | the second plan has changes |
| cannot delete the marker of a deleted file | can | destroy fails |
| needs a checker of OpenAPI documents for HTTP APIs that are made of none | – | no HTTP API can be made |
| calls a function within SendMessage, by docker | a poller takes the messages | nothing runs; see `deliveries.py` |

Not played by moto, and by nobody here: time in queues (a message that was not deleted is shown again at once by the
deliveries), `rate()` of the schedule (the test fires it), the evaluation of alarms.
"""

import json
import sys
from importlib.util import find_spec
from types import ModuleType
from typing import Any

_closed: list[bool] = []


def close() -> None:
    """Once for the whole process."""
    if _closed:
        return
    _closed.append(True)
    _functions_keep_their_logging()
    _queues_tell_who_may_redrive()
    _markers_can_be_deleted()
    _http_apis_need_no_openapi()


def _functions_keep_their_logging() -> None:
    from moto.awslambda.models import LambdaFunction

    made, shown, changed = (
        LambdaFunction.__init__,
        LambdaFunction.get_configuration,
        LambdaFunction.update_configuration,
    )

    def make(self: Any, account_id: str, spec: dict[str, Any], *more: Any, **named: Any) -> None:
        self.logging_config = spec.get("LoggingConfig")
        made(self, account_id, spec, *more, **named)

    def show(self: Any, *more: Any, **named: Any) -> dict[str, Any]:
        kept = {"LoggingConfig": self.logging_config} if self.logging_config else {}
        return {**shown(self, *more, **named), **kept}

    def change(self: Any, config_updates: dict[str, Any]) -> dict[str, Any]:
        self.logging_config = config_updates.get("LoggingConfig", self.logging_config)
        return changed(self, config_updates)

    LambdaFunction.__init__ = make  # type: ignore[method-assign]  # moto's own lacks it
    LambdaFunction.get_configuration = show  # type: ignore[method-assign]  # as above
    LambdaFunction.update_configuration = change  # type: ignore[method-assign]  # as above


def _queues_tell_who_may_redrive() -> None:
    from moto.sqs.models import Queue

    told = vars(Queue)["attributes"].fget

    def tell(self: Any) -> dict[str, Any]:
        found: dict[str, Any] = told(self)
        if allowed := getattr(self, "redrive_allow_policy", None):
            found["RedriveAllowPolicy"] = allowed
        if found.get("RedrivePolicy"):
            found["RedrivePolicy"] = json.dumps(json.loads(found["RedrivePolicy"]), separators=(",", ":"))
        return found

    Queue.BASE_ATTRIBUTES = [*Queue.BASE_ATTRIBUTES]
    Queue.attributes = property(tell)  # type: ignore[assignment]  # moto has plain attributes there
    Queue.lambda_event_source_mappings = property(lambda self: {}, lambda self, mappings: None)  # type: ignore[assignment]  # as above


def _markers_can_be_deleted() -> None:
    from moto.s3.models import FakeDeleteMarker

    FakeDeleteMarker.dispose = lambda self, garbage=False: None  # type: ignore[attr-defined]  # moto's marker lacks it


def _http_apis_need_no_openapi() -> None:
    """moto's API Gateway imports a checker of OpenAPI documents, by which nothing here is made: ten packages."""
    if "openapi_spec_validator" in sys.modules or find_spec("openapi_spec_validator") is not None:
        return
    names = (
        "openapi_spec_validator",
        "openapi_spec_validator.validation",
        "openapi_spec_validator.validation.exceptions",
    )
    for name in names:
        sys.modules[name] = ModuleType(name)
    sys.modules[names[0]].validate = None  # type: ignore[attr-defined]  # never called
    sys.modules[names[2]].OpenAPIValidationError = ValueError  # type: ignore[attr-defined]  # never raised
