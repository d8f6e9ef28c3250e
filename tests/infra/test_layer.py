"""What goes into the zips for AWS, what stays out, and that the bytes are the same every time."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from layer import build, code
from layer.pack import MB, BuildFailed, Size, compile_all, require_runtime, run, zip_folder

ROOT = Path(__file__).parents[2]


def put(folder: Path, *names: str, text: str = "x = 1\n") -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def left(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def package(root: Path, **modules: str) -> Path:
    """A package `sync` whose modules have those texts; two underscores in a name stand for a dot."""
    for name, text in {"sync____init__": "", "sync__entrypoints____init__": "", **modules}.items():
        stem = "__init__" if name.endswith("____init__") else name.rpartition("__")[2]
        parents = name.removesuffix("____init__").split("__") if stem == "__init__" else name.split("__")[:-1]
        put(root, "/".join([*parents, f"{stem}.py"]), text=text)
    return root


def zipped(folder: Path, target: Path) -> bytes:
    zip_folder(folder, target, "python/")
    return target.read_bytes()


# -- the layer ------------------------------------------------------------------------------------


def test_the_runtimes_own_packages_tests_and_what_only_builders_read_are_dropped(tmp_path: Path) -> None:
    put(
        tmp_path,
        "bin/normalizer",
        "boto3/session.py",
        "boto3-1.44.5.dist-info/METADATA",
        "botocore/loaders.py",
        "s3transfer/a.py",
        "jmespath/a.py",
        "anyio/a.py",
        "anyio-4.16.0.dist-info/METADATA",
        "cffi/api.py",
        "pint/testsuite/a.py",
        "stravalib/tests/a.py",
        "msgspec/core.pyi",
        "curl_cffi/x.c",
        "six-1.17.0.dist-info/RECORD",
        "six-1.17.0.dist-info/WHEEL",
        "six-1.17.0.dist-info/sboms/a.json",
        "pydantic/v1/main.py",
        "pydantic/mypy.py",
        "cryptography/x509/base.py",
        "dateutil/zoneinfo/zones.tar.gz",
    )
    kept = {
        "six.py",
        "jinja2/tests.py",
        "dateutil/tz.py",
        "pint/default_en.txt",
        "boto3_like/a.py",
        "tests/a.py",
        "_cffi_backend.cpython-313-aarch64-linux-gnu.so",
        "six-1.17.0.dist-info/METADATA",
        "six-1.17.0.dist-info/entry_points.txt",
        "six-1.17.0.dist-info/LICENSE",
        "jinja2/bin/a.py",
        "pydantic/main.py",
        "other/v1/main.py",
        "cryptography/hazmat/a.py",
    }
    put(tmp_path, *kept)
    build.drop(tmp_path)
    assert left(tmp_path) == kept


def test_licence_texts_in_a_folder_of_their_own_stay(tmp_path: Path) -> None:
    put(tmp_path, "a-1.dist-info/licenses/LICENSE", "a-1.dist-info/licenses/LICENSE.APACHE")
    build.drop(tmp_path)
    assert len(left(tmp_path)) == 2


def test_metadata_keeps_its_headers_and_loses_the_readme(tmp_path: Path) -> None:
    put(tmp_path, "a-1.dist-info/METADATA", text="Name: a\nVersion: 1\n\n# A\n\nLong story\n")
    build.drop(tmp_path)
    assert (tmp_path / "a-1.dist-info/METADATA").read_text() == "Name: a\nVersion: 1\n\n"


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (Size(35 * MB, 14 * MB), ""),
        (Size(35 * MB + 200_000, 14 * MB), "35.2 MB unzipped, at most 35"),
        (Size(1, 20 * MB), "20.0 MB zipped, at most 14"),
        (Size(40 * MB, 20 * MB), "40.0 MB unzipped, at most 35; 20.0 MB zipped, at most 14"),
    ],
)
def test_a_layer_over_its_limits_says_by_how_much(size: Size, said: str) -> None:
    assert build.too_big(size) == said


def test_without_a_strip_program_the_libraries_stay_and_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "a.so")
    monkeypatch.setenv("PATH", str(tmp_path))
    said: list[str] = []
    build.strip(tmp_path, said.append)
    assert said == [
        "llvm-strip is not there (Debian, Ubuntu: apt install llvm): the libraries keep their debug symbols."
    ]
    assert left(tmp_path) == {"a.so"}


# -- the code zip ---------------------------------------------------------------------------------


def test_the_code_zip_holds_the_package_without_simulators_and_local_commands(tmp_path: Path) -> None:
    package(
        tmp_path,
        sync__entrypoints__aws="from sync.entrypoints.words import say\ndef f():\n    from sync import wiring\n",
        sync__entrypoints__words="import json\n",
        sync__entrypoints__cli="import typer\n",
        sync__wiring="import sync.core.a",
        sync__core____init__="",
        sync__core__a="",
        sync__core__loaded_by_name="",
        sync__sim____init__="",
        sync__sim__world="",
    )
    put(tmp_path, "sync/__pycache__/wiring.cpython-312.pyc", "tests/test_a.py")
    put(tmp_path, "sync/__main__.py", text="from sync.entrypoints import cli\n")
    assert [path.relative_to(tmp_path).as_posix() for path in code.chosen(tmp_path)] == [
        "sync/__init__.py",
        "sync/core/__init__.py",
        "sync/core/a.py",
        "sync/core/loaded_by_name.py",
        "sync/entrypoints/__init__.py",
        "sync/entrypoints/aws.py",
        "sync/entrypoints/words.py",
        "sync/wiring.py",
    ]


def test_a_lambda_that_would_import_a_simulator_is_not_built(tmp_path: Path) -> None:
    package(
        tmp_path,
        sync__entrypoints__aws="from sync import wiring",
        sync__wiring="from sync.sim import world",
        sync__sim____init__="",
        sync__sim__world="",
    )
    with pytest.raises(
        BuildFailed, match=r"^sync\.entrypoints\.aws imports sync\.sim, and simulators do not go to AWS\.$"
    ):
        code.chosen(tmp_path)


def test_without_an_entry_point_there_is_nothing_to_build(tmp_path: Path) -> None:
    with pytest.raises(BuildFailed, match=r"^There is no sync\.entrypoints\.aws: nothing for the Lambda to start\.$"):
        code.chosen(package(tmp_path))


# -- compiled, and the same bytes every time ------------------------------------------------------


def test_a_zip_says_nothing_of_when_where_and_in_which_order_it_was_made(tmp_path: Path) -> None:
    names = ["b/a.py", "a.txt", "b.py", "b/c/d.py"]
    first, second = put(tmp_path / "first", *names), put(tmp_path / "second", *reversed(names))
    os.utime(first / "a.txt", (1_000_000_000, 1_000_000_000))
    (second / "b.py").chmod(0o600)
    assert zipped(first, tmp_path / "1.zip") == zipped(second, tmp_path / "2.zip")
    with zipfile.ZipFile(tmp_path / "1.zip") as archive:
        assert archive.namelist() == ["python/a.txt", "python/b.py", "python/b/a.py", "python/b/c/d.py"]
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.external_attr >> 16 for entry in archive.infolist()} == {0o100644}
        assert archive.read("python/a.txt") == b"x = 1\n"


def test_what_is_compiled_has_the_same_bytes_from_another_folder_and_another_time(tmp_path: Path) -> None:
    text = 'import os\n\nNAMES = {"a", "b", "c"}\n\ndef f(x):\n    return x in {"one", "two", "three"}\n'
    for name in ("one", "another-with-a-longer-name"):
        folder = put(tmp_path / name, "p/__init__.py", "p/m.py", text=text)
        os.utime(folder / "p/m.py", (len(name), len(name)))
        compile_all(folder, "/opt/python", keep_sources=False)
        zip_folder(folder, tmp_path / f"{name}.zip")
        assert left(folder) == {"p/__init__.pyc", "p/m.pyc"}
    one, another = (tmp_path / f"{name}.zip" for name in ("one", "another-with-a-longer-name"))
    assert one.read_bytes() == another.read_bytes()


def test_a_compiled_layer_runs_without_its_sources_and_names_its_place_there_in_a_traceback(tmp_path: Path) -> None:
    put(tmp_path, "p/__init__.py")
    put(tmp_path, "p/m.py", text="def f():\n    return 1 / 0\n")
    compile_all(tmp_path, "/opt/python", keep_sources=False)
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import p.m; p.m.f()"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert 'File "/opt/python/p/m.py", line 2, in f' in done.stderr


def test_our_own_sources_stay_beside_their_compiled_files_which_are_never_compared_with_them(tmp_path: Path) -> None:
    put(tmp_path, "p/m.py")
    compile_all(tmp_path, "/var/task", keep_sources=True)
    tag = sys.implementation.cache_tag
    assert left(tmp_path) == {"p/m.py", f"p/__pycache__/m.{tag}.pyc"}
    assert (tmp_path / f"p/__pycache__/m.{tag}.pyc").read_bytes()[4:8] == b"\x01\x00\x00\x00"  # by hash, unchecked


def test_the_size_is_told_in_megabytes(tmp_path: Path) -> None:
    put(tmp_path / "x", "a", text="x" * 1_500_000)
    assert str(zip_folder(tmp_path / "x", tmp_path / "x.zip")) == "1.5 MB unzipped, 0.0 MB zipped"


# -- what a user can get wrong --------------------------------------------------------------------


def test_another_python_than_lambdas_is_refused_with_the_way_out() -> None:
    with pytest.raises(BuildFailed, match=r"built with Python 3\.13, and this is 3\.12\..*PYTHON=python3\.13$"):
        require_runtime((3, 12))


def test_a_failed_step_shows_its_last_words_and_a_missing_program_its_name() -> None:
    with pytest.raises(BuildFailed, match=r"^pip install failed:\nno such wheel$"):
        run([sys.executable, "-c", "import sys; print('no such wheel'); sys.exit(1)"], "pip install")
    with pytest.raises(BuildFailed, match=r"^pdm export: absent-pdm cannot be run \(No such file or directory\)$"):
        run(["absent-pdm", "export"], "pdm export")


def test_a_build_that_fails_leaves_the_earlier_zip_and_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = put(tmp_path, "a.zip", text="earlier") / "a.zip"
    assert build.main(["--output", str(target), "--pdm", "absent-pdm"]) == 1
    assert (
        capsys.readouterr().err.strip().splitlines()[-1].startswith(("pdm export: absent-pdm", "The zips for Lambda"))
    )
    assert target.read_text() == "earlier"


def test_the_layer_is_held_to_its_limits_whatever_the_processor() -> None:
    assert "python -m layer.build --architecture $(ARCH) --check\n" in (ROOT / "Makefile").read_text()
