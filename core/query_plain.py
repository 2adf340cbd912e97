"""A fast way to read plain canonical queries, which is how nearly all stored ones look. All others: the grammar in query_grammar.

Plain are words and quoted phrases, groups of alternatives in parentheses, AND, OR and NOT, written as core/query.py renders
them. What would be rendered in another way is not plain.
"""

import re

from core.phrase import Phrase
from core.query_grammar import All, Any, Node, Not, Term

# A word that needs no quotes.
BARE = (
    r"(?i:(?!(?:and|or|not|near(?:/\d+)?|그리고|또는|제외)(?![^\s()]))"
    r"[^\s()\"|&+!:=*,/-][^\s()\"|&+!:=*,]*)"
)
_WORD = rf'(?:{BARE}|"[^"*]*")'
_GROUP = rf"{_WORD}(?: OR {_WORD})+"
_ALTERNATIVES = re.compile(_GROUP)
_ALTERNATIVE = re.compile(rf"(?:^| OR )({_WORD})")
_PART = re.compile(rf"(?:^(NOT )?|(?<=\S) AND |(?<=\S) (NOT ))(?:\(({_GROUP})\)|({_WORD}))(?= |$)")
_BARE = re.compile(BARE)


def is_bare(written: str) -> bool:
    """Whether a term needs no quotes."""
    return _BARE.fullmatch(written) is not None


def read(text: str) -> tuple[Node, list[Term]] | None:
    """The tree of a plain canonical query, and all its terms; None for any other text. Nothing else is checked."""
    terms: list[Term] = []
    parts: list[Node] = []
    if _ALTERNATIVES.fullmatch(text):
        parts.append(_alternatives(text, 0, terms))
        text = ""
    at = 0
    while at < len(text):
        match = _PART.match(text, at)
        if match is None:
            return None
        part = _alternatives(match[3], match.start(3), terms) if match[3] else _term(match[4], match.start(4), terms)
        parts.append(Not(part) if match[1] or match[2] else part)
        at = match.end()
    # One group alone is rendered without its parentheses.
    if not parts or (text and len(parts) == 1 and len(terms) > 1) or not all(map(_is_canonical, terms)):
        return None
    return (All(tuple(parts)) if len(parts) > 1 else parts[0]), terms


def _alternatives(text: str, at: int, terms: list[Term]) -> Node:
    found = _ALTERNATIVE.finditer(text)
    return Any(tuple(_term(match[1], at + match.start(1), terms) for match in found))


def _term(text: str, at: int, terms: list[Term]) -> Term:
    written = text[1:-1] if text[0] == '"' else text
    term = Term(written, Phrase.of(written), at, at + len(text))
    terms.append(term)
    return term


def _is_canonical(term: Term) -> bool:
    """Whether a term is written as it would be rendered: quoted only where it must be, with single blanks."""
    bare = term.end - term.start == len(term.written)
    return bare or (not is_bare(term.written) and " ".join(term.written.split()) == term.written)
