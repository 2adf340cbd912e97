"""Addresses made from a template, for lists whose links are scripts or forms: /board/view.do?no={1}&type={data-type}.

`{1}`, `{2}` … are the arguments of the script's call, `{page}` in a page template the number of the page, any other name
an attribute of the link or its row, or a form field in the row. Values are escaped, so they cannot change the address
around them; a template never leads to another host than its list's.
"""

import re
from collections.abc import Mapping
from urllib.parse import quote, urljoin, urlsplit

LONGEST_VALUE = 300
PAGE_NUMBER = "{page}"
MAX_ARGUMENTS = 20

_PLACE = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:-]{0,59}")
_CALL = re.compile(r"(?:^|[\s;:=!(.])([A-Za-z_$][\w$]{0,80})\s*\(")
_ARGUMENT = re.compile(r"""\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([\w.-]{1,60}))\s*([,)])""")
_ESCAPE = re.compile(r"\\(.)")
_LITERAL = re.compile(
    r"(?:location(?:\.href)?\s{0,9}=|location\.(?:replace|assign)\s{0,9}\(|window\.open\s{0,9}\()\s{0,9}"
    r"(?:'([^'\\]{1,2000})'|\"([^\"\\]{1,2000})\")(?!\s*\+)"
)
# What stands around the call that matters, as in `if (check()) …`, or in it, as in `view($(this).data('no'))`.
_WORDS = ("if", "for", "while", "function", "return", "void", "alert", "confirm", "eval", "log", "setTimeout", "focus")
_PARTS = (
    "data",
    "attr",
    "val",
    "find",
    "closest",
    "parent",
    "children",
    "getElementById",
    "querySelector",
    "getAttribute",
)
_NOT_CALLS = frozenset((*_WORDS, *_PARTS, "preventDefault", "stopPropagation"))


def check(template: str, address: str, *, needs: str | None = None) -> None:
    """Raises ValueError, worded to follow the field's name, for a template that a list at `address` may not have.

    `needs` is a placeholder that must be there; without it any one will do.
    """
    names = _PLACE.findall(template)
    bare = _PLACE.sub("x", template)
    if re.search(r"[\s<>\"\\{}]", bare):
        raise ValueError("holds a blank, a single brace or a sign no address has")
    if needs and needs not in names:
        raise ValueError(f"has no {{{needs}}} in it")
    if not names:
        raise ValueError("has no placeholder such as {1} in it")
    if wrong := [name for name in names if not _NAME.fullmatch(name)]:
        raise ValueError(
            f"{{{wrong[0]}}} is no placeholder; write {{1}} for a script's argument or an attribute's name"
        )
    # Two fillings that lead to one host show that no placeholder stands in it.
    hosts = {_site(urljoin(address, _PLACE.sub(filling, template))) for filling in ("x", "y.z")}
    if hosts != {_site(address)}:
        raise ValueError("leads to another host than the feed's url; a template stays on it")


def fill(template: str, address: str, values: Mapping[str, str]) -> str | None:
    """The absolute address, or None where a value is missing or too long, or another host would be reached."""
    names = _PLACE.findall(template)
    if any(not 0 < len(values.get(name, "")) <= LONGEST_VALUE for name in names):
        return None
    try:
        link = urljoin(address, _PLACE.sub(lambda place: quote(values[place[1]], safe=""), template))
        return link if _site(link) == _site(address) else None
    except ValueError:
        return None


def arguments(script: str) -> dict[str, str]:
    """The arguments of the first call in `script` that has any: {"1": …, "2": …}; empty where there is none."""
    script = script[:2_000]
    for call in _CALL.finditer(script):
        if call[1] in _NOT_CALLS:
            continue
        if found := _arguments(script, call.end()):
            return found
    return {}


def literal(script: str) -> str | None:
    """The address that `script` writes out in full: location.href = '/a', location.replace('/a'), window.open('/a')."""
    found = _LITERAL.search(script[:2_000])
    return (found[1] or found[2] or "").strip() or None if found else None


def _arguments(script: str, at: int) -> dict[str, str]:
    found: dict[str, str] = {}
    while len(found) < MAX_ARGUMENTS and (match := _ARGUMENT.match(script, at)):
        value = next((group for group in match.groups()[:3] if group is not None), "")
        if value != "this":
            found[str(len(found) + 1)] = _ESCAPE.sub(r"\1", value)
        if match[4] == ")":
            return found
        at = match.end()
    return {}


def _site(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    scheme = "http" if parts.scheme == "https" else parts.scheme
    return scheme, (parts.hostname or "").lower(), parts.port
