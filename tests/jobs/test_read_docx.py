"""Word documents: order, tables, revisions, and archives that lie or unfold without end."""

import io
import zipfile

import docx
import pytest

from core.errors import SourceError
from jobs.read_document import read_bytes


def code(data: bytes) -> str:
    with pytest.raises(SourceError) as caught:
        read_bytes(data, ".docx", "a file")
    assert caught.value.user.endswith(".")
    assert "Traceback" not in caught.value.user
    return caught.value.code


def word(build=lambda document: None, title: str | None = None) -> bytes:
    document = docx.Document()
    if title is not None:
        document.core_properties.title = title
    build(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def repacked(data: bytes, part: str, change) -> bytes:
    """The archive with one part's bytes changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            new.writestr(info.filename, change(content) if info.filename == part else content)
    return out.getvalue()


def brief(document) -> None:
    document.add_heading("Steel quota", 1)
    document.add_paragraph("It is cut.")
    table = document.add_table(rows=2, cols=2)
    for row, cells in zip(table.rows, (("Coil", "412"), ("Plate", "22")), strict=True):
        for cell, content in zip(row.cells, cells, strict=True):
            cell.text = content
    document.add_paragraph("After the table.")


class TestWord:
    def test_paragraphs_and_tables_are_read_in_their_order(self):
        document = read_bytes(word(brief), ".docx", "a.docx")
        assert document.title == "Steel quota"
        assert document.body == "It is cut.\nCoil | 412\nPlate | 22\nAfter the table."

    def test_the_files_own_title_comes_first(self):
        document = read_bytes(word(brief, title="Quota brief"), ".docx", "a.docx")
        assert document.title == "Quota brief"
        assert document.body.startswith("Steel quota\n")

    def test_inserted_text_is_read_and_deleted_text_is_not(self):
        def revise(xml: bytes) -> bytes:
            runs = b"<w:ins><w:r><w:t>new words </w:t></w:r></w:ins><w:del><w:r><w:delText>old words</w:delText></w:r></w:del>"
            return xml.replace(b"<w:r><w:t>It is cut.", runs + b"<w:r><w:t>It is cut.")

        document = read_bytes(repacked(word(brief), "word/document.xml", revise), ".docx", "a.docx")
        assert document.body.startswith("new words It is cut.")
        assert "old words" not in document.body

    def test_an_empty_file_has_no_text(self):
        assert code(word()) == "no-text"

    @pytest.mark.parametrize("data", [b"PK\x03\x04 no archive", b"plain words"])
    def test_what_is_no_archive_is_unreadable(self, data):
        assert code(data) == "unreadable"

    def test_an_archive_cut_off_is_unreadable(self):
        assert code(word(brief)[:-2000]) == "unreadable"

    def test_locked_and_old_files_are_told_apart(self):
        ole = bytes.fromhex("d0cf11e0a1b11ae1")
        assert code(ole + "EncryptedPackage".encode("utf-16-le")) == "encrypted"
        assert code(ole + b"WordDocument") == "unreadable"

    def test_a_zip_bomb_is_refused_before_it_unfolds(self):
        bomb = repacked(word(brief), "word/document.xml", lambda xml: xml + b" " * 30_000_000)
        assert len(bomb) < 200_000
        assert code(bomb) == "too-large"

    def test_an_archive_that_lies_about_its_sizes_is_unreadable(self):
        bomb = bytearray(repacked(word(brief), "word/document.xml", lambda xml: xml + b" " * 30_000_000))
        size = next(i.file_size for i in zipfile.ZipFile(io.BytesIO(bomb)).infolist() if i.file_size > 30_000_000)
        true, lie = size.to_bytes(4, "little"), (5000).to_bytes(4, "little")
        assert code(bytes(bomb).replace(true, lie)) == "unreadable"

    def test_an_entity_bomb_is_refused(self):
        def plant(xml: bytes) -> bytes:
            entities = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 12))
            head, _, rest = xml.partition(b"?>")
            bomb = f"<!DOCTYPE w [<!ENTITY e0 'lol'>{entities}]>".encode()
            return head + b"?>" + bomb + rest.replace(b"It is cut.", b"It is cut. &e11;")

        assert code(repacked(word(brief), "word/document.xml", plant)) == "unreadable"
