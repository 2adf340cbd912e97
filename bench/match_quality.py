"""How well the shipped topics find what is labelled: micro precision, recall and F1 by topic and language.

    .venv/bin/python -m bench.match_quality [--errors] [ITEMS.jsonl]

The items are synthetic, written for this project in rounds. Each round was written and labelled first, measured once and
only then used for tuning, so it is part of dev. Two rounds were measured and never tuned on: they are the part held-out, and
`--errors` does not show them. What an item names besides (`optional`) and the parents of what it is about count neither way.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from core.match import Matcher
from core.model import Item
from jobs.read_topics import read

ROOT = Path(__file__).resolve().parent.parent
ITEMS = ROOT / "tests" / "data" / "labelled_items.jsonl"
Tally = Counter[str]


def load(path: Path) -> list[dict[str, object]]:
    """The labelled items of a JSONL file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]


def figures(tally: Tally) -> str:
    """Precision, recall, F1 and the three counts of one tally."""
    hit, wrong, missed = tally["hit"], tally["wrong"], tally["missed"]
    precision = hit / (hit + wrong) if hit + wrong else 1.0
    recall = hit / (hit + missed) if hit + missed else 1.0
    f1 = 2 * hit / (2 * hit + wrong + missed) if hit + wrong + missed else 1.0
    return f"P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}   hit {hit:3}  wrong {wrong:3}  missed {missed:3}"


def names(row: dict[str, object], field: str) -> set[str]:
    """The topic ids of a row's field; none where it has none."""
    listed = row.get(field, [])
    return set(map(str, listed)) if isinstance(listed, list) else set()


def family(topic: str, parents: Mapping[str, str | None]) -> list[str]:
    """A topic and its parents."""
    line = [topic]
    while parent := parents.get(line[-1]):
        line.append(parent)
    return line


def tallied(
    matcher: Matcher, rows: Iterable[dict[str, object]], parents: Mapping[str, str | None], show: bool
) -> dict[str, Tally]:
    """Counts by topic, by language (`lang:xx`) and over all (`all`)."""
    tallies: dict[str, Tally] = defaultdict(Counter)
    for row in rows:
        item = Item(str(row["id"]), str(row["title"]), str(row["body"]), lang=str(row["lang"]))
        verdicts = {verdict.subject: verdict for verdict in matcher.match(item)}
        wanted = names(row, "topics")
        free = {topic for name in wanted | names(row, "optional") for topic in family(name, parents)} - wanted
        for topic in sorted(wanted | (verdicts.keys() - free)):
            outcome = "hit" if topic in wanted and topic in verdicts else "missed" if topic in wanted else "wrong"
            for name in (topic, f"lang:{row['lang']}", "all"):
                tallies[name][outcome] += 1
            if show and outcome != "hit":
                verdict = verdicts.get(topic) or matcher.explain(item, topic)
                terms = [(e.term, e.field, e.weight) for e in verdict.evidence]
                print(f"  {row['id']} {outcome:6} {topic}: {verdict.score} {terms} {verdict.missing or ''}")
    return tallies


def main(arguments: list[str]) -> None:
    """Reports each part."""
    show = "--errors" in arguments
    paths = [Path(a) for a in arguments if not a.startswith("--")]
    rows = load(paths[0] if paths else ITEMS)
    topics = read(ROOT / "seeds" / "topics.yaml")
    matcher = Matcher(topics)
    parents = {topic.id: topic.parent for topic in topics}
    for part in sorted({str(row.get("part", "all")) for row in rows}):
        chosen = [row for row in rows if row.get("part", "all") == part]
        print(f"\n{part}: {len(chosen)} items")
        tallies = tallied(matcher, chosen, parents, show and part != "held-out")
        for name in sorted(tallies, key=lambda n: (n != "all", not n.startswith("lang:"), n)):
            print(f"  {name:28} {figures(tallies[name])}")


if __name__ == "__main__":
    main(sys.argv[1:])
