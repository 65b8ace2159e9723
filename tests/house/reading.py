"""How the tests of the house read it: its files, its code, its manifest."""

from __future__ import annotations

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("bot", "care", "jobs", "sandbox", "storage")
PRODUCT = ("bot", "care", "jobs", "storage")


def modules(*packages: str) -> list[Path]:
    """The Python files of these packages, named from the root."""
    found = (file for package in packages for file in (ROOT / package).rglob("*.py"))
    return sorted(file.relative_to(ROOT) for file in found)


def tree(file: Path) -> ast.Module:
    return ast.parse((ROOT / file).read_text(encoding="utf-8"))


def imports(file: Path) -> Iterator[str]:
    """Every module that this one imports, also inside its functions."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module or ""


def texts(file: Path) -> Iterator[str]:
    """Every string that is written there, pieces of f-strings included."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def names(file: Path) -> Iterator[str]:
    """Every name that is written there: of functions, classes, arguments, values, attributes."""
    for node in ast.walk(tree(file)):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.ClassDef(name=name) | ast.Attribute(attr=name) | ast.Name(id=name):
                yield name
            case ast.arg(arg=name):
                yield name


def manifest() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))
    return found


def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def papers() -> list[Path]:
    """Every file that is handed on: those under version control, or about to be."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    if not (ROOT / ".git").exists():
        pytest.skip("this copy of the house is not under version control")
    found = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return [ROOT / name for name in found.split("\0") if name and (ROOT / name).is_file()]
