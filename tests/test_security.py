"""docs/security.md: every line of the threat model names a test, and every named test is there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = [line for line in TEXT.splitlines() if line.startswith("| ") and not line.startswith("| what they try")]


def test_every_line_names_a_test() -> None:
    assert len(ROWS) > 25
    assert [row for row in ROWS if "::test_" not in row.rsplit("|", 2)[1]] == []


def test_every_named_test_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", TEXT)
    missing = {
        f"{file}::{name}"
        for file, name in named
        if not (ROOT / file).is_file()
        or not re.search(rf"^(async )?def {name}\(", (ROOT / file).read_text("utf-8"), re.MULTILINE)
    }
    assert missing == set()
