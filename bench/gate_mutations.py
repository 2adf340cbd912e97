"""How often the gate lets a sentence pass that is its own source, and how often one with a fact changed.

    .venv/bin/python -m bench.gate_mutations [ITEMS.jsonl …]

Each presentable sentence of the items (id, title, body, lang, published) is put before the gate three times: as it stands,
with one figure changed, and with the first country replaced by another. The first should always pass, the others never,
save where the changed figure happens to be another one of the same sentence.
"""

import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from core.facts import Known
from core.facts_dates import publication_day
from core.figures import Ground
from core.gate import refusal
from core.places import countries
from core.prose import prose
from jobs import read_agencies, read_topics

ROOT = Path(__file__).resolve().parent.parent
ITEMS = [ROOT / "tests" / "data" / name for name in ("labelled_items.jsonl", "story_items.jsonl")]
STRANGER = {"en": "Bhutan", "ko": "모리셔스", "zh": "不丹", "ja": "モーリシャス"}


def sentences(paths: list[Path], known: Known) -> Iterator[tuple[str, str, Ground]]:
    """Language, sentence and ground of each sentence."""
    for path in paths:
        for row in map(json.loads, path.read_text("utf-8").splitlines()):
            day = publication_day(datetime.fromisoformat(row["published"]), row["lang"], None)
            for start, end in prose(row["body"], row["lang"]):
                yield row["lang"], row["body"][start:end], Ground(day, row["lang"], None, known)


def changed(lang: str, sentence: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Kinds of change with the sentence changed so."""
    if figures := [match.start() for match in re.finditer(r"\d", sentence)]:
        at = chance.choice(figures)
        yield "figure", f"{sentence[:at]}{(int(sentence[at]) + chance.randint(1, 8)) % 10}{sentence[at + 1 :]}"
    for start, end, _ in list(countries(sentence))[:1]:
        yield "country", sentence[:start] + STRANGER[lang] + sentence[end:]


def main(arguments: list[str]) -> None:
    """Prints how many passed of how many, by kind."""
    known = Known(
        read_agencies.read(ROOT / "seeds" / "agencies.yaml"), read_topics.read(ROOT / "seeds" / "topics.yaml")
    )
    passed: Counter[str] = Counter()
    total: Counter[str] = Counter()
    chance = random.Random(1)
    for lang, sentence, ground in sentences([Path(given) for given in arguments] or ITEMS, known):
        for kind, text in [("as it stands", sentence), *changed(lang, sentence, chance)]:
            total[kind] += 1
            if refusal(" ".join(text.split()), [sentence], ground) is None:
                passed[kind] += 1
                if kind != "as it stands":
                    print(f"  passed though its {kind} was changed: {text[:100]}")
    for kind, count in total.items():
        print(f"{kind:<13} {passed[kind]} of {count} passed")


if __name__ == "__main__":
    main(sys.argv[1:])
