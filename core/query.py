"""The query language: text to tree, canonical text, errors with a caret and a repair. Evaluation is in core/match.py.

    "phrase"  word  word*  =Exact        AND OR NOT  그리고 또는 제외  + | -        ( )  NEAR/5
    title:word  lang:ko,en  from:official  country:CN

Words side by side must all occur. A query is refused unless a word or phrase must occur for it to match.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches

from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from core.errors import QueryError
from core.query_grammar import PARSER, All, Any, Filter, Near, Node, Not, Term, Title
from core.query_plain import is_bare, read
from core.text import CJK, fold
from core.wording import say

MAX_LENGTH = 2_000
MAX_TERMS = 100
MAX_WORDS = 60
MAX_DEPTH = 20
MAX_NEAR = 100
_FIELDS = ("title", "lang", "from", "country")

# One sign for one: positions stay those of the text as typed.
_SIGNS = str.maketrans("（）：＂“”„‟«»＝＊｜＋！，\u00a0\u3000", '():"""""""=*|+!,  ')
# Half a character, which no encoding takes: JSON may bring it, a database or a hash would fail on it.
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query. `text` is canonical: parsing it again gives an equal query."""

    text: str
    root: Node


def parse(text: str) -> Query:
    """Parses a query. Raises QueryError with the position of the mistake and, where one suggests itself, a repair."""
    try:
        return _plain(text) or _parse(text)
    except QueryError as error:
        repair = _accepted(error.repair)
        raise QueryError(error.text, error.position, error.problem, repair, korean=error.korean) from error.__cause__


def _plain(text: str) -> Query | None:
    """The query of a plain canonical text, several times as fast as by the grammar; None for all other texts."""
    if len(text) > MAX_LENGTH or _SURROGATE.search(text) or text != text.translate(_SIGNS):
        return None
    found = read(text)
    if found is None or len(found[1]) > MAX_TERMS or not _anchored(found[0]):
        return None
    # Of what is refused the grammar says the same, with its reason.
    return Query(text, found[0]) if all(_is_sound(term) for term in found[1]) else None


def _is_sound(term: Term) -> bool:
    return len(term.phrase.words) <= MAX_WORDS and len(term.phrase.joined) > 1


def _parse(text: str) -> Query:
    """As `parse`, with repairs that nobody has tried yet."""
    if len(text) > MAX_LENGTH:
        raise _mistake(text[:80] + "…", 80, "long", count=len(text), most=MAX_LENGTH)
    text = _SURROGATE.sub("\ufffd", text)
    plain = text.translate(_SIGNS)
    _check_brackets(text, plain)
    try:
        root = PARSER.parse(plain)
    except UnexpectedInput as error:
        raise _explained(text, plain, error) from error
    assert isinstance(root, Term | All | Any | Not | Near | Title | Filter)
    _check_nodes(text, root)
    _check_anchor(text, root)
    canonical = render(root)
    if len(canonical) > MAX_LENGTH:
        # A stored query is parsed again from its canonical text, so that has to be accepted too.
        raise _mistake(text[:80] + "…", 80, "long_in_full", count=len(canonical), most=MAX_LENGTH)
    return Query(canonical, root)


def meaning(text: str) -> str:
    """What two queries have alike that match the same: the canonical text with its terms folded as matching folds them.

    Exact terms stay as they are written, and so does a text that is no query.
    """
    try:
        return render(_folded(parse(text).root))
    except QueryError:
        return text


def _folded(node: Node) -> Node:
    match node:
        case Term():
            return (
                node if node.phrase.exact is not None else replace(node, written=" ".join(fold(node.written).split()))
            )
        case All(parts):
            return All(tuple(map(_folded, parts)))
        case Any(parts):
            return Any(tuple(map(_folded, parts)))
        case Not(part):
            return Not(_folded(part))
        case Title(part):
            return Title(_folded(part))
        case Near(left, right, words):
            return Near(_folded(left), _folded(right), words)
        case _:
            return node


def _mistake(text: str, at: int, key: str, repair: str | None = None, /, **values: object) -> QueryError:
    """A mistake in the words of core/wording_query.py."""
    english, korean = say("en", f"query.{key}", **values), say("ko", f"query.{key}", **values)
    return QueryError(text, at, english, repair, korean=korean)


def _accepted(repair: str | None) -> str | None:
    """The repair, if it is a query."""
    try:
        _parse(repair or "")
    except QueryError:
        return None
    return " ".join((repair or "").split())


def nodes(root: Node) -> Iterator[Node]:
    """The node and all below it, outermost first."""
    yield root
    match root:
        case All(parts) | Any(parts):
            for part in parts:
                yield from nodes(part)
        case Not(part) | Title(part):
            yield from nodes(part)
        case Near(left, right):
            yield from nodes(left)
            yield from nodes(right)
        case _:
            return


def render(node: Node, inside: type | None = None) -> str:
    """Canonical text of a node; `inside` is the type of the node around it and decides on parentheses."""
    match node:
        case Term():
            return _render_term(node)
        case Filter(field, values):
            return f"{field}:" + ",".join(v if re.fullmatch(r"[^\s()\",|]+", v) else f'"{v}"' for v in values)
        case Title(part):
            return f"title:{render(part, Title)}"
        case Not(part):
            text = f"NOT {render(part, Not)}"
            return f"({text})" if inside in {Near, Title} else text
        case Near(left, right, words):
            text = f"{render(left, Near)} NEAR/{words} {render(right, Near)}"
            return f"({text})" if inside in {Near, Title, Not} else text
        case All(parts):
            text = _render_all(parts)
            return f"({text})" if inside in {Near, Title, Not, Any} else text
        case _:
            text = " OR ".join(render(part, Any) for part in node.parts)
            return f"({text})" if inside else text


def _render_all(parts: tuple[Node, ...]) -> str:
    text = render(parts[0], All)
    for before, part in itertools.pairwise(parts):
        plain = isinstance(part, Not | Filter) or isinstance(before, Filter)
        text += (" " if plain else " AND ") + render(part, All)
    return text


def _render_term(term: Term) -> str:
    text = term.written + ("*" if term.phrase.prefix else "")
    quoted = text if is_bare(term.written) else f'"{text}"'
    return ("=" if term.phrase.exact is not None else "") + quoted


def _check_brackets(text: str, plain: str) -> None:
    """Quotes, parentheses and nesting, which a parser would report at the wrong place."""
    open_at: list[int] = []
    quote_at: int | None = None
    for at, char in enumerate(plain):
        if char == '"':
            quote_at = at if quote_at is None else None
        elif quote_at is None and char == "(":
            open_at.append(at)
        elif quote_at is None and char == ")":
            if not open_at:
                raise _mistake(text, at, "no_open", text[:at] + text[at + 1 :])
            open_at.pop()
        if len(open_at) > MAX_DEPTH:
            raise _mistake(text, at, "deep", most=MAX_DEPTH)
    if quote_at is not None:
        raise _mistake(text, quote_at, "quote", text + '"' + ")" * len(open_at))
    if open_at:
        raise _mistake(text, len(text), "no_close", text + ")" * len(open_at), at=len(text))


def _explained(text: str, plain: str, error: UnexpectedInput) -> QueryError:
    if not plain.strip(" ,\t\r\n"):
        return _mistake(text, 0, "empty", '"critical minerals"')
    ended = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    at = len(text) if ended else error.pos_in_stream or 0
    if isinstance(error, UnexpectedCharacters):
        return _bad_sign(text, plain, at)
    if ended:
        operator = re.search(r"[\s(](\S+)\s*$", " " + text)
        rest = text[: text.rindex(operator.group(1))] if operator else ""
        return _mistake(text, at, "unfinished", rest)
    sign = str(error.token) if isinstance(error, UnexpectedToken) else ""
    return _mistake(text, at, "expected", text[:at] + text[at + len(sign) :], sign=sign)


def _bad_sign(text: str, plain: str, at: int) -> QueryError:
    field = re.search(r"(\w+)$", plain[:at])
    if plain[at] == ":" and field:
        return _unknown_field(text, field.group(1), field.start(), at)
    if plain[at] == "*":
        return _mistake(text, at, "star_inside", text[:at] + text[at + 1 :])
    return _mistake(text, at, "sign", text[:at] + " " + text[at + 1 :], sign=text[at])


def _unknown_field(text: str, name: str, start: int, colon: int) -> QueryError:
    if name.lower() in _FIELDS:
        return _mistake(text, colon + 1, "no_value", field=name.lower())
    near = get_close_matches(name.lower(), _FIELDS, 1)
    known = ", ".join(f"{field}:" for field in _FIELDS)
    fixed = text[:start] + near[0] + text[colon:] if near else text[:colon] + " " + text[colon + 1 :]
    return _mistake(text, start, "no_field", fixed, name=name, known=known)


def _check_nodes(text: str, root: Node) -> None:
    count = 0
    for node in nodes(root):
        match node:
            case Term():
                count += 1
                _check_term(text, node)
            case Filter():
                _check_filter(text, node)
            case Near(left, right, words):
                _check_near(text, left, right, words)
            case _:
                pass
        if count > MAX_TERMS:
            raise _mistake(text[:80] + "…", 0, "terms", most=MAX_TERMS)


def _check_term(text: str, term: Term) -> None:
    words, at = term.phrase.words, term.start
    if not words:
        raise _mistake(text, at, "no_letter")
    if len(words) > MAX_WORDS:
        raise _mistake(text, at, "words", most=MAX_WORDS)
    if len(term.phrase.joined) == 1:
        raise _mistake(text, at, "short")
    if term.phrase.prefix and not _long_enough(words[-1] if term.phrase.is_latin else term.phrase.joined):
        raise _mistake(text, term.end - 1, "star_short")


def _long_enough(word: str) -> bool:
    return len(word) >= (2 if re.match(f"[{CJK}]", word[-1]) else 4)


def _check_filter(text: str, node: Filter) -> None:
    shape = {"lang": r"[A-Za-z]{2,3}", "country": r"[A-Za-z]{2}", "from": r"(?=.*\w).{1,100}"}[node.field]
    for value in node.values:
        if not re.fullmatch(shape, value):
            raise _mistake(text, node.start, f"bad_{node.field}", value=value or "–")


def _check_near(text: str, left: Node, right: Node, words: int) -> None:
    at = next((n.start for n in nodes(left) if isinstance(n, Term | Filter)), 0)
    if not 1 <= words <= MAX_NEAR:
        raise _mistake(text, at, "near", most=MAX_NEAR)
    for node in (*nodes(left), *nodes(right)):
        if not isinstance(node, Term | Any | Near):
            raise _mistake(text, at, "near_parts")


def _check_anchor(text: str, root: Node) -> None:
    if _anchored(root):
        return
    kinds = {type(node) for node in nodes(root)}
    if Term not in kinds:
        reason = "only_filter"
    elif Not in kinds:
        reason = "only_not"
    else:
        reason = "only_star"
    raise _mistake(text, 0, reason)


def _anchored(node: Node) -> bool:
    """Whether the node can only hold where a certain word or phrase stands."""
    match node:
        case Term():
            return not node.phrase.prefix
        case All(parts):
            return any(_anchored(part) for part in parts)
        case Any(parts):
            return all(_anchored(part) for part in parts)
        case Near(left, right):
            return _anchored(left) or _anchored(right)
        case Title(part):
            return _anchored(part)
        case _:
            return False
