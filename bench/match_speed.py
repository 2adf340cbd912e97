"""Milliseconds a document against 100 to 100,000 stored queries: ours beside a naive regex, with equal match sets.

    .venv/bin/python -m bench.match_speed [100 1000 10000 100000]

Documents and queries are made from one seeded vocabulary with a Zipf-like spread: 1-3 OR groups of phrases, 15 % with a NOT, 12 %
in Korean or Chinese. The naive regex (one compiled alternation a group, tried query by query) and the oracle without an index
(`View.holds`) run over a sample of queries and documents, on which the match sets must be equal. Times are of the process, not
of the clock, and of a warm index.
"""

import random
import re
import sys
import tracemalloc
from statistics import median
from time import process_time as perf_counter

import core.query_grammar as q
from core.match import Matcher
from core.model import Item
from core.query import Query, parse
from core.text import fold
from core.view import View

# The naive regex and the oracle see so many of the queries at most; the time of the former is scaled up.
SAMPLE = 2_000
SIZES = (100, 1_000, 10_000, 100_000)
SYLLABLES = [consonant + vowel for consonant in "bdklmnrst" for vowel in "aeiou"]
# Some 300 syllables and 400 characters: about as many as make up most of a Korean or Chinese newspaper.
HANGUL = "".join(chr(code) for code in range(0xAC00, 0xD7A3, 37))
HAN = "".join(chr(code) for code in range(0x4E00, 0x9FA5, 53))


def vocabulary(rng: random.Random) -> tuple[list[str], list[str], list[str]]:
    """Latin words, Korean words and Chinese words, the frequent ones first."""
    latin = list(dict.fromkeys("".join(rng.choices(SYLLABLES, k=rng.randint(2, 5))) for _ in range(30_000)))
    korean = list(dict.fromkeys("".join(rng.choices(HANGUL, k=rng.randint(2, 5))) for _ in range(6_000)))
    chinese = list(dict.fromkeys("".join(rng.choices(HAN, k=rng.randint(2, 4))) for _ in range(6_000)))
    return latin, korean, chinese


def pick(rng: random.Random, words: list[str], skew: float = 1.0) -> str:
    """A word; the higher the skew, the more of the frequent ones."""
    return words[int(len(words) * rng.random() ** (1 + skew))]


def documents(rng: random.Random, words: tuple[list[str], list[str], list[str]], count: int) -> list[Item]:
    """News-sized items, one in eight in Korean or Chinese."""
    latin, korean, chinese = words
    made = []
    for number in range(count):
        kind = number % 8
        if kind == 0:
            body = " ".join(pick(rng, korean) + rng.choice(["", "은", "를", "의", "에서"]) for _ in range(90))
        elif kind == 4:
            body = "".join(pick(rng, chinese) + rng.choice(["", "", "，", "的"]) for _ in range(120))
        else:
            body = " ".join(pick(rng, latin) + rng.choice(["", "", "", "", ",", "."]) for _ in range(150))
        made.append(Item(str(number), body[:60], body[60:]))
    return made


def query_text(rng: random.Random, words: tuple[list[str], list[str], list[str]]) -> str:
    """One to three OR groups of phrases."""
    roll = rng.random()
    pool = words[1] if roll < 0.06 else words[2] if roll < 0.12 else words[0]
    cjk = pool is not words[0]

    def phrase() -> str:
        length = 1 if cjk else rng.choice([1, 1, 2, 2, 3])
        return '"' + " ".join(pick(rng, pool, 0.3) for _ in range(length)) + '"'

    groups = ["(" + " OR ".join(phrase() for _ in range(rng.randint(1, 4))) + ")" for _ in range(rng.randint(1, 3))]
    return " AND ".join(groups) + (f" NOT {phrase()}" if rng.random() < 0.15 else "")


def naive(query: Query) -> tuple[list[re.Pattern[str]], list[re.Pattern[str]]]:
    """What one would write first: a search a group, and one for what is excluded."""
    parts = query.root.parts if isinstance(query.root, q.All) else (query.root,)
    wanted: list[re.Pattern[str]] = []
    denied: list[re.Pattern[str]] = []
    for part in parts:
        bare = part.part if isinstance(part, q.Not) else part
        terms = [term for term in (bare.parts if isinstance(bare, q.Any) else (bare,)) if isinstance(term, q.Term)]
        pattern = re.compile("|".join(f"(?:{term.phrase.pattern.pattern})" for term in terms))
        (denied if isinstance(part, q.Not) else wanted).append(pattern)
    return wanted, denied


def naive_matches(queries: list[Query], documents: list[Item]) -> tuple[list[set[str]], float]:
    """Match sets and milliseconds a document."""
    compiled = [(f"query:{query.text}", *naive(query)) for query in queries]
    started = perf_counter()
    found = []
    for item in documents:
        text = fold(f"{item.title} . {item.body}")
        found.append(
            {
                name
                for name, wanted, denied in compiled
                if all(p.search(text) for p in wanted) and not any(p.search(text) for p in denied)
            }
        )
    return found, (perf_counter() - started) * 1000 / len(documents)


def measure(queries: list[Query], documents: list[Item]) -> None:
    """One line of figures for one number of queries."""
    tracemalloc.start()
    matcher = Matcher((), queries)
    memory = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    del matcher
    started = perf_counter()
    matcher = Matcher((), queries)
    build = perf_counter() - started
    for item in documents:
        matcher.queries(item)
    times, counts = [], []
    for item in documents:
        started = perf_counter()
        counts.append(len(matcher.queries(item)))
        times.append((perf_counter() - started) * 1000)
    sample = queries[:: max(1, len(queries) // SAMPLE)]
    few = documents[:16]
    regex_found, regex_time = naive_matches(sample, few)
    regex_time *= len(queries) / len(sample)
    names = {f"query:{query.text}" for query in sample}
    ours = [names & set(matcher.queries(item)) for item in few]
    views = [View(item) for item in few]
    held = [{f"query:{query.text}" for query in sample if view.holds(query.root)} for view in views]
    assert ours == regex_found, "the match sets differ from the regex"
    assert ours == held, "the match sets differ from the oracle"
    add, remove = changes(matcher, queries)
    print(
        f"{len(queries):>7} queries: {sum(times) / len(times):7.3f} ms a document (median {median(times):.3f}), regex"
        f" {regex_time:9.1f} ms ({regex_time / (sum(times) / len(times)):6.0f} times), {sum(counts) / len(counts):6.1f} matches,"
        f" build {build:5.2f} s, {memory:6.1f} MB, add {add:5.1f} µs, remove {remove:5.1f} µs"
    )


def changes(matcher: Matcher, queries: list[Query]) -> tuple[float, float]:
    """Microseconds to remove and to add one query of a full index."""
    sample = queries[:: max(1, len(queries) // 1_000)]
    started = perf_counter()
    for query in sample:
        matcher.remove(query)
    removed = perf_counter()
    for query in sample:
        matcher.add(query)
    added = perf_counter()
    return (added - removed) * 1e6 / len(sample), (removed - started) * 1e6 / len(sample)


def main(arguments: list[str]) -> None:
    """Runs every size."""
    rng = random.Random(4)
    words = vocabulary(rng)
    items = documents(rng, words, 400)
    sizes = [int(argument) for argument in arguments] or list(SIZES)
    started = perf_counter()
    queries: dict[str, Query] = {}
    while len(queries) < max(sizes):
        query = parse(query_text(rng, words))
        queries[query.text] = query
    print(f"parsing: {(perf_counter() - started) * 1e6 / len(queries):.0f} µs a query")
    for size in sizes:
        measure(list(queries.values())[:size], items)


if __name__ == "__main__":
    main(sys.argv[1:])
