"""The Makefile says what there is and what is missing, and every make command that is written anywhere exists."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = dict(re.findall(r"^([a-z0-9-]+):[^\n#]*## (.+)$", MAKEFILE, re.MULTILINE))


def make(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """A make of its own: nothing of the one that may be running these tests gets through."""
    environ = {name: text for name, text in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def commands(text: str) -> set[str]:
    """The targets of every `make ...` that stands in code marks or on a line of a code block."""
    found: set[str] = set()
    blocks = re.findall(r"```.*?```", text, re.DOTALL)
    for piece in [*re.findall(r"`([^`\n]+)`", text), *(line for block in blocks for line in block.splitlines())]:
        for words in re.findall(r"(?:^|&& |; )make ([^#&;|]*)", piece.strip()):
            found |= {word for word in words.split() if "=" not in word and re.fullmatch(r"[a-z][a-z0-9-]*", word)}
    return found


def test_commands_are_found_in_code_and_not_in_prose() -> None:
    text = "They make demo days. `make test` or\n```sh\nmake check a1-b    # both\nmake run FIT_DIR=a/folder\n```"
    assert commands(text) == {"test", "check", "a1-b", "run"}


def test_help_lists_every_target_that_is_explained() -> None:
    listed = make("help")
    assert listed.returncode == 0, listed.stderr
    shown = dict(re.findall(r"^  make ([a-z0-9-]+) +(.+)$", listed.stdout, re.MULTILINE))
    assert shown == TARGETS
    assert {"demo", "run", "test", "check", "format", "get-token", "soak", "mutants", "bench", "test-live"} <= set(
        shown
    )


def test_make_alone_shows_the_help() -> None:
    assert make().stdout == make("help").stdout


WRITTEN = [
    "README.md",
    "CHANGELOG.md",
    ".env.example",
    "terraform/terraform.tfvars.example",
    *sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("docs/**/*.md")),
]


@pytest.mark.parametrize("path", WRITTEN)
def test_every_make_command_that_is_written_down_exists(path: str) -> None:
    assert commands((ROOT / path).read_text()) - set(TARGETS) == set()


def test_the_readme_names_the_first_two_commands() -> None:
    assert {"demo", "test"} <= commands((ROOT / "README.md").read_text())


def test_the_hooks_and_ci_call_targets_that_exist() -> None:
    hooks = re.findall(r"^ +entry: make ([a-z0-9-]+)", (ROOT / ".pre-commit-config.yaml").read_text(), re.MULTILINE)
    steps = re.findall(r"^ *make ([a-z0-9-]+)$", (ROOT / ".ci" / "run").read_text(), re.MULTILINE)
    assert hooks
    assert steps
    assert set(hooks) | set(steps) <= set(TARGETS)


def test_without_a_python_make_says_what_to_install_and_fails(tmp_path: Path) -> None:
    tried = make("test", "PYTHON=", f"TOOLS={tmp_path / 'tools'}", f"VENV={tmp_path / 'venv'}")
    assert tried.returncode != 0
    assert "Runtrack needs Python 3.12" in tried.stderr
    assert "make PYTHON=/path/to/python" in tried.stderr
    assert "apt install pipx && pipx install uv" in tried.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_python_without_venv_is_named_with_the_package_to_install(tmp_path: Path) -> None:
    python = tmp_path / "python3.13"
    python.write_text("#!/bin/sh\nexit 1\n")
    python.chmod(0o755)
    tried = make("setup", f"PYTHON={python}", f"TOOLS={tmp_path / 'tools'}", f"VENV={tmp_path / 'venv'}")
    assert tried.returncode != 0
    assert f"{python} lacks its venv module: install the package python3-venv (Debian, Ubuntu).\n" in tried.stderr
    assert not (tmp_path / "tools").exists()


AWS = """#!/bin/sh
# Stands in for the AWS command line: the last argument is where the function's answer goes.
for last; do :; done
[ -z "$REFUSED" ] || { echo "$REFUSED" >&2; exit 254; }
printf '%s' "$ANSWER" >"$last"
printf 'the log\\n' | base64
"""


@pytest.mark.parametrize(
    ("answer", "refused", "code", "said"),
    [
        ('{"ok": true, "Ticks": 1.0}', "", 0, ""),
        ('{"ok": false, "TickErrors": 1}', "", 2, "The tick failed"),
        ('{"errorType": "Sandbox.Timedout"}', "", 2, "The tick failed"),
        ("", "ResourceNotFoundException", 2, "ResourceNotFoundException"),
    ],
)
def test_invoking_fails_when_aws_or_the_tick_does(
    tmp_path: Path, answer: str, refused: str, code: int, said: str
) -> None:
    program = tmp_path / "aws"
    program.write_text(AWS)
    program.chmod(0o755)
    (tmp_path / "Makefile").write_text(MAKEFILE)
    environ = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "ANSWER": answer, "REFUSED": refused}
    done = subprocess.run(
        ["make", "--no-print-directory", "invoke"],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, said in done.stderr) == (code, True), done.stderr
    assert not answer or f"the log\n{answer}\n" in done.stdout


OLD = "#!/bin/sh\nexit 1\n"
UV = """#!/bin/sh
# Stands in for uv: Python 3.13 is there once it has been installed.
case "$1 $2" in
    "python install") touch "$HOME/fetched" ;;
    "python find") [ -e "$HOME/fetched" ] && echo "$HOME/python3.13" ;;
esac
"""


@pytest.mark.parametrize("where", ["bin", ".local/bin"])
def test_where_every_python_is_too_old_uv_brings_one(tmp_path: Path, where: str) -> None:
    for folder in ("bin", where):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    for name in ("python3", "python3.13", "python3.12", "python3.14", "python"):
        (tmp_path / "bin" / name).write_text(OLD)
        (tmp_path / "bin" / name).chmod(0o755)
    for name in ("sh", "touch"):
        (tmp_path / "bin" / name).symlink_to(f"/bin/{name}")
    script, environ = str(ROOT / "scripts" / "find_python.sh"), {"PATH": str(tmp_path / "bin"), "HOME": str(tmp_path)}

    def find() -> tuple[str, str]:
        done = subprocess.run(["/bin/sh", script], env=environ, capture_output=True, text=True, timeout=60, check=False)
        return done.stdout, done.stderr

    assert find() == ("", "")
    (tmp_path / where / "uv").write_text(UV)
    (tmp_path / where / "uv").chmod(0o755)
    found, said = find()
    assert found == f"{tmp_path}/python3.13\n"
    assert "uv fetches 3.13" in said
    assert find() == (found, "")
