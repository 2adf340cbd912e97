"""Files of the corpus are read where reading can be ended."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import SourceError
from jobs import read_apart
from jobs.sandbox import Sandbox


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The real reader, in a child that gets less time than it needs to begin."""
    child = Sandbox("jobs.read_apart:row", workers=1, seconds=0.01, megabytes=read_apart.MEGABYTES)
    monkeypatch.setattr(read_apart, "_sandbox", lambda: child)
    yield
    child.close()


def page(path: Path, text: str) -> Path:
    path.write_text(f"<html><head><title>Quota</title></head><body><article>{text}</article></body></html>", "utf-8")
    return path


def test_a_file_is_read_whole_and_its_day_survives_the_way(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: Quota\ndate: 2026-03-02\n---\nText.\n", "utf-8")
    document = read_apart.read(tmp_path / "a.md")
    assert (document.title, document.body, document.published and document.published.day) == ("Quota", "Text.", 2)
    paragraph = "<p>" + "The ministry set a quota for steel plate from the first of March. " * 10 + "</p>"
    assert "quota for steel plate" in read_apart.read(page(tmp_path / "a.html", paragraph)).body


def test_a_file_that_takes_too_long_is_named_and_says_what_to_do(tmp_path: Path, hurried: None) -> None:
    with pytest.raises(SourceError, match=r"long\.html") as caught:
        read_apart.read(page(tmp_path / "long.html", "<p>Text.</p>"))
    assert caught.value.code == "timeout"
    assert caught.value.user.endswith("Split it, or save its text alone.")


def test_a_refusal_of_the_reader_itself_is_passed_on(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"no pdf")
    with pytest.raises(SourceError) as caught:
        read_apart.read(tmp_path / "a.pdf")
    assert caught.value.code not in ("timeout", "too-large", "crash")
