"""Bugs of the pages' way to AWS and of the pretended CloudFront in front of them."""

from tests.planting import Mutant

PUBLISH, CLOUDFRONT = ("tests/infra/test_publish.py",), ("tests/aws/test_cloudfront.py",)

EDGE_BUGS = (
    Mutant(
        "the page goes up before the files that it names",
        "layer/publish.py",
        "return (0 if name.startswith(ASSETS) else 2 if name == ONE_PAGE else 1), name",
        "return (2 if name.startswith(ASSETS) else 0 if name == ONE_PAGE else 1), name",
        PUBLISH,
    ),
    Mutant(
        "what open pages still load is taken away at once",
        "layer/publish.py",
        "if now - datetime.fromisoformat(told) > STAYS]",
        "if now - datetime.fromisoformat(told) >= timedelta()]",
        PUBLISH,
    ),
    Mutant(
        "what was uploaded before a stop is never purged",
        "layer/publish.py",
        "{name for name, md5 in known.items() if forgotten.get(name) != md5}",
        "{name for name in known if name in done.uploaded}",
        PUBLISH,
    ),
    Mutant(
        "a page of the same length counts as the same",
        "layer/publish.py",
        "        if there.get(name) == sums[name]:",
        "        if name in there:",
        PUBLISH,
    ),
    Mutant(
        "a file beside the page is answered with the page",
        "terraform/edge/pages.js",
        "(html|js|svg|",
        "(html|svg|",
        ("tests/infra/test_edge_function.py",),
    ),
    Mutant(
        "the smoke test takes a page for an answer of the API",
        "layer/smoke.py",
        "        fine = (status, said) == (wanted, kind)\n",
        "        fine = status in (wanted, 200)\n",
        ("tests/infra/test_smoke.py",),
    ),
    Mutant(
        "every distribution may read the pretended bucket",
        "tests/aws/edge.py",
        '                and each["Condition"] == {"StringEquals": {"AWS:SourceArn": source}}\n',
        '                and each["Condition"] and source\n',
        CLOUDFRONT,
    ),
    Mutant(
        "the pretended CloudFront takes a change by an old ETag",
        "tests/aws/cloudfront.py",
        '        if headers.get("If-Match") != kept.etag:\n            raise Refused(412, "PreconditionFailed")\n',
        '        if not headers.get("If-Match"):\n            raise Refused(412, "PreconditionFailed")\n',
        CLOUDFRONT,
    ),
    Mutant(
        "the pretended edge forgets errors at once",
        "tests/aws/edge.py",
        "return ERRORS_STAY if status in (404, 405, 414, 416) or status >= 500 else 0",
        "return 0",
        CLOUDFRONT,
    ),
)
