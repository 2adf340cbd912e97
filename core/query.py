"""The query language: text to tree, canonical text, errors with a caret and a repair. Evaluation is in core/match.py.

    "phrase"  word  word*  =Exact        AND OR NOT  그리고 또는 제외  + | -        ( )  NEAR/5
    title:word  lang:ko,en  from:official  country:CN

Words side by side must all occur. A query is refused unless a word or phrase must occur for it to match.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from core.errors import QueryError
from core.query_grammar import PARSER, All, Any, Filter, Near, Node, Not, Term, Title
from core.text import CJK

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
        return _parse(text)
    except QueryError as error:
        raise QueryError(error.text, error.position, error.problem, _accepted(error.repair)) from error.__cause__


def _parse(text: str) -> Query:
    """As `parse`, with repairs that nobody has tried yet."""
    if len(text) > MAX_LENGTH:
        raise QueryError(text[:80] + "…", 80, f"The query has {len(text)} characters; at most {MAX_LENGTH} are taken.")
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
        problem = f"Written out in full the query has {len(canonical)} characters; at most {MAX_LENGTH} are taken."
        raise QueryError(text[:80] + "…", 80, problem)
    return Query(canonical, root)


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


_BARE = re.compile(
    r"(?!(?:and|or|not|near(?:/\d+)?|그리고|또는|제외)$)[^\s()\"|&+!:=*,/-][^\s()\"|&+!:=*,]*", re.IGNORECASE
)


def _render_term(term: Term) -> str:
    text = term.written + ("*" if term.phrase.prefix else "")
    quoted = text if _BARE.fullmatch(term.written) else f'"{text}"'
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
                raise QueryError(text, at, "There is no ( for this ).", text[:at] + text[at + 1 :])
            open_at.pop()
        if len(open_at) > MAX_DEPTH:
            raise QueryError(text, at, f"Parentheses may be nested {MAX_DEPTH} deep.")
    if quote_at is not None:
        raise QueryError(text, quote_at, "This quote is never closed.", text + '"' + ")" * len(open_at))
    if open_at:
        place = f"Missing ) after position {len(text)}."
        raise QueryError(text, len(text), place, text + ")" * len(open_at))


def _explained(text: str, plain: str, error: UnexpectedInput) -> QueryError:
    if not plain.strip(" ,\t\r\n"):
        return QueryError(text, 0, "The query is empty.", '"critical minerals"')
    ended = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    at = len(text) if ended else error.pos_in_stream or 0
    if isinstance(error, UnexpectedCharacters):
        return _bad_sign(text, plain, at)
    if ended:
        operator = re.search(r"[\s(](\S+)\s*$", " " + text)
        rest = text[: text.rindex(operator.group(1))] if operator else ""
        return QueryError(text, at, "A word or phrase is missing at the end.", rest)
    sign = str(error.token) if isinstance(error, UnexpectedToken) else ""
    return QueryError(text, at, f"A word or phrase is expected before {sign}", text[:at] + text[at + len(sign) :])


def _bad_sign(text: str, plain: str, at: int) -> QueryError:
    field = re.search(r"(\w+)$", plain[:at])
    if plain[at] == ":" and field:
        return _unknown_field(text, field.group(1), field.start(), at)
    if plain[at] == "*":
        return QueryError(text, at, "A * may only end a word.", text[:at] + text[at + 1 :])
    problem = f"{text[at]} has no meaning here; put it between quotes to search for it."
    return QueryError(text, at, problem, text[:at] + " " + text[at + 1 :])


def _unknown_field(text: str, name: str, start: int, colon: int) -> QueryError:
    if name.lower() in _FIELDS:
        return QueryError(text, colon + 1, f"{name.lower()}: needs a value right after it.")
    near = get_close_matches(name.lower(), _FIELDS, 1)
    known = ", ".join(f"{field}:" for field in _FIELDS)
    fixed = text[:start] + near[0] + text[colon:] if near else text[:colon] + " " + text[colon + 1 :]
    return QueryError(text, start, f"There is no field {name}: (there are {known}).", fixed)


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
            raise QueryError(text[:80] + "…", 0, f"The query has more than {MAX_TERMS} terms.")


def _check_term(text: str, term: Term) -> None:
    words, at = term.phrase.words, term.start
    if not words:
        raise QueryError(text, at, "There is no letter or digit in this term.")
    if len(words) > MAX_WORDS:
        raise QueryError(text, at, f"A phrase may have {MAX_WORDS} words or characters.")
    if len(term.phrase.joined) == 1:
        raise QueryError(text, at, "One letter or syllable alone is in nearly every text; use a longer term.")
    if term.phrase.prefix and not _long_enough(words[-1] if term.phrase.is_latin else term.phrase.joined):
        raise QueryError(
            text, term.end - 1, "A * needs four letters, or two Korean, Chinese or Japanese characters, before it."
        )


def _long_enough(word: str) -> bool:
    return len(word) >= (2 if re.match(f"[{CJK}]", word[-1]) else 4)


def _check_filter(text: str, node: Filter) -> None:
    shape = {"lang": r"[A-Za-z]{2,3}", "country": r"[A-Za-z]{2}", "from": r"(?=.*\w).{1,100}"}[node.field]
    for value in node.values:
        if not re.fullmatch(shape, value):
            hint = {
                "lang": "a language code such as ko",
                "country": "a country code such as CN",
                "from": "a source or a tier",
            }
            raise QueryError(text, node.start, f"{node.field}: takes {hint[node.field]}, not {value or 'nothing'}.")


def _check_near(text: str, left: Node, right: Node, words: int) -> None:
    at = next((n.start for n in nodes(left) if isinstance(n, Term | Filter)), 0)
    if not 1 <= words <= MAX_NEAR:
        raise QueryError(text, at, f"NEAR takes a distance from 1 to {MAX_NEAR}.")
    for node in (*nodes(left), *nodes(right)):
        if not isinstance(node, Term | Any | Near):
            raise QueryError(text, at, "NEAR stands between words, phrases or groups of them joined by OR.")


def _check_anchor(text: str, root: Node) -> None:
    if _anchored(root):
        return
    kinds = {type(node) for node in nodes(root)}
    if Term not in kinds:
        reason = "A filter alone matches nearly everything; add a word or phrase."
    elif Not in kinds:
        reason = "Say what must occur: what is excluded alone matches nearly everything."
    else:
        reason = "A wildcard alone is too broad; add a word or phrase that must occur."
    raise QueryError(text, 0, reason)


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
