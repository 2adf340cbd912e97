"""`policywire topics …`: checked, imported, exported, switched."""

from pathlib import Path

import pytest

from app.wiring import clock
from core.model import Preferences, Subject, SubjectKind
from storage.engine import Database
from storage.migrate import upgrade
from storage.store import Store
from tests.app.conftest import Policywire
from tests.app.test_progress import matched_by_nothing
from tests.storage.helpers import NOW, add_item, channel

FILE = """\
version: 2
noise: [football]
agencies:
  kcs: [{name: Korea Customs Service, since: 2026-01-02}]
topics:
- id: steel
  name: Steel
  category: sectors
  aliases: {en: [steel tariffs], ko: [철강 관세]}
  agencies: [kcs]
- id: cbam
  name: CBAM
  category: measures
  aliases: {en: [carbon border tax]}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "topics.yaml"
    path.write_text(FILE, "utf-8")
    return path


@pytest.fixture
def here(policywire: Policywire, file: Path, tmp_path: Path) -> Policywire:
    """The command with this file and a database of its own."""
    return lambda *arguments, **more: policywire(
        *arguments, **more, POLICYWIRE_TOPICS_FILE=str(file), DATABASE_URL=f"sqlite:///{tmp_path}/policywire.db"
    )


@pytest.fixture
def kept(tmp_path: Path):
    """The store of that database."""
    database = Database(f"sqlite:///{tmp_path}/policywire.db")
    upgrade(database)
    yield Store(database)
    database.close()


def test_every_mistake_is_named_by_line_and_field(here: Policywire, file: Path) -> None:
    assert here("topics", "check").out == f"ok: 2 topics in {file}\n"
    file.write_text(FILE.replace("category: sectors", "category: sector").replace("name: CBAM", "nam: CBAM"), "utf-8")
    ran = here("topics", "check", str(file))
    assert ran.status == 1
    assert ran.out == ""
    lines = ran.err.splitlines()
    assert f"{file}:8: topics.0.category: must be one of" in lines[0]
    assert f"{file}:12: topics.1.nam: is no field here" in ran.err
    assert len(lines) == 3


def test_listing_keeps_its_form(here: Policywire) -> None:
    assert (
        here("topics", "cbam").out
        == here("topics", "list", "cbam").out
        == "cbam                         measures    CBAM\n"
    )
    assert here("topics", "--json", "steel").out.startswith('{"id": "steel", "name": "Steel", "category": "sectors"')
    assert len(here("topics").out.splitlines()) == 2


def test_what_is_exported_can_be_imported_and_every_edit_is_a_version(
    here: Policywire, file: Path, kept: Store, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.yaml"
    copy.write_text(here("topics", "export").out, "utf-8")
    assert here("topics", "import", str(copy)).out == "nothing differs\n"
    copy.write_text(
        copy.read_text("utf-8").replace("name: CBAM", "name: 탄소국경")
        + "- {id: tin, name: Tin, category: sectors, aliases: {en: [tin]}}\n",
        "utf-8",
    )
    assert here("topics", "import", str(copy), "--by", "mina").out.splitlines() == [
        "changed  cbam (version 1)",
        "added    tin (version 1)",
    ]
    assert here("topics", "check", str(copy)).status == 0
    exported = here("topics", "export").out
    assert "탄소국경" in exported
    assert "since: 2026-01-02" in exported
    assert [(v.number, v.by, v.data["name"]) for v in kept.topics.history("cbam")] == [(1, "mina", "탄소국경")]
    assert here("topics", "import", str(file)).out.splitlines() == [
        "changed  cbam (version 2)",
        "removed  tin (version 2)",
    ]
    assert here("topics", "import", str(file)).out == "nothing differs\n"


def test_match_and_the_list_know_the_edits_and_a_file_is_read_alone(
    here: Policywire, file: Path, kept: Store, tmp_path: Path
) -> None:
    item = b'{"id": "1", "title": "Tin tax"}\n'
    assert here("match", "-", given=item).out.startswith('{"id": "1", "topics": []')
    copy = tmp_path / "copy.yaml"
    copy.write_text(FILE + "- {id: tin, name: Tin, category: sectors, aliases: {en: [tin tax]}}\n", "utf-8")
    assert here("topics", "import", str(copy)).status == 0
    assert here("topics", "tin").out == "tin                          sectors     Tin\n"
    assert here("match", "-", given=item).out.startswith('{"id": "1", "topics": ["tin"]')
    assert here("match", "--file", str(file), "-", given=item).out.startswith('{"id": "1", "topics": []')
    assert here("topics", "--file", str(file), "tin").out.startswith("no topic fits 'tin'")


def test_edits_that_cannot_be_read_are_told(here: Policywire, file: Path, kept: Store) -> None:
    kept.topics.write({"steel": None, "cbam": {"id": "cbam"}}, "mina", NOW)
    ran = here("topics", "cbam")
    assert (ran.status, ran.out) == (0, "cbam                         measures    CBAM\n")
    assert ran.err.startswith("policywire: topics are read without their edits: ")


def test_a_file_that_is_no_database_has_no_edits(here: Policywire, tmp_path: Path) -> None:
    (tmp_path / "policywire.db").write_bytes(b"no database" * 100)
    assert len(here("topics").out.splitlines()) == 2


def test_a_broken_file_changes_nothing(here: Policywire, kept: Store, tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(FILE.replace("[carbon border tax]", "[x]"), "utf-8")
    ran = here("topics", "import", str(broken))
    assert (ran.status, ran.out) == (1, "")
    assert "topics.1.aliases.en.0" in ran.err
    assert kept.topics.edits() == {}
    assert here("topics", "import", str(tmp_path / "none.yaml")).status == 1


def test_a_topic_that_channels_follow_does_not_go_unnoticed(
    here: Policywire, file: Path, kept: Store, tmp_path: Path
) -> None:
    kept.subscriptions.subscribe(channel(kept), Subject(SubjectKind.TOPIC, "cbam"), "CBAM", Preferences(), "you", NOW)
    renamed = tmp_path / "renamed.yaml"
    renamed.write_text(FILE.replace("id: cbam", "id: carbon"), "utf-8")
    ran = here("topics", "import", str(renamed))
    assert (ran.status, kept.topics.edits()) == (1, {})
    assert "cbam is not in the file, and followed in 1 channel(s); it looks renamed to carbon" in ran.err
    renamed.write_text(FILE.partition("- id: cbam")[0], "utf-8")
    assert "followed in 1 channel(s)\n" in here("topics", "import", str(renamed)).err
    ran = here("topics", "import", str(renamed), "--remove")
    assert (ran.status, ran.out) == (0, "removed  cbam (version 1)\n")


def test_learning_is_switched(here: Policywire, kept: Store) -> None:
    assert here("topics", "learn", "cbam", "off").out == "cbam: learning is off; 0 labels so far\n"
    assert kept.feedback.learning()["cbam"].mode == "off"
    assert "did you mean cbam?" in here("topics", "learn", "cbm", "on").err
    ran = here("topics", "learn", "cbam", "perhaps")
    assert (ran.status, ran.err) == (2, "policywire: learning is on, off or auto, not 'perhaps'\n")


def test_stored_items_are_matched_anew(here: Policywire, kept: Store) -> None:
    add_item(kept, "The steel tariffs rise", clock())
    matched_by_nothing(kept)
    ran = here("topics", "match", "steel")
    assert (ran.status, ran.out, ran.err) == (0, "1 items matched again\n", "")
