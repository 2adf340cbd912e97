"""A brief as rows of a spreadsheet and as JSON."""

import csv
import io
import json

from core.brief import Brief, Line
from core.brief_table import COLUMNS, brief_csv, brief_json
from core.model import Item

ITEM = Item("K7Q2", "t", "", source="=HYPERLINK(1)", link="https://g.example/1")
OTHER = Item("K7Q3", "t", "", source="Wire", link="javascript:x")
BRIEF = Brief(
    (Line("+1 percent, it says", "K7Q2", (ITEM, OTHER)),), (), (Line("EUR 2m", "K7Q3", (OTHER,)),), (), (), (), 2, 1
)


def test_a_line_a_statement_and_no_formulas():
    text = brief_csv(BRIEF, "en")
    assert text.startswith("\ufeff")
    head, first, second = csv.reader(io.StringIO(text[1:]))
    assert tuple(head) == COLUMNS
    assert first[1:] == ["'+1 percent, it says", "K7Q2", "#K7Q2; #K7Q3", "'=HYPERLINK(1); Wire", "https://g.example/1"]
    assert second[5] == ""


def test_json_has_the_counts_and_the_lines():
    told = json.loads(brief_json(BRIEF, "Brief", "en"))
    assert (told["title"], told["items"], told["stories"]) == ("Brief", 2, 1)
    assert told["lines"][0]["items"] == ["#K7Q2", "#K7Q3"]
