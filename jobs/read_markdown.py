"""Markdown → a document: the front matter (title, publisher, date, url, lang; all optional), then the text without marks.

Not a Markdown renderer: it takes away the marks that would stand in an alert (headings, emphasis, links, fences), joins
wrapped lines, and leaves the rest as it was written.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from core.errors import DataFileError, SourceError
from core.model import Document
from core.text import CJK, HANGUL, safe_url
from jobs import yaml_lines
from jobs.dates import read_date
from jobs.read_text import decoded, titled

MAX_VALUE = 500
MAX_MARKED = 4_000_000

_FIELDS = ("title", "publisher", "date", "url", "lang")
_OPENING = re.compile(r"---[ \t]*\n(?=\s*(?:#|[\w\"'-]+[ \t]*:|---[ \t]*(?:\n|\Z)))")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_LANG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?")

_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.*)$", re.MULTILINE)
_RULE = re.compile(r"^ {0,3}(?:(?:[-*_][ \t]*){3,}|=+[ \t]*|`{3,}.*|~{3,}.*)$", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\([^()\s]*(?:[ \t]+\"[^\"\n]*\")?\)")
_AUTOLINK = re.compile(r"<(https?://[^\s<>]+)>")
_STRONG = re.compile(r"(?<!\w)(\*\*|__)(?=\S)([^\n]{1,300}?)(?<=\S)\1|(?<![\w*])([*_])(?=\S)([^*_\n]+?)(?<=\S)\3(?!\w)")
_CODE = re.compile(r"(?<!`)(`{1,3})([^`\n]+)\1(?!`)")
_QUOTE = re.compile(r"^ {0,3}(?:>[ \t]?)+", re.MULTILINE)
_OWN_LINE = re.compile(r"\s*(?:[-*+•·○□▲▶※]|\d{1,3}[.)]|\|)\s*")
_UNSPACED = f"[{CJK}\u3000-\u303f\uff00-\uffef]"
_SEAMLESS = re.compile(rf"(?<={_UNSPACED})(?<![{HANGUL}])\n(?={_UNSPACED})(?![{HANGUL}])")


def read(data: bytes, name: str) -> Document:
    """The title falls back to the first heading, then to the first line. A front matter that is wrong is a SourceError."""
    text = decoded(data, name)
    values, text = _front_matter(text[:MAX_MARKED], name)
    heading = _HEADING.search(_CLOSING.sub("", text))
    title = values["title"] or (plain(_heading(heading)) if heading else "")
    document = titled(plain(text), title=title, published=values["date"])
    return Document(
        title=document.title,
        body=document.body,
        publisher=values["publisher"],
        published=document.published,
        link=values["url"],
        lang=values["lang"],
    )


def plain(text: str) -> str:
    """Markdown without its marks: a paragraph a line, a blank line between two, a list's entries a line each."""
    last = text.rfind("-->") + 3  # beyond it no comment ends, and to look for an end at each beginning takes for ever
    text = _RULE.sub("", _COMMENT.sub("", text[:last]) + text[last:])
    text = _HEADING.sub(lambda m: f"\n{_heading(m)}\n", _QUOTE.sub("", text))
    text = _AUTOLINK.sub(r"\1", _LINK.sub(r"\1", text))
    text = _CODE.sub(r"\2", _STRONG.sub(lambda m: m[2] or m[4], text))
    blocks = (_unwrapped(block) for block in re.split(r"\n[ \t]*\n", text))
    return "\n\n".join(block for block in blocks if block)


def _heading(found: re.Match[str]) -> str:
    """The words of a heading; signs that close it (`## Steel ##`) stand apart from them, those of `C#` do not."""
    words: str = found[1].rstrip()
    open_end = words.rstrip("#")
    return open_end.rstrip() if open_end != open_end.rstrip() else words


def _unwrapped(block: str) -> str:
    """A block with the line breaks of its paragraphs taken out; where words are not spaced, no space takes their place."""
    paragraphs: list[list[str]] = []
    for line in block.split("\n"):
        if paragraphs and line.strip() and not _OWN_LINE.match(line):
            paragraphs[-1].append(line.strip())
        elif line.strip():
            paragraphs.append([line.strip()])
    return "\n".join(_SEAMLESS.sub("", "\n".join(lines)).replace("\n", " ") for lines in paragraphs)


def _front_matter(text: str, name: str) -> tuple[dict[str, Any], str]:
    """The checked values (None where not given) and the text below. Without front matter a `---` is but a rule."""
    values: dict[str, Any] = dict.fromkeys(_FIELDS)
    opening = _OPENING.match(text)
    if opening is None:
        return values, text
    closing = _CLOSING.search(text, opening.end())
    if closing is None:
        raise _wrong(name, 1, "the block that begins with --- is never closed")
    try:
        block = yaml_lines.parse(text[opening.end() : closing.start()], name, first_line=2, spelled=True)
    except DataFileError as error:
        raise _wrong(name, error.line, f"{error.field} {error.problem}" if error.field else error.problem) from error
    if not isinstance(block.data, dict | None):
        raise _wrong(name, 2, "it must hold lines like `title: …`")
    for key, value in (block.data or {}).items():
        if (field := key.strip().casefold()) in _FIELDS and value is not None:
            try:
                values[field] = _value(field, value)
            except ValueError as error:
                raise _wrong(name, block.line(key), f"{field} {error}") from error
    return values, text[closing.end() :]


def _value(field: str, value: Any) -> str | datetime | None:
    """One value, checked; ValueError says what is wrong with it. An empty one counts as not given."""
    if not isinstance(value, str):
        raise ValueError("must be a single text, not a list or a set of fields")
    value = " ".join(value.split())
    if len(value) > MAX_VALUE and field != "url":
        raise ValueError(f"is longer than {MAX_VALUE} characters")
    checks: dict[str, Callable[[str], str | datetime]] = {"date": _date, "url": _url, "lang": _lang}
    return checks.get(field, str)(value) if value else None


def _date(value: str) -> datetime:
    moment = read_date(value)
    if moment is None:
        raise ValueError(f"{value[:40]!r} is no date; write it as 2026-01-27")
    return moment


def _url(value: str) -> str:
    url = safe_url(value)
    if url is None:
        raise ValueError("is no address; write it in full, beginning with https://, without a password")
    return url


def _lang(value: str) -> str:
    if not _LANG.fullmatch(value):
        raise ValueError(f"{value[:40]!r} is no language code; write ko, en, zh, ja or zh-TW")
    language, _, region = value.replace("_", "-").partition("-")
    region = region.title() if len(region) == 4 else region.upper()
    return f"{language.lower()}-{region}" if region else language.lower()


def _wrong(name: str, line: int | None, problem: str) -> SourceError:
    place = "Front matter" if line is None else f"Front matter, line {line}"
    return SourceError(
        "front-matter",
        f"{name}:{line}: front matter: {problem}",
        user=f"{place}: {problem}. Mend it, or remove the block between the two --- lines.",
    )
