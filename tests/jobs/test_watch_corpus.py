"""Files that people drop into a folder become items."""

import os
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from jobs import watch_corpus
from tests.conftest import NOW

TEXT = "The ministry will raise the tariff on steel. Exporters asked for a delay."
LONG_AGO = NOW.timestamp() - 3_600


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "corpus"
    path.mkdir()
    return path


def put(folder: Path, name: str, text: str | bytes, age: float = 0) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    os.utime(path, (LONG_AGO + age, LONG_AGO + age))
    return path


def look(store, *folders: Path):
    return watch_corpus.run(store, folders, NOW)


def titles(store) -> set[str]:
    return {item.title for item in store.items.latest(None, 99)}


def test_new_files_become_items_and_cost_nothing_the_next_time(store, folder):
    put(folder, "a.md", f"---\ntitle: Steel\nlang: en\n---\n{TEXT}")
    put(folder, "deep/er/b.txt", f"Copper\n\n{TEXT}")
    put(folder, "c.xyz", TEXT)
    assert look(store, folder).counts == {"new": 2}
    assert "Steel" in titles(store)
    again = look(store, folder)
    assert (again.counts, again.errors, again.worked) == ({}, (), False)


def test_a_changed_file_is_a_new_revision_of_the_same_item(store, folder):
    put(folder, "a.txt", f"Steel\n\n{TEXT}")
    look(store, folder)
    put(folder, "a.txt", f"Steel\n\n{TEXT} It was delayed.", age=60)
    assert look(store, folder).counts == {"revised": 1}
    (item,) = store.items.latest(None, 9)
    assert (item.revision, item.baseline) == (2, False)


def test_a_touched_or_renamed_file_is_not_new(store, folder):
    path = put(folder, "a.txt", f"Steel\n\n{TEXT}")
    look(store, folder)
    os.utime(path, (LONG_AGO + 9, LONG_AGO + 9))
    assert look(store, folder).counts == {"seen": 1}
    path.rename(folder / "b.md")
    counts = look(store, folder).counts
    assert set(counts) <= {"seen", "revised"}
    assert store.items.count() == 1


def test_an_unreadable_file_is_a_named_error_stops_nothing_and_is_read_once_mended(store, folder):
    put(folder, "a.pdf", b"%PDF-1.7 broken")
    put(folder, "b.txt", f"Steel\n\n{TEXT}")
    report = look(store, folder)
    assert report.counts == {"unreadable": 1, "new": 1}
    (error,) = report.errors
    assert "a.pdf: " in error
    known = store.documents.known()[str(folder / "a.pdf")]
    assert known.error.startswith("unreadable: ")
    assert known.error_since == NOW
    assert look(store, folder).errors == ()  # told once; status keeps it
    (folder / "a.pdf").unlink()
    put(folder, "a.txt", b"")
    assert look(store, folder).counts == {"unreadable": 1}
    assert str(folder / "a.pdf") not in store.documents.known()
    put(folder, "a.txt", f"Copper\n\n{TEXT}", age=60)
    assert look(store, folder).counts == {"new": 1}
    assert store.documents.known()[str(folder / "a.txt")].error is None


def test_rights_that_were_given_later_mend_a_file(store, folder):
    path = put(folder, "a.txt", f"Steel\n\n{TEXT}")
    look(store, folder)
    stamp = store.documents.known()[str(path)].stamp
    time.sleep(0.02)
    path.chmod(0o600)
    os.utime(path, (LONG_AGO, LONG_AGO))
    assert look(store, folder).counts == {"seen": 1}
    assert store.documents.known()[str(path)].stamp != stamp


def test_hidden_files_and_links_that_lead_outside_are_left_out(sqlite_store, folder, tmp_path):
    outside = put(tmp_path / "outside", "secret.txt", f"Secret\n\n{TEXT}")
    inside = put(folder, "a.txt", f"Steel\n\n{TEXT}")
    put(folder, ".hidden.txt", f"Hidden\n\n{TEXT}")
    put(folder, ".git/b.txt", f"Hidden too\n\n{TEXT}")
    put(folder, "~$a.docx", b"lock")
    (folder / "out.txt").symlink_to(outside)
    (folder / "outdir").symlink_to(outside.parent)
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    (folder / "dangling.txt").symlink_to(folder / "nothing")
    (folder / "in.txt").symlink_to(inside)
    (folder / "folder.txt").mkdir()
    report = look(sqlite_store, folder)
    assert report.errors == ()
    assert set(sqlite_store.documents.known()) == {str(folder / "a.txt"), str(folder / "in.txt")}
    assert sqlite_store.items.count() == 1


def test_a_hidden_place_may_hold_the_folder_itself(sqlite_store, tmp_path):
    folder = tmp_path / ".policies"
    put(folder, "a.txt", f"Steel\n\n{TEXT}")
    assert look(sqlite_store, folder).counts == {"new": 1}


def test_a_folder_that_is_missing_is_named_and_the_others_are_read(sqlite_store, folder):
    put(folder, "a.txt", f"Steel\n\n{TEXT}")
    put(folder, "b.pdf", b"broken")
    look(sqlite_store, folder)
    report = look(sqlite_store, folder.parent / "missing", folder)
    assert "missing: No such file" in report.errors[0]
    # While a folder cannot be listed nothing is held to be gone.
    folder.rename(folder.parent / "moved")
    look(sqlite_store, folder)
    assert sqlite_store.documents.known()[str(folder / "b.pdf")].error


def test_a_file_still_being_written_is_left_for_the_next_look(sqlite_store, folder):
    path = put(folder, "a.txt", f"Steel\n\n{TEXT}")
    os.utime(path, (NOW.timestamp() - 0.5, NOW.timestamp() - 0.5))
    assert look(sqlite_store, folder).counts == {}
    assert watch_corpus.run(sqlite_store, [folder], NOW + timedelta(seconds=2)).counts == {"new": 1}


def test_names_that_are_no_utf8_or_very_long_are_remembered(store, folder):
    odd = os.fsencode(folder) + b"/caf\xe9.txt"
    with open(odd, "wb") as file:
        file.write(f"Odd\n\n{TEXT}".encode())
    os.utime(odd, (LONG_AGO, LONG_AGO))
    deep = folder
    for _ in range(9):
        deep = deep / ("가" * 80)
    put(deep, "long.txt", f"Long\n\nAnother text. {TEXT}")
    assert look(store, folder).counts == {"new": 2}
    assert look(store, folder).counts == {}
    names = sorted(store.documents.known(), key=len)
    assert names[0].endswith("caf\\xe9.txt")
    assert names[1].endswith("long.txt")


def test_a_file_that_is_dropped_while_others_look_is_read(sqlite_store, folder):
    found = threading.Event()

    def keep_looking() -> None:
        for _ in range(500):
            if look(sqlite_store, folder).counts.get("new"):
                return found.set()
            time.sleep(0.01)
        return None

    thread = threading.Thread(target=keep_looking)
    thread.start()
    put(folder, "dropped.txt", f"Steel\n\n{TEXT}")
    thread.join()
    assert found.is_set()
