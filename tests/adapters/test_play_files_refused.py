"""Files that are no export of plays, damaged ones, and zips built like an attack: refused with a clear message."""

import json
import random
import zipfile

import pytest

from sync.adapters.play_zip import Limits
from tests.support.adapters.exports import AUDIO, EXPECTED, GOOD, entry, listen, read, refused, zipped


@pytest.mark.parametrize(
    ("data", "name", "found"),
    [
        (b"", "x.zip", "nothing, it is empty"),
        (b"<!DOCTYPE html><html></html>", "x.html", "a web page"),
        (b"artist,title\n", "plays.csv", "something else (plays.csv)"),
        (b"\x0e\x10\x00\x00\x00\x00\x00\x00.FIT", "run.fit", "a recording (fit)"),
        (b"[]", "x.json", "an empty list"),
        (b'[{"a": 1, "b": 2}]', "x.json", "JSON with a, b"),
        (b"[[1]]", "x.json", "JSON with list"),
        (zipped(), "x.zip", "nothing"),
        (zipped(("a.txt", "x"), ("b/plays.zip", zipped())), "x.zip", "a.txt, plays.zip"),
        (zipped(*((f"{n}.txt", "x") for n in range(7))), "x.zip", "0.txt, 1.txt, 2.txt, 3.txt, 4.txt …"),
        (zipped(("Userdata.json", '{"username": "x"}')), "x.zip", "Userdata.json"),
    ],
)
def test_anything_else_is_refused_by_what_it_is(data: bytes, name: str, found: str) -> None:
    assert refused(data, name) == f"no plays in it; found: {found}. {EXPECTED}"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (GOOD[:-1], "no JSON, or damaged, at item 3: the list is cut off."),
        (GOOD[:-30], "no JSON, or damaged, at item 2: "),
        (GOOD.replace("}, {", "} {"), "no JSON, or damaged, at item 2: '{' between two items."),
        (GOOD[:-1] + ",]", "no JSON, or damaged, at item 3: a comma with nothing behind it."),
        (GOOD + "x", "no JSON, or damaged, at item 3: something behind the list."),
        ("[" * 100_000, "no JSON, or damaged, at item 1: RecursionError."),
        ('[{"a": ' + "9" * 10_000 + "}]", "no JSON, or damaged, at item 1: ValueError."),
        ('[{"ts": "' + "x" * 5_000_000, "no JSON, or damaged, at item 1: "),
    ],
)
def test_damaged_json_is_refused_with_the_place(content: str, words: str) -> None:
    assert refused(content.encode(), "x.json").startswith(words)
    assert refused(zipped((AUDIO, content), method=zipfile.ZIP_STORED)).startswith(
        f"Streaming_History_Audio_2025-2026_0.json: {words}"
    )


def test_bytes_that_are_no_text_are_refused() -> None:
    assert refused(b'[{"a": "\xff\xfe"}]') == "no JSON, or damaged, at item 1: bytes that are no UTF-8 text."
    assert refused(GOOD.encode("utf-16-le")).startswith("no JSON, or damaged, at item 1: ")


def test_a_zip_in_disguise_is_not_opened() -> None:
    assert refused(zipped((AUDIO, zipped((AUDIO, GOOD))))).startswith(
        "Streaming_History_Audio_2025-2026_0.json: no JSON"
    )


def test_zip_bombs_are_refused_by_what_really_comes_out_of_them() -> None:
    blanks = zipped((AUDIO, "[" + " " * 3_000_000 + GOOD[1:]))
    assert refused(blanks).endswith("unpacks to more than 200 times its size.")
    some = Limits(unpacked=2_000, ratio=200)
    assert refused(zipped((AUDIO, json.dumps([entry()] * 4))), limits=some).endswith("more than 2e-06 GB.")
    many = [(f"{n}.json", json.dumps([entry()])) for n in range(4)]
    assert refused(zipped(*many), limits=some).startswith("3.json: unpacks to more than")
    assert refused(zipped(*many), limits=Limits(entries=3)) == "the zip has more than 3 files."
    assert refused(b"PK" + b"PK\x01\x02" * 20, limits=Limits(entries=3)) == "the zip has more than 3 files."


def test_a_zip_that_lies_about_its_sizes_is_counted_all_the_same() -> None:
    data = zipped((AUDIO, "[" + " " * 3_000_000 + GOOD[1:]))
    real = (3_000_000 + len(GOOD)).to_bytes(4, "little")
    assert data.count(real) == 2
    assert "damaged" in refused(data.replace(real, (500).to_bytes(4, "little")))


def test_an_encrypted_zip_is_refused_with_the_way_out() -> None:
    data = bytearray(zipped((AUDIO, GOOD)))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert refused(bytes(data)) == "the zip is encrypted: unpack it with its password first."


def test_a_method_that_is_not_known_is_refused() -> None:
    assert refused(zipped((AUDIO, GOOD), method=zipfile.ZIP_LZMA)) == (
        "the zip is packed by method 14, not stored or deflated."
    )


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_zip_gives_its_plays_or_a_message_never_anything_else(seed: int) -> None:
    dice = random.Random(f"damaged {seed}")
    whole = zipped(
        (AUDIO, json.dumps([entry(ts=f"2026-05-07T06:50:{n:02}Z") for n in range(60)])),
        ("listens/2026/1.jsonl", "\n".join(json.dumps(listen(n)) for n in range(60))),
    )
    complete = len(read(whole).plays)
    assert complete == 120
    refusals: list[str] = []
    for number in range(150):
        data = bytearray(whole)
        if dice.random() < 0.3:
            del data[dice.randrange(len(data)) :]
        for _ in range(dice.randrange(1, 5)):
            if data:
                data[dice.randrange(len(data))] = dice.randrange(256)
        try:
            found = read(bytes(data))
        except ValueError as error:
            refusals.append(str(error))
        else:
            assert len(found.plays) <= complete, (seed, number)
    assert len(refusals) > 50
    assert [words for words in refusals if not words.endswith(".")] == []
