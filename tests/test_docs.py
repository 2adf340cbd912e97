"""The user guide and the code say the same: every verb with its options and a picture, and nothing that is not there."""

import re
from pathlib import Path

import pytest

from bot.commands.line import parse, tidy
from bot.commands.table import COMMANDS, OPTIONS, WORDS, Command

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
GUIDE = (DOCS / "user-guide.md").read_text(encoding="utf-8")
SECTIONS = {
    head.split(" · ")[0]: text
    for head, text in re.findall(r"^### ([^\n]+)\n(.*?)(?=^##|\Z)", GUIDE, re.MULTILINE | re.DOTALL)
}
MEGABYTE = 1_000_000


def test_the_guide_has_every_verb_and_no_other() -> None:
    assert set(SECTIONS) == {command.verb for command in COMMANDS}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.verb)
def test_a_verb_has_its_options_and_a_picture(command: Command) -> None:
    text = SECTIONS[command.verb]
    assert {option for option in command.options if f"{option}:" not in text} == set()
    assert f"(pictures/{command.verb}.png)" in text


@pytest.mark.parametrize("head", re.findall(r"^### (.+)$", GUIDE, re.MULTILINE))
def test_other_names_of_a_verb_are_its_own(head: str) -> None:
    verb, *others = head.split(" · ")
    assert {WORDS[name] for name in others} <= {verb}


@pytest.mark.parametrize("line", sorted(set(re.findall(r"`/policy ([^`]+)`", GUIDE))))
def test_lines_of_the_guide_can_be_typed(line: str) -> None:
    assert parse(tidy(line), WORDS, OPTIONS, "en").verb


def test_every_picture_is_shown_and_every_shown_one_is_there() -> None:
    texts = "".join(path.read_text(encoding="utf-8") for path in DOCS.glob("*.md"))
    files = {path.name for path in (DOCS / "pictures").iterdir()}
    assert set(re.findall(r"\]\(pictures/([^)]+)\)", texts)) == files
    assert sum((DOCS / "pictures" / name).stat().st_size for name in files) < 3 * MEGABYTE
    assert not re.search(r"!\[\]\(", texts), "a picture without words"


@pytest.mark.parametrize("document", sorted(DOCS.rglob("*.md")), ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    text = re.sub(r"`[^`]*`", "", document.read_text(encoding="utf-8"))
    targets = {link.partition("#")[0] for link in re.findall(r"\]\((?!https?:|#|mailto:)([^)]+)\)", text)}
    assert {target for target in targets if not (document.parent / target).exists()} == set()
