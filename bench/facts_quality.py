"""How many of the scored date, deadline and money expressions are read right: ours, dateparser and quantulum3 side by side.

    .venv/bin/python -m bench.facts_quality [--errors]
    .venv/bin/pip install dateparser quantulum3      (for the other two columns; without them ours alone is shown)

tests/data/fact_expressions.jsonl is written for this project: one sentence a line with the span of one expression and its
meaning. "Right" means: first and last day and kind for a date, amount and currency for money, at a place that overlaps the
marked one. dateparser and quantulum3 are asked for less: the first day alone, the amount alone, anywhere in the sentence.
The part called held-out was written before any tuning and `--errors` does not show it.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from core.facts import facts
from core.model import Item

EXPRESSIONS = Path(__file__).resolve().parent.parent / "tests" / "data" / "fact_expressions.jsonl"
Row = Mapping[str, Any]


def rows() -> list[Row]:
    """The scored expressions."""
    return [json.loads(line) for line in EXPRESSIONS.read_text("utf-8").splitlines()]


def published(row: Row) -> datetime:
    """The day of publication, as a source without hours gives it."""
    return datetime.fromisoformat(row["published"]).replace(tzinfo=UTC)


def ours(row: Row) -> bool:
    """Whether core/facts.py reads the expression as scored."""
    found = facts(Item(row["id"], "", row["text"], row["lang"], published=published(row)))
    if row["kind"] == "money":
        return any(
            (one.amount, one.currency) == (Decimal(row["amount"]), row["currency"]) and _overlaps(one, row)
            for one in found.money
        )
    return any(
        (one.kind.value, one.first.isoformat(), one.last.isoformat()) == (row["kind"], row["first"], row["last"])
        and _overlaps(one, row)
        for one in found.dates
    )


def _overlaps(one: Any, row: Row) -> bool:
    return bool(one.start < row["end"] and row["start"] < one.end)


def by_dateparser(row: Row) -> bool | None:
    """Whether dateparser finds the first day somewhere in the sentence; None for money."""
    from dateparser.search import search_dates

    if row["kind"] == "money":
        return None
    base = published(row).replace(tzinfo=None)
    found = search_dates(row["text"], languages=[row["lang"]], settings={"RELATIVE_BASE": base}) or []
    return any(moment.date().isoformat() == row["first"] for _, moment in found)


def by_quantulum(row: Row) -> bool | None:
    """Whether quantulum3 finds the amount somewhere in the sentence; None for dates."""
    from quantulum3 import parser

    if row["kind"] != "money":
        return None
    return any(abs(Decimal(str(one.value)) - Decimal(row["amount"])) < 1 for one in parser.parse(row["text"]))


def report(name: str, method: Callable[[Row], bool | None], show: bool = False) -> None:
    """One line: right of all, by language and by part."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    start = time.perf_counter()
    for row in rows():
        result = method(row)
        if result is None:
            continue
        for key in ("all", row["lang"], row["part"], row["kind"]):
            total[key] += 1
            right[key] += result
        if show and not result and row["part"] == "dev":
            print("  wrong:", row["id"], row["text"])
    seconds = time.perf_counter() - start
    keys = ("all", "dev", "held-out", "ko", "en", "zh", "ja", "date", "effective", "deadline", "money")
    told = "  ".join(f"{key} {right[key]}/{total[key]}" for key in keys if total[key])
    print(f"{name:<11} {told}  ({1000 * seconds / total['all']:.1f} ms each)")


def main(arguments: list[str]) -> None:
    """Prints a line a method."""
    report("ours", ours, "--errors" in arguments)
    for name, method in (("dateparser", by_dateparser), ("quantulum3", by_quantulum)):
        try:
            report(name, method)
        except ImportError as error:
            print(f"{name:<11} is not installed ({error.name})")


if __name__ == "__main__":
    main(sys.argv[1:])
