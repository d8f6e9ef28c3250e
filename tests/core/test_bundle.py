"""An answer to a refresh that brings no usable access token: which new refresh token in it is kept."""

import pytest

from sync.core.bundle import Bundle, OnlyRefreshToken, without_access
from sync.core.errors import Unavailable
from tests.support.core.rows import NOW

OLD = Bundle({"refresh": "old", "refresh_token": "other", "scope": "read"}, NOW, 3)
ERROR = Unavailable("no access token", service="strava")


def test_a_new_refresh_token_is_kept_with_the_rest_of_the_old_ones() -> None:
    raised = without_access(ERROR, OLD, {"refresh_token": " new\n"}, "refresh")
    assert isinstance(raised, OnlyRefreshToken)
    assert (raised.reason, raised.service) == ("no access token", "strava")
    assert raised.bundle == Bundle({"refresh": "new", "refresh_token": "other", "scope": "read"}, NOW, 3)


def test_the_field_has_its_usual_name_where_none_is_given() -> None:
    raised = without_access(ERROR, OLD, {"refresh_token": "new"})
    assert isinstance(raised, OnlyRefreshToken)
    assert raised.bundle.fields == {"refresh": "old", "refresh_token": "new", "scope": "read"}
    assert without_access(ERROR, OLD, {"refresh_token": "other "}) is ERROR


@pytest.mark.parametrize(
    "answer", [None, [], "refresh_token", {}, *({"refresh_token": raw} for raw in (None, 5, "", " \n", "old", " old "))]
)
def test_an_answer_without_a_new_one_is_the_error_that_it_was(answer: object) -> None:
    assert without_access(ERROR, OLD, answer, "refresh") is ERROR
