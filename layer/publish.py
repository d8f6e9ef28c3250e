"""`make tf-apply`, second half: bring the built pages into their bucket, and out of CloudFront's caches.

    terraform output -json | python -m layer.publish [--assets]

Files with a fingerprint in their name first, the page that names them last, so that no visitor is told of a file that
is not there. What a newer build no longer has stays for 30 days from then on: pages that are open somewhere still load
parts of it. Running it twice is safe, and so is being stopped anywhere: what is there already is compared by its MD5
sum and left alone, and a file that is too much is only ever one that nobody asks for.
"""

import argparse
import base64
import hashlib
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

PAGES = Path(__file__).parents[1] / "sync" / "entrypoints" / "static"
ONE_PAGE, ASSETS = "index.html", "assets/"
FOR_EVER, ANEW, AN_HOUR = "public, max-age=31536000, immutable", "no-cache", "public, max-age=3600"
NOTES = "kept/notes.json"
"""`left`: since when which file is in no build any more. `purged`: the MD5 sum of each file without a fingerprint, when
CloudFront was last told to forget the one before. Its address is one of the one page's: nobody outside reads it."""
STAYS = timedelta(days=30)
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
"""Our own: what a machine's list says of a name differs from machine to machine."""


class NotPublished(Exception):
    """The message says why, and the way out."""


@dataclass
class Done:
    """What one run has done, by names."""

    uploaded: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    purged: list[str] = field(default_factory=list)
    same: int = 0
    leaving: int = 0

    def __str__(self) -> str:
        said = f"Pages: {len(self.uploaded)} uploaded, {self.same} there already"
        said += f", {self.leaving} of older builds stay for now" if self.leaving else ""
        said += f", {len(self.removed)} removed" if self.removed else ""
        return said + (f"; CloudFront forgets {', '.join(self.purged)}." if self.purged else "; nothing to purge.")


def published(
    folder: Path, bucket: str, distribution: str, *, s3: Any, cloudfront: Any, now: datetime, assets_only: bool = False
) -> Done:
    """`s3`, `cloudfront`: clients. Raises `NotPublished`, and botocore's errors."""
    files, done = files_of(folder), Done()
    sums = {name: _md5(path.read_bytes()) for name, path in files.items()}
    there = dict(_listed(s3, bucket))
    for name in sorted(files, key=_order):
        if assets_only and not name.startswith(ASSETS):
            continue
        if there.get(name) == sums[name]:
            done.same += 1
            continue
        _upload(s3, bucket, name, files[name].read_bytes())
        done.uploaded.append(name)
    if assets_only:
        return done
    noted = json.loads(s3.get_object(Bucket=bucket, Key=NOTES)["Body"].read()) if NOTES in there else {}
    known, forgotten = {name: md5 for name, md5 in sums.items() if not name.startswith(ASSETS)}, noted.get("purged", {})
    _purge(cloudfront, distribution, {name for name, md5 in known.items() if forgotten.get(name) != md5}, now, done)
    left = _leave(s3, bucket, set(there) - set(files) - {NOTES}, noted.get("left", {}), now, done)
    if (notes := {"left": left, "purged": known}) != noted:
        _upload(s3, bucket, NOTES, json.dumps(notes, indent=1).encode())
    return done


def files_of(folder: Path) -> dict[str, Path]:
    """Name in the bucket: file. Without the packed forms (CloudFront packs) and what the build notes for itself. Raises
    `NotPublished` for a build that is not there, and for a kind of file that has no type here."""
    if not (folder / ONE_PAGE).is_file():
        raise NotPublished("the pages are not built: `make web`")
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    found = {name: path for name, path in found.items() if path.suffix != ".gz" and not path.name.startswith(".")}
    if strange := sorted(name for name in found if Path(name).suffix not in TYPES):
        raise NotPublished(f"of what type is {strange[0]}? Say so in layer/publish.py")
    return found


def _order(name: str) -> tuple[int, str]:
    return (0 if name.startswith(ASSETS) else 2 if name == ONE_PAGE else 1), name


def _listed(s3: Any, bucket: str) -> Iterator[tuple[str, str]]:
    """(Name, MD5 sum) of what is there. The ETag is that where S3 encrypts with its own key."""
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for each in page.get("Contents", ()):
            yield each["Key"], each["ETag"].strip('"')


def _upload(s3: Any, bucket: str, name: str, data: bytes) -> None:
    kept = FOR_EVER if name.startswith(ASSETS) else ANEW if _is_code(name) else AN_HOUR
    s3.put_object(
        Bucket=bucket,
        Key=name,
        Body=data,
        ContentType=TYPES[Path(name).suffix],
        CacheControl=kept,
        ContentMD5=base64.b64encode(bytes.fromhex(_md5(data))).decode(),
    )


def _md5(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


def _is_code(name: str) -> bool:
    """The page, and the script that works behind it: an old one would bring old pages back."""
    return Path(name).suffix in (".html", ".js")


def _leave(s3: Any, bucket: str, old: set[str], left: Mapping[str, str], now: datetime, done: Done) -> dict[str, str]:
    """Take away what has been in no build for long enough; returns what stays, and since when it is so."""
    since = {name: left.get(name, now.isoformat()) for name in sorted(old)}
    done.removed = [name for name, told in since.items() if now - datetime.fromisoformat(told) > STAYS]
    for name in done.removed:
        s3.delete_object(Bucket=bucket, Key=name)
    done.leaving = len(since) - len(done.removed)
    return {name: told for name, told in since.items() if name not in done.removed}


def _purge(cloudfront: Any, distribution: str, names: set[str], now: datetime, done: Done) -> None:
    done.purged = sorted(f"/{name}" for name in names)
    if done.purged:
        paths = {"Quantity": len(done.purged), "Items": done.purged}
        batch = {"Paths": paths, "CallerReference": now.isoformat()}  # a second one of the same reference does nothing
        cloudfront.create_invalidation(DistributionId=distribution, InvalidationBatch=batch)


def main(arguments: list[str] | None = None, *, client: Callable[[str], Any] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m layer.publish", description=__doc__.splitlines()[0])
    parser.add_argument("--assets", action="store_true", help="only what has a fingerprint, before anything names it")
    parser.add_argument("--pages", type=Path, default=PAGES, help="the built pages")
    asked = parser.parse_args(arguments)
    told = {name: each["value"] for name, each in json.loads(sys.stdin.read() or "{}").items()}
    bucket, distribution = told.get("pages_bucket"), told.get("distribution_id")
    if not bucket or not distribution:
        if not asked.assets:
            print("Pages: none are deployed (web = false).")
        return 0
    if client is None:
        import boto3

        client = boto3.Session(region_name=told["region"]).client
    where = {"s3": client("s3"), "cloudfront": client("cloudfront")}
    try:
        done = published(asked.pages, bucket, distribution, **where, now=datetime.now(UTC), assets_only=asked.assets)
    except NotPublished as error:
        print(f"The pages are not published: {error}", file=sys.stderr)
        return 1
    if not asked.assets or done.uploaded:
        print(f"Pages: {len(done.uploaded)} files of the next build are there." if asked.assets else done)
    return 0


if __name__ == "__main__":
    sys.exit(main())
