"""A brief as rows: CSV for a spreadsheet, JSON for a program. Markdown and cards: core/brief_card.py."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from core.brief import Brief, Line
from core.brief_card import SECTIONS
from core.text import safe_url
from core.wording import say

COLUMNS = ("section", "statement", "story", "items", "sources", "links")
# A spreadsheet takes a cell that begins so for a formula, whoever wrote it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def brief_csv(brief: Brief, lang: str) -> str:
    """A line a statement, with a heading; a mark at the front tells spreadsheets that it is UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for section, line in _lines(brief):
        row = _row(section, line, lang)
        writer.writerow([_harmless("; ".join(v) if isinstance(v, list) else v) for v in row.values()])
    return "\ufeff" + out.getvalue()


def brief_json(brief: Brief, title: str, lang: str) -> str:
    """The title, the counts and the statements."""
    rows = [_row(section, line, lang) for section, line in _lines(brief)]
    told = {"title": title, "language": lang, "items": brief.items, "stories": brief.stories, "lines": rows}
    return json.dumps(told, ensure_ascii=False, indent=1)


def _lines(brief: Brief) -> Iterator[tuple[str, Line]]:
    for section in SECTIONS:
        for line in getattr(brief, section):
            yield section, line


def _row(section: str, line: Line, lang: str) -> dict[str, Any]:
    links = [link for item in line.items if (link := safe_url(item.link))]
    values = say(lang, f"brief.{section}"), line.text, line.story
    cited = [f"#{item.id}" for item in line.items], [item.source for item in line.items], links
    return dict(zip(COLUMNS, (*values, *cited), strict=True))


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
