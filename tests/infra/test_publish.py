"""The step that brings the built pages to AWS: what goes up, as what, in which order, and what leaves when."""

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from layer import publish
from layer.publish import NOTES, NotPublished, published
from tests.aws.cloud import Cloud

NOW = datetime(2026, 3, 14, 8, tzinfo=UTC)
DAY = timedelta(days=1)
BUCKET = "runtrack-pages"


class Site:
    """A build, and an account with a bucket and a distribution that writes down what it is asked."""

    def __init__(self, cloud: Cloud, build: Path) -> None:
        self.build, self.s3, self.asked = build, cloud.client("s3"), list[str]()
        self.purges = list[tuple[str, tuple[str, ...]]]()
        where = {"LocationConstraint": "eu-central-1"}
        self.s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=where)
        self.s3.meta.events.register("before-call.s3", self._called)
        self.has("index.html", "<script src=/assets/a-1.js>")
        self.has("assets/a-1.js", "one")

    def has(self, name: str, text: str) -> None:
        path = self.build / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def run(self, after: timedelta = timedelta(), **how: Any) -> publish.Done:
        self.asked.clear()
        return published(self.build, BUCKET, "E1", s3=self.s3, cloudfront=self, now=NOW + after, **how)

    def create_invalidation(self, DistributionId: str, InvalidationBatch: dict[str, Any]) -> None:
        self.purges.append((InvalidationBatch["CallerReference"], tuple(InvalidationBatch["Paths"]["Items"])))

    @property
    def names(self) -> set[str]:
        return {each["Key"] for each in self.s3.list_objects_v2(Bucket=BUCKET).get("Contents", ())}

    def _called(self, model: Any, params: dict[str, Any], **_: Any) -> None:
        self.asked.append(f"{model.name} {params['url_path'].partition('/')[2]}".strip())


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Cloud() as cloud:
        made = Site(cloud, tmp_path)
        yield made
        from moto.s3.models import s3_backends

        s3_backends.reset()


def test_files_have_our_types_and_stay_in_caches_as_long_as_their_names_let_them(site: Site) -> None:
    for name in ("assets/b-2.css", "assets/b-2.css.gz", ".pages.json", "sw.js", "icon.svg", "manifest.webmanifest"):
        site.has(name, name)
    site.run()
    told = {name: site.s3.head_object(Bucket=BUCKET, Key=name) for name in site.names - {NOTES}}
    assert {name: (each["ContentType"], each["CacheControl"]) for name, each in told.items()} == {
        "assets/a-1.js": ("text/javascript; charset=utf-8", publish.FOR_EVER),
        "assets/b-2.css": ("text/css; charset=utf-8", publish.FOR_EVER),
        "icon.svg": ("image/svg+xml", publish.AN_HOUR),
        "index.html": ("text/html; charset=utf-8", "no-cache"),
        "manifest.webmanifest": ("application/manifest+json", publish.AN_HOUR),
        "sw.js": ("text/javascript; charset=utf-8", "no-cache"),
    }


def test_what_is_named_is_there_before_what_names_it(site: Site) -> None:
    site.has("sw.js", "worker")
    done = site.run()
    assert done.uploaded == ["assets/a-1.js", "sw.js", "index.html"]
    assert [each for each in site.asked if "PutObject" in each] == [
        "PutObject assets/a-1.js",
        "PutObject sw.js",
        "PutObject index.html",
        f"PutObject {NOTES}",
    ]


def test_the_second_time_nothing_is_written_and_nothing_purged(site: Site) -> None:
    site.run()
    done = site.run(DAY)
    assert (done.uploaded, done.removed, done.purged, done.same) == ([], [], [], 2)
    assert [each for each in site.asked if not each.startswith(("ListObjectsV2", "GetObject"))] == []
    assert len(site.purges) == 1


def test_a_page_of_the_same_length_and_an_older_time_is_another_page_all_the_same(site: Site) -> None:
    site.run()
    site.has("index.html", "<script src=/assets/a-2.js>")
    assert site.run(DAY).uploaded == ["index.html"]
    site.has("index.html", "<script src=/assets/a-1.js>")
    site.run(2 * DAY)
    assert [paths for _, paths in site.purges] == [("/index.html",)] * 3
    assert len({reference for reference, _ in site.purges}) == 3


def test_what_a_newer_build_lacks_stays_for_thirty_days_from_then_on(site: Site) -> None:
    site.run()
    (site.build / "assets/a-1.js").unlink()
    site.has("assets/a-2.js", "two")
    site.run(100 * DAY)
    assert site.run(130 * DAY).leaving == 1
    assert "assets/a-1.js" in site.names
    assert site.run(131 * DAY).removed == ["assets/a-1.js"]
    assert site.names == {"index.html", "assets/a-2.js", NOTES}
    assert site.run(132 * DAY).leaving == 0


def test_a_file_that_comes_back_begins_its_thirty_days_anew(site: Site) -> None:
    site.run()
    (site.build / "assets/a-1.js").unlink()
    site.run(DAY)
    site.has("assets/a-1.js", "one")
    site.run(20 * DAY)
    (site.build / "assets/a-1.js").unlink()
    site.run(40 * DAY)
    assert site.run(60 * DAY).removed == []
    assert "assets/a-1.js" in site.names


@pytest.mark.parametrize("after", range(1, 8))
def test_stopped_anywhere_the_next_run_finishes_it(site: Site, after: int) -> None:
    """At its n-th call, whichever that is: what names a file is never there before it, and nothing stays unpurged."""
    site.run()
    site.has("assets/a-2.js", "two")
    site.has("icon.svg", "icon")
    site.has("index.html", "<script src=/assets/a-2.js>")

    calls = list[str]()

    def stop(model: Any, **_: Any) -> None:
        calls.append(model.name)
        if len(calls) == after:
            raise KeyboardInterrupt

    site.s3.meta.events.register_first("before-call.s3", stop)
    if after == 7:
        site.create_invalidation = None  # type: ignore[method-assign, assignment]  # CloudFront is away
    try:
        site.run(DAY)
    except (KeyboardInterrupt, TypeError):
        pass
    finally:
        site.s3.meta.events.unregister("before-call.s3", stop)
        vars(site).pop("create_invalidation", None)
    there = site.names
    page = site.s3.get_object(Bucket=BUCKET, Key="index.html")["Body"].read()
    assert b"a-2" not in page or "assets/a-2.js" in there
    site.run(DAY + timedelta(minutes=1))
    assert {"assets/a-2.js", "icon.svg"} <= site.names
    assert {path for _, paths in site.purges[1:] for path in paths} == {"/icon.svg", "/index.html"}
    assert site.run(2 * DAY).purged == []


def test_before_the_function_is_there_only_what_nobody_names_goes_up(site: Site) -> None:
    done = site.run(assets_only=True)
    assert (done.uploaded, site.names, site.purges) == (["assets/a-1.js"], {"assets/a-1.js"}, [])


def test_a_build_that_is_not_there_and_a_kind_without_a_type_are_refused_before_anything_is_done(site: Site) -> None:
    site.has("assets/film.mkv", "")
    with pytest.raises(NotPublished, match=r"of what type is assets/film\.mkv"):
        site.run()
    (site.build / "index.html").unlink()
    with pytest.raises(NotPublished, match="make web"):
        site.run()
    assert site.names == set()


def test_an_installation_without_pages_is_told_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    outputs = {"region": "eu-central-1", "pages_bucket": None, "distribution_id": None}
    for told in ("", "{}", json.dumps({name: {"value": value} for name, value in outputs.items()})):
        monkeypatch.setattr("sys.stdin", io.StringIO(told))
        assert publish.main([]) == 0
        assert capsys.readouterr().out == "Pages: none are deployed (web = false).\n"
