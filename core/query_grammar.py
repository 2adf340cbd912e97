"""The grammar of the query language, and the way from its parse tree to nodes. Checks and errors are in core/query.py."""

from dataclasses import dataclass
from dataclasses import field as dataclass_field

from lark import Lark, Token, Transformer, v_args

from core.phrase import Phrase

GRAMMAR = r"""
start: any
?any: all (_OR all)*
?all: each (_AND? each)*
?each: near _AFTER -> none
     | near
     | _NOT each -> none
?near: atom (NEAR atom)*
?atom: WORD -> term
     | QUOTED -> term
     | FILTER -> filter
     | _TITLE atom -> title
     | _OPEN any _CLOSE

_OPEN: "("
_CLOSE: ")"
_AND.4: /(?:AND|그리고)(?=[\s("=]|$)|&&?|\+/i
_OR.4: /(?:OR|또는)(?=[\s("=]|$)|\|\|?/i
_AFTER.5: /제외(?=\s*(?:$|[)|]|(?:OR|또는)[\s("]))/i
_NOT.4: /(?:NOT|제외)(?=[\s("=]|$)|!|-(?=\S)/i
NEAR.4: /NEAR(?:\/\d+)?(?=[\s("=]|$)/i
_TITLE.3: /(?:title|제목):\s*/i
FILTER.3: /(?:lang|from|country|언어|출처|국가):\s*(?:"[^"]*"|[^\s()",|]+)(?:,(?:"[^"]*"|[^\s()",|]+))*/i
QUOTED.3: /=?"[^"]*"\*?/
WORD: /=?[^\s()"|&+!:=*-][^\s()"|&+!:=*]*\*?/
%ignore /[\s,]+/
"""


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase. `written` is it as the person wrote it, without quotes and signs."""

    written: str
    phrase: Phrase
    start: int = dataclass_field(compare=False)
    end: int = dataclass_field(compare=False)


@dataclass(frozen=True, slots=True)
class All:
    """Every part must hold."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part must hold."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part must not hold."""

    part: "Node"


@dataclass(frozen=True, slots=True)
class Near:
    """A hit of `left` and one of `right` in the same field with at most `words` words between them."""

    left: "Node"
    right: "Node"
    words: int


@dataclass(frozen=True, slots=True)
class Title:
    """The part must hold for the title alone."""

    part: "Node"


@dataclass(frozen=True, slots=True)
class Filter:
    """The item's `field` (lang, from, country) must be one of the values."""

    field: str
    values: tuple[str, ...]
    start: int = dataclass_field(compare=False)


Node = Term | All | Any | Not | Near | Title | Filter

_FIELDS = {"언어": "lang", "출처": "from", "국가": "country"}
DEFAULT_NEAR = 10


@v_args(inline=True)
class _Nodes(Transformer[Token, Node]):
    """Builds nodes bottom-up while parsing, flattening what says the same."""

    def start(self, node: Node) -> Node:
        return node

    def term(self, token: Token) -> Node:
        text = str(token)
        bare = text.removeprefix("=").replace('"', "").strip()
        exact, prefix = text.startswith("="), bare.endswith("*")
        written = " ".join(bare.removesuffix("*").split())
        start = token.start_pos or 0
        return Term(written, Phrase.of(written, prefix=prefix, exact=exact), start, start + len(text))

    def filter(self, token: Token) -> Node:
        field, _, values = str(token).partition(":")
        field = field.lower()
        names = tuple(dict.fromkeys(" ".join(v.strip('" ').split()) for v in _values(values)))
        return Filter(_FIELDS.get(field, field), names, token.start_pos or 0)

    def title(self, part: Node) -> Node:
        return part if isinstance(part, Title) else Title(part)

    def none(self, part: Node) -> Node:
        return part.part if isinstance(part, Not) else Not(part)

    def near(self, *parts: Node | Token) -> Node:
        left = parts[0]
        assert not isinstance(left, Token)
        for sign, right in zip(parts[1::2], parts[2::2], strict=True):
            assert isinstance(sign, Token)
            assert not isinstance(right, Token)
            digits = sign.partition("/")[2]
            left = Near(left, right, int(digits[:6]) if digits else DEFAULT_NEAR)
        return left

    def all(self, *parts: Node) -> Node:
        return All(tuple(flat for part in parts for flat in (part.parts if isinstance(part, All) else (part,))))

    def any(self, *parts: Node) -> Node:
        return Any(tuple(flat for part in parts for flat in (part.parts if isinstance(part, Any) else (part,))))


def _values(text: str) -> list[str]:
    values, quoted, current = [], False, ""
    for char in text.strip():
        if char == '"':
            quoted = not quoted
        if char == "," and not quoted:
            values.append(current)
            current = ""
        else:
            current += char
    return [*values, current]


PARSER = Lark(GRAMMAR, parser="lalr", lexer="basic", transformer=_Nodes(), maybe_placeholders=False)
