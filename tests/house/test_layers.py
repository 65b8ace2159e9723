"""Who may know whom: what the import contracts cannot say."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from tests.house.reading import PACKAGES, ROOT, imports, modules, pyproject, tree

EVERY_MODULE = modules(*PACKAGES)
READS_THE_ENVIRONMENT = {"environ", "environb", "getenv", "getenvb", "putenv"}


def test_a_rule_needs_the_standard_library_and_other_rules_alone() -> None:
    needed = {name.partition(".")[0] for file in modules("care") for name in imports(file)}
    assert needed - sys.stdlib_module_names == {"care"}


def test_the_contracts_and_the_wheel_know_every_package_of_the_house() -> None:
    found = {folder.parent.name for folder in ROOT.glob("*/__init__.py")}
    settings = pyproject()["tool"]
    assert set(settings["importlinter"]["root_packages"]) == found == set(PACKAGES)
    assert set(settings["hatch"]["build"]["targets"]["wheel"]["packages"]) == found


def test_only_the_settings_read_the_environment() -> None:
    readers = {
        file
        for file in EVERY_MODULE
        for node in ast.walk(tree(file))
        if (isinstance(node, ast.Attribute) and node.attr in READS_THE_ENVIRONMENT)
        or (isinstance(node, ast.ImportFrom) and node.module == "os" and _takes_it(node))
    }
    assert readers == {Path("bot/settings.py")}


def _takes_it(node: ast.ImportFrom) -> bool:
    return bool(READS_THE_ENVIRONMENT & {alias.name for alias in node.names})


def test_only_the_console_script_owns_a_clock() -> None:
    """The linter bans the calls; this bans switching the linter off, and the ways around it."""
    silenced = {f for f in EVERY_MODULE if "noqa: TID251" in (ROOT / f).read_text(encoding="utf-8")}
    assert silenced == {Path("bot/__main__.py")}


def test_neither_rules_nor_storage_nor_words_read_a_clock() -> None:
    clocks = {"time.time", "time.time_ns", "time.monotonic", "datetime.now", "datetime.utcnow"}
    readers = [
        file
        for file in modules("care", "storage", "bot/views", "bot/wording")
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in clocks
    ]
    assert readers == []


def test_each_module_says_at_its_top_what_lives_there() -> None:
    silent = [
        file
        for file in EVERY_MODULE
        if (ROOT / file).stat().st_size and len((ast.get_docstring(tree(file)) or "").split()) < 3
    ]
    assert silent == []


def test_nothing_happens_when_modules_are_imported(tmp_path: Path) -> None:
    """No thread, no logging set-up, no file: all of that belongs to a run."""
    names = [".".join(file.with_suffix("").parts) for file in EVERY_MODULE]
    importing = [name for name in names if "migrations" not in name and name != "bot.__main__"]
    program = f"""
import importlib, logging, sys, threading
sys.path.insert(0, {str(ROOT)!r})
for name in {importing!r}:
    importlib.import_module(name)
print(threading.active_count(), logging.getLogger().handlers)
"""
    run = [sys.executable, "-c", program]
    done = subprocess.run(run, cwd=tmp_path, env={}, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("1 []\n", "")
    assert list(tmp_path.iterdir()) == []


BY_ID = {
    "items": {"by_id", "shared_by_id", "own_by_id"},
    "bonds": {"get"},
    "nudges": {"get"},
    "talks": {"get"},
    "deliveries": {"get"},
    "askings": {"whose", "take"},
    "promises": {"get"},
    "asks": {"get"},
    "all_thanks": {"get"},
}
FINDING = Path("bot/conversations/finding.py")


def test_what_a_client_names_is_looked_up_where_it_is_asked_who_may() -> None:
    """A handler that loads by id on its own forgets to ask sooner or later."""
    loaders = {
        file
        for file in modules("bot/conversations")
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call) and _loads_by_id(node.func)
    }
    assert loaders == {FINDING, *NAMED_BY_OUR_OWN_ROWS}


def _loads_by_id(called: ast.expr) -> bool:
    return (
        isinstance(called, ast.Attribute)
        and isinstance(called.value, ast.Name)
        and called.attr in BY_ID.get(called.value.id, ())
    )


NAMED_BY_OUR_OWN_ROWS = {
    Path("bot/conversations/composing.py"),  # the item that a question is about
    Path("bot/conversations/answering.py"),  # the messages in which a nudge stands
    Path("bot/conversations/saying.py"),  # the nudge that was just written
}
