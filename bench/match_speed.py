"""Milliseconds a document against 100 to 100,000 stored queries: ours beside a regex, SQLite FTS5 and PostgreSQL.

    .venv/bin/python -m bench.match_speed [100 1000 10000 100000]

Documents and queries are made from one seeded vocabulary with a Zipf-like spread: 1-3 OR groups of phrases, 15 % with a NOT, 12 %
in Korean or Chinese. All run in one process over the same queries in turns, and every match set is compared: ours and the
regex's with the oracle without an index (`View.holds`), the databases' with ours. The regex, FTS5 and the oracle see a sample of
the queries and few documents, their times scaled up; PostgreSQL sees all queries. Times of PostgreSQL are of the clock, all others
of the process. Ours reads and folds each document in its time, the databases get theirs folded and cut. Each figure is the median of the rounds with the least and the most.
"""

import random
import re
import sys
import tracemalloc
from statistics import median
from time import process_time

from bench.match_peers import Postgres, fts5, postgres, regex
from core.match import Matcher
from core.model import Item
from core.query import Query, parse
from core.view import View

# The regex, FTS5 and the oracle see so many queries and documents at most, PostgreSQL so many documents.
SAMPLE, FEW, MANY, ROUNDS = 2_000, 16, 40, 3
HANGUL_WORD = re.compile("[가-힣]")
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


def ours(matcher: Matcher, documents: list[Item]) -> tuple[list[set[str]], float]:
    """Match sets and milliseconds of the process a document."""
    started = process_time()
    found = [matcher.queries(item) for item in documents]
    elapsed = (process_time() - started) * 1000 / len(documents)
    return [{name.removeprefix("query:") for name in names} for names in found], elapsed


def check(queries: list[Query], documents: list[Item], found: list[set[str]]) -> None:
    """Raises AssertionError where the match sets are not those of the definition of a hit."""
    names = {query.text for query in queries}
    for item, matched in zip(documents, found, strict=True):
        view = View(item)
        assert matched & names == {query.text for query in queries if view.holds(query.root)}, (
            "not what the oracle says"
        )


def close(queries: list[Query], exact: list[set[str]], found: list[set[str]]) -> int:
    """How many matches a database finds beside ours, all for Korean phrases; AssertionError for any other difference."""
    korean = {query.text for query in queries if HANGUL_WORD.search(query.text)}
    names = {query.text for query in queries}
    beside = 0
    for mine, theirs in zip(exact, found, strict=True):
        assert (mine & names) ^ theirs <= korean, "the match sets differ"
        beside += len(theirs - mine)
    return beside


def measure(queries: list[Query], documents: list[Item], database: Postgres) -> None:
    """The figures of one number of queries."""
    tracemalloc.start()
    matcher = Matcher((), queries)
    memory = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    del matcher
    started = process_time()
    matcher = Matcher((), queries)
    build = process_time() - started
    found, _ = ours(matcher, documents)
    few, sample = documents[:FEW], queries[:: max(1, len(queries) // SAMPLE)]
    scale = len(queries) / len(sample)
    check(sample, few, found[:FEW])
    database.load(queries)
    texts = [query.text for query in queries]
    mine, regexes, lites, posts = [], [], [], []
    for _ in range(ROUNDS):
        mine.append(ours(matcher, documents)[1])
        regex_found, regex_time = regex(sample, few)
        assert regex_found == [names & {query.text for query in sample} for names in found[:FEW]], "regex differs"
        fts_found, fts_time = fts5(sample, few)
        close(sample, found[:FEW], fts_found)
        numbers, times = database.match(documents[:MANY])
        beside = close(queries, found[:MANY], [{texts[number] for number in row} for row in numbers])
        regexes.append(regex_time * scale)
        lites.append(fts_time * scale)
        posts.append(sum(times) / len(times))
    add, remove = changes(matcher, queries)
    matches = sum(map(len, found)) / len(found)
    print(
        f"\n{len(queries):,} queries, {matches:.1f} matches a document; build {build:.2f} s, {memory:.1f} MB, add {add:.1f} µs,"
        f" remove {remove:.1f} µs"
    )
    print(f"  ours        {spread(mine)} ms a document")
    scaled = f" (from {len(sample):,} queries)" if scale > 1 else ""
    for name, times, note in (
        ("regex", regexes, scaled),
        ("SQLite FTS5", lites, scaled),
        ("PostgreSQL", posts, f" ({beside} more matches in {MANY} documents, of Korean phrases)"),
    ):
        ratios = [theirs / own for theirs, own in zip(times, mine, strict=True)]
        print(f"  {name:11} {spread(times)} ms a document, {spread(ratios)} times ours{note}")


def spread(figures: list[float]) -> str:
    """The median, and the least and the most."""
    return f"{median(figures):.3g} ({min(figures):.3g} to {max(figures):.3g})"


def growth(queries: list[Query], documents: list[Item]) -> None:
    """Ten times the queries at the same matches: those added match no document that is measured."""
    base = queries[: SIZES[-2]]
    matching = {name for names in ours(Matcher((), queries), documents)[0] for name in names}
    silent = [query for query in queries[SIZES[-2] :] if query.text not in matching][: SIZES[-1] - SIZES[-2]]
    few, many = Matcher((), base), Matcher((), base + silent)
    ratios = []
    for _ in range(ROUNDS + 2):
        (found, small), (again, large) = ours(few, documents), ours(many, documents)
        assert found == again
        ratios.append(large / small)
    print(f"\n{len(base):,} to {len(base) + len(silent):,} queries at equal matches: {spread(ratios)} times the time")


def changes(matcher: Matcher, queries: list[Query]) -> tuple[float, float]:
    """Microseconds to remove and to add one query of a full index."""
    sample = queries[:: max(1, len(queries) // 1_000)]
    started = process_time()
    for query in sample:
        matcher.remove(query)
    removed = process_time()
    for query in sample:
        matcher.add(query)
    added = process_time()
    return (added - removed) * 1e6 / len(sample), (removed - started) * 1e6 / len(sample)


def main(arguments: list[str]) -> None:
    """Runs every size."""
    rng = random.Random(4)
    words = vocabulary(rng)
    items = documents(rng, words, 400)
    sizes = [int(argument) for argument in arguments] or list(SIZES)
    started = process_time()
    queries: dict[str, Query] = {}
    while len(queries) < max(sizes):
        query = parse(query_text(rng, words))
        queries[query.text] = query
    print(f"parsing: {(process_time() - started) * 1e6 / len(queries):.0f} µs a query")
    with postgres() as database:
        for size in sizes:
            measure(list(queries.values())[:size], items, database)
    if max(sizes) == SIZES[-1]:
        while len(queries) < SIZES[-1] * 5 // 4:
            query = parse(query_text(rng, words))
            queries[query.text] = query
        growth(list(queries.values()), items)


if __name__ == "__main__":
    main(sys.argv[1:])
