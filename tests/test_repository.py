"""The repository keeps its own rules."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROGRAM = ("app.py", "data", "analytics", "layouts")
LONGEST_FILE = 300
LONGEST_FUNCTION = 50
TOP_LEVEL = {
    *("app.py", "data", "analytics", "layouts", "assets", "tests", "README.md", "LICENSE", "pyproject.toml"),
    *("requirements.in", "requirements.txt", "requirements-dev.in", "requirements-dev.txt"),
    *(".ci", ".gitignore", ".gitattributes"),
}
BINARY = {".xls", ".ods", ".png", ".woff2", ".ttf"}


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [Path(line) for line in listed.stdout.splitlines()]


def sources() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".py" and path.parts[0] in PROGRAM]


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sources():
        yield path, ast.parse((ROOT / path).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy"],
        ["importlinter.cli", "lint"],
    ],
    ids=["lint", "format", "types", "imports"],
)
def test_the_code_passes(command):
    if command[0] == "importlinter.cli":
        call = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    else:
        call = [sys.executable, "-m", *command]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_else_lies_at_the_top():
    assert {path.parts[0] for path in tracked()} <= TOP_LEVEL


def test_files_are_short():
    lengths = {path: len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in sources()}
    assert not {path: length for path, length in lengths.items() if length > LONGEST_FILE}


def test_functions_are_short():
    long = [
        f"{path}:{node.name}"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]
    assert not long


def test_nothing_is_global():
    assert not [path for path, tree in trees() if any(isinstance(node, ast.Global) for node in ast.walk(tree))]


def test_nothing_tells_of_the_machine_it_was_made_on():
    hints = re.compile(r"/root/|/home/\w|/Users/\w|\.\./shared|/\.library")
    texts = {
        path: (ROOT / path)
        for path in tracked()
        if path.suffix not in {*BINARY, ".csv"} and path.name != Path(__file__).name
    }
    assert not [path for path, file in texts.items() if hints.search(file.read_text(encoding="utf-8"))]


def test_every_dependency_earns_its_place_in_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in ("requirements.in", "requirements-dev.in"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        packages = [line for line in lines if line and not line.startswith(("#", "-"))]
        assert not [package for package in packages if f"`{package}`" not in readme]


def test_requirements_are_pinned_with_hashes():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        pinned = re.findall(
            r"^[\w.-]+(?:\[[\w,]+\])?==\S+(?: ; [^\\]+)? \\\n    --hash=sha256:[0-9a-f]{64}", text, re.M
        )
        assert len(pinned) == len(re.findall(r"^[\w.-]+", text, re.M)) > 20


def test_every_file_the_readme_shows_exists():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", readme)
    assert len(shown) >= 2 and all((ROOT / path).exists() for path in shown)


def test_every_file_that_ships_says_where_it_is_from():
    for folder in ("data/reference", "assets"):
        told = (ROOT / folder / "PROVENANCE.md").read_text(encoding="utf-8")
        files = [
            path for path in tracked() if path.is_relative_to(folder) and path.suffix not in {".py", ".md", ".txt"}
        ]
        assert not [path for path in files if path.name not in told and not _globbed(path.name, told)]


def _globbed(name: str, told: str) -> bool:
    return any(Path(name).match(pattern) for pattern in re.findall(r"[\w*-]+\*[\w*.-]*", told))
