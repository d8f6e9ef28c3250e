"""docs/api.md says what the application describes of itself."""

from scripts.api_page import PAGE, description, page


def test_the_page_is_what_the_script_makes_of_the_application() -> None:
    before = PAGE.read_text()
    assert page(before, description()) == before, "run `make api-page`"


def test_each_problem_has_the_type_of_problems() -> None:
    operations = [each for path in description()["paths"].values() for each in path.values()]
    for operation in operations:
        wrong = {status: each for status, each in operation["responses"].items() if status >= "400"}
        assert {*wrong} == {"400", "401", "403", "404", "409", "413", "414", "415", "421", "422", "429", "502", "503"}
        assert {kind for each in wrong.values() for kind in each["content"]} == {"application/problem+json"}
