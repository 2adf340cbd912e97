"""PDF documents: pages, titles, locks, and what damaged and hostile files come to."""

import io

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import SourceError
from jobs.read_document import read_bytes


def code(data: bytes) -> str:
    with pytest.raises(SourceError) as caught:
        read_bytes(data, ".pdf", "a file")
    assert caught.value.user.endswith(".")
    assert "Traceback" not in caught.value.user
    return caught.value.code


def pdf(*pages: str, info: str = "", end: str = "%%EOF\n") -> bytes:
    """A PDF with a content stream a page, written by hand."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for n, content in enumerate(pages):
        resources = "<< /Font << /F1 3 0 R >> >>"
        objects.append(f"<< /Type /Page /Parent 2 0 R /Resources {resources} /Contents {5 + 2 * n} 0 R >>")
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    objects.append(f"<< {info} >>")
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>"
    start = len(out)
    return (
        out
        + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n{trailer}\nstartxref\n{start}\n{end}".encode()
    )


def shown(*lines: str) -> str:
    return "BT /F1 12 Tf 72 700 Td 14 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"


class TestPdf:
    def test_the_pages_are_read_in_order(self):
        document = read_bytes(pdf(shown("Steel quota", "is cut."), shown("Second page.")), ".pdf", "a.pdf")
        assert (document.title, document.body) == ("Steel quota", "is cut.\n\nSecond page.")

    def test_a_title_a_person_wrote_is_taken_and_one_a_program_set_is_not(self):
        page = shown("Steel quota is cut", "in May.")
        assert read_bytes(pdf(page, info="/Title (Trade brief)"), ".pdf", "a").title == "Trade brief"
        for idle in ("Microsoft Word - brief.docx", "untitled", "brief.hwp", ""):
            assert read_bytes(pdf(page, info=f"/Title ({idle})"), ".pdf", "a").title == "Steel quota is cut"

    def test_a_hyphen_at_a_line_end_keeps_the_word_together(self):
        document = read_bytes(pdf(shown("Title", "on non-", "tariff barriers")), ".pdf", "a")
        assert document.body == "on non-tariff barriers"

    def test_a_scan_has_no_text_and_the_answer_names_ocr(self):
        with pytest.raises(SourceError, match="no letters") as caught:
            read_bytes(pdf("0 0 10 10 re f"), ".pdf", "scan.pdf")
        assert caught.value.code == "no-text"
        assert "OCR" in caught.value.user

    @pytest.mark.parametrize(("password", "readable"), [("", True), ("hidden", False)])
    def test_only_a_file_that_needs_a_password_is_locked(self, password, readable):
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(shown("Steel quota", "is cut."))))
        writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")
        out = io.BytesIO()
        writer.write(out)
        if readable:
            assert read_bytes(out.getvalue(), ".pdf", "a.pdf").body == "is cut."
        else:
            assert code(out.getvalue()) == "encrypted"

    def test_a_file_cut_off_says_so(self):
        whole = pdf(shown("Steel quota is cut."))
        with pytest.raises(SourceError) as caught:
            read_bytes(whole[: len(whole) // 2], ".pdf", "a.pdf")
        assert (caught.value.code, "cut off" in caught.value.user) == ("unreadable", True)

    @pytest.mark.parametrize(
        "data", [b"hello %%EOF", b"%PDF-1.4\n%%EOF", b"%PDF-1.4\ntrailer << /Root 1 0 R >>\n%%EOF"]
    )
    def test_what_is_no_pdf_is_unreadable(self, data):
        assert code(data) == "unreadable"

    def test_pages_beyond_the_cap_are_named_in_the_text(self):
        document = read_bytes(pdf(*[shown("Steel page")] * 510), ".pdf", "a.pdf")
        assert document.body.endswith("[pages 501 to 510 were not read]")

    def test_a_page_that_unfolds_to_a_bomb_is_left_out_and_named(self):
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(shown("Steel quota", "is cut."), "0 0 m " * 3_000_000)))
        writer.pages[1].compress_content_streams()
        out = io.BytesIO()
        writer.write(out)
        assert len(out.getvalue()) < 100_000
        assert read_bytes(out.getvalue(), ".pdf", "a.pdf").body == "is cut.\n\n[page 2 could not be read]"


def outcome(data: bytes) -> str:
    """The code of the error, or `read` for a document with something in it."""
    try:
        document = read_bytes(data, ".pdf", "a file")
    except SourceError as error:
        return error.code
    return "read" if document.title else "empty"


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(0, 900), flips=st.lists(st.tuples(st.integers(0, 900), st.integers(0, 255)), max_size=8))
def test_a_damaged_pdf_is_a_document_or_a_source_error(cut: int, flips: list[tuple[int, int]]):
    data = bytearray(pdf(shown("Steel quota", "is cut.")))
    for place, value in flips:
        data[place % len(data)] = value
    damaged = bytes(data[: len(data) - cut]) + b"%%EOF"
    assert outcome(damaged) in {"read", "unreadable", "no-text", "encrypted"}
