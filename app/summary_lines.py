"""`policywire summarize ITEMS.jsonl`: an extract of each item, one JSON object a line. Its form is a promise (README, «For programs»)."""

import json
import sys

from app.lines import _lines, _print, to_item
from core.summary import LENGTH, excerpt

SENTENCES = 8


def print_summaries(source: str) -> int:
    """Print `id`, `summary` and its `sentences` (field, start, end in code points of the item's own text, half-open).

    The exit status: 1 where a line was no item. An item without a presentable sentence has an empty summary.
    """
    status = 0
    for number, text in enumerate(_lines(source), 1):
        try:
            given = json.loads(text)
            item = to_item(given)
        except (ValueError, RecursionError) as error:
            print(f"policywire: {source}:{number}: {error}", file=sys.stderr)
            status = 1
            continue
        cited = excerpt(item, SENTENCES, length=LENGTH)
        _print(
            {
                "id": given["id"],
                "summary": " ".join(one.text for one in cited),
                "sentences": [{"field": one.field, "start": one.start, "end": one.end} for one in cited],
            }
        )
    return status
