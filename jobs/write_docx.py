"""A card → a Word file (.docx), by python-docx: a title, headings, lists, and links that open. For reading one: read_docx.py."""

import re
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from core.card import Block, Bullets, Card, Chart, Facts, Heading, Note, Paragraph, Preformatted, Span
from core.chart import numbered
from core.text import safe_url

# What XML 1.0 cannot say.
_UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BLUE = "0563C1"


def card_docx(card: Card) -> bytes:
    """The card as a document. A note before a list is the list's heading; buttons are left out."""
    document = docx.Document()
    blocks = card.blocks
    for block, following in zip(blocks, (*blocks[1:], None), strict=True):
        _add(document, block, heads=isinstance(following, Bullets))
    kept = BytesIO()
    document.save(kept)
    return kept.getvalue()


def _add(document: Any, block: Block, *, heads: bool) -> None:
    match block:
        case Heading(text, url):
            document.core_properties.title = _said(text)[:255]
            _write(document.add_heading(level=1), [Span(text, url)])
        case Note(text) if heads:
            document.add_heading(_said(text), level=2)
        case Note(text) | Preformatted(text):
            document.add_paragraph(_said(text))
        case Chart(about, _, series):
            document.add_paragraph(_said(about))
            _list(document, [(Span(f"{one.name}: {sum(one.values)}"),) for one in numbered(series)])
        case Paragraph(spans):
            _write(document.add_paragraph(), spans)
        case Bullets(rows):
            _list(document, rows)
        case Facts(pairs):
            _list(document, [(Span(f"{label}: ", strong=True), Span(value)) for label, value in pairs])


def _list(document: Any, rows: Iterable[Sequence[Span]]) -> None:
    for row in rows:
        _write(document.add_paragraph(style="List Bullet"), row)


def _write(paragraph: Any, spans: Iterable[Span]) -> None:
    for span in spans:
        url = safe_url(span.url) if span.url else None
        if url is None:
            paragraph.add_run(_said(span.text)).bold = span.strong or None
        else:
            paragraph._p.append(_link(paragraph, _said(span.text), url))


def _link(paragraph: Any, text: str, url: str) -> Any:
    """A run inside a link, which python-docx has no word for."""
    link, run, look = OxmlElement("w:hyperlink"), OxmlElement("w:r"), OxmlElement("w:rPr")
    link.set(qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    colour, line, said = OxmlElement("w:color"), OxmlElement("w:u"), OxmlElement("w:t")
    colour.set(qn("w:val"), _BLUE)
    line.set(qn("w:val"), "single")
    said.set(qn("xml:space"), "preserve")
    said.text = text
    look.extend([colour, line])
    run.extend([look, said])
    link.append(run)
    return link


def _said(text: str) -> str:
    return _UNSAYABLE.sub("\ufffd", text)
