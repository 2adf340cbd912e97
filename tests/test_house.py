"""The house rules that no linter knows: sizes, the list of packages, honest documents, clean lock files."""

import re
import tomllib
from pathlib import Path

import pytest

from app.__main__ import cli
from bot.commands.table import BY_VERB

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("app", "bot", "core", "jobs", "storage", "tests", "bench")
MODULES = sorted(
    path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if "node_modules" not in path.parts
)
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
COMMANDS = {
    command.name or command.callback.__name__.strip("_") for command in cli.registered_commands if command.callback
} | {group.name for group in cli.registered_groups}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_is_longer_than_400_lines(module: Path) -> None:
    assert len(module.read_text(encoding="utf-8").splitlines()) <= 400


def test_every_package_is_listed_for_installation() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    folders = {init.parent for package in PACKAGES[:5] for init in (ROOT / package).rglob("__init__.py")}
    assert set(listed) == {".".join(folder.relative_to(ROOT).parts) for folder in folders}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock", "tests/e2e/package-lock.json"])
def test_lock_files_name_no_host_and_no_path(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"--(extra-)?index-url|--find-links|file://|\"resolved\"", text)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_commands_that_documents_name_exist(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    named = set(re.findall(r"(?:`|\$ |    |bin/)policywire ([a-z]+)", text))
    assert named <= COMMANDS
    targets = set(re.findall(r"`make ([a-z-]+)`|^    make ([a-z-]+)", text, re.MULTILINE))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert all(re.search(rf"^{name}:", makefile, re.MULTILINE) for pair in targets for name in pair if name)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_chat_commands_that_documents_name_exist(document: Path) -> None:
    named = set(re.findall(r"`/policy ([a-z]+)", document.read_text(encoding="utf-8")))
    assert named <= set(BY_VERB)


def test_the_readme_names_every_command_of_the_shell_and_of_chat() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {
        name for name in COMMANDS | set(BY_VERB) if f"`{name}" not in text and f"policywire {name}" not in text
    } == set()


def test_folders_that_the_architecture_names_exist() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:core|storage|jobs|bot|app|seeds|tests|bench)/[\w/.*]*)`", text))
    assert named
    assert {name for name in named if not list(ROOT.glob(name.rstrip("/")))} == set()
