"""How long an item takes to be placed into stories while many are stored, and how much memory they hold.

    .venv/bin/python -m bench.story_speed [STORED] [--memory]

The stored items are made of the labelled ones with their sentences, figures and places shuffled, so that words and marks
are as common as in news; they lie within one window. Reported are milliseconds an item over 500 more, or the memory
of the stored ones (slowly).
"""

import random
import sys
import tracemalloc
from datetime import UTC, datetime, timedelta
from statistics import mean, median, quantiles
from time import perf_counter, process_time

from bench.story_quality import DISTRACTORS, ITEMS, ROOT, load
from core.entities import Entities
from core.model import Item
from core.story import Stories
from core.text import sentences
from jobs import read_agencies, read_topics

START = datetime(2026, 11, 1, tzinfo=UTC)
MEASURED = 500


def made(count: int, chance: random.Random) -> list[Item]:
    """Items of one language each: a title and three sentences of different items, with other figures."""
    by_lang: dict[str, list[tuple[str, str]]] = {}
    for row in [*load(ITEMS), *load(DISTRACTORS)]:
        found = [row["body"][a:b] for a, b in sentences(row["body"])]
        by_lang.setdefault(row["lang"], []).extend((row["title"], sentence) for sentence in found)
    items = []
    for number in range(count):
        lang = chance.choice(list(by_lang))
        picked = chance.sample(by_lang[lang], 4)
        body = " ".join(_other_figures(sentence, chance) for _, sentence in picked[1:])
        published = START + timedelta(seconds=number * 5)
        items.append(
            Item(str(number), _other_figures(picked[0][0], chance), body, lang, source="bench", published=published)
        )
    return items


def _other_figures(text: str, chance: random.Random) -> str:
    return "".join(chance.choice("123456789") if sign in "123456789" else sign for sign in text)


def main(arguments: list[str]) -> None:
    """Reports time and memory."""
    numbers = [int(argument) for argument in arguments if argument.isdigit()]
    stored = numbers[0] if numbers else 100_000
    entities = Entities(
        read_topics.read(ROOT / "seeds" / "topics.yaml"), read_agencies.read(ROOT / "seeds" / "agencies.yaml")
    )
    items = made(stored + MEASURED, random.Random(1))
    if "--memory" in arguments:
        tracemalloc.start()
    stories = Stories(entities)
    begun = perf_counter()
    for item in items[:stored]:
        stories.restore(item, item.id)
    print(f"{stored:,} stored in {perf_counter() - begun:.0f} s, {len(stories):,} remembered")
    if "--memory" in arguments:
        print(f"memory: {tracemalloc.get_traced_memory()[0] / stored / 1_000:.1f} kB an item")
        return
    _measure(stories, items[stored:])


def _measure(stories: Stories, items: list[Item]) -> None:
    took, worked = [], process_time()
    for item in items:
        at = perf_counter()
        stories.add(item)
        took.append((perf_counter() - at) * 1_000)
    print(f"an item: {(process_time() - worked) / len(items) * 1_000:.2f} ms of processor time")
    print(
        f"by the clock: mean {mean(took):.2f} ms, median {median(took):.2f} ms, 95 % {quantiles(took, n=20)[-1]:.2f} ms"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
