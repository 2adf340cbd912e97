"""A page that lists articles → entries, by the selectors of its rule. For ministries without a feed. Not for articles.

A page that no longer fits its rule is an error, never an empty list: a board that was rebuilt must not look like one on
which nothing happens.
"""

from collections.abc import Iterator, Sequence
from dataclasses import astuple, replace
from html import escape
from typing import Any

from lxml import etree

from core.errors import SourceError
from core.model import Entry, PageRule, ParsedFeed
from jobs import apart, html_tree, link_template, selectors
from jobs.feed_head import Head
from jobs.feed_rows import parsed_feed
from jobs.finish_entries import Rows, finish
from jobs.html_tree import words
from jobs.raw_entry import RawEntry, RawFeed

MAX_BYTES = 5_000_000
MAX_ROWS = 500
MAX_PAGES = 20

_CUT = ("...", "…", "‥")
_SCRIPTED = ("onclick", "href", "onkeypress", "ondblclick")


def read_page(
    data: bytes,
    rule: PageRule,
    *,
    address: str,
    home: str | None = None,
    content_type: str | None = None,
    lang: str | None = None,
) -> ParsedFeed:
    """The list in `data`, which came from `address`: entries in the page's order, links absolute, dates in UTC.

    `home` is the address that link templates start from, `address` by default; it is another one after a redirect.
    `lang` is the feed's language, by which dates are read. An entry whose link is a script without a template has no
    link, and the script's arguments as its id. Raises SourceError with code no-rows or no-titles where the rule does not
    fit, else too-large, empty, timeout or crash.
    """
    if len(data) > MAX_BYTES:
        raise SourceError("too-large", f"the page is larger than {MAX_BYTES // 1_000_000} MB")
    return parsed_feed(
        apart.call("jobs.read_page:read_rows", data, content_type, address, home or address, lang, astuple(rule))
    )


def read_rows(
    data: bytes, content_type: str | None, address: str, home: str, lang: str | None, rule: tuple[Any, ...]
) -> Rows:
    """What `read_page` does, in the form in which the child process answers. `rule` is a PageRule's fields."""
    return _read(html_tree.tree(data, content_type), address, home, lang, PageRule(*rule))


def further_pages(rule: PageRule, address: str) -> tuple[tuple[str, PageRule], ...]:
    """The addresses of the pages after the first, as far as the rule wants them read, each with the rule that asks for it."""
    numbers = range(2, min(rule.pages, MAX_PAGES) + 1)
    if rule.form:
        return tuple(
            (address, replace(rule, form=rule.form.replace(link_template.PAGE_NUMBER, str(number))))
            for number in numbers
        )
    if not rule.page_template:
        return ()
    links = (link_template.fill(rule.page_template, address, {"page": str(number)}) for number in numbers)
    return tuple((link, rule) for link in links if link)


def joined(pages: Sequence[ParsedFeed]) -> ParsedFeed:
    """The pages as one list; what stands on several of them, as pinned notices do, stands where it came first."""
    entries: dict[tuple[str, str], Entry] = {}
    for page in pages:
        for entry in page.entries:
            entries.setdefault((entry.id, entry.title), entry)
    return replace(pages[0], entries=tuple(entries.values()))


def _read(root: etree._Element, address: str, home: str, lang: str | None, rule: PageRule) -> Rows:
    rows = selectors.every(root, rule.row)[:MAX_ROWS]
    if not rows:
        raise _misfit("no-rows", f"nothing on the page fits row: {rule.row}")
    base = html_tree.base(root, address)
    entries: dict[tuple[str, str], RawEntry] = {}
    for entry in _entries(rows, rule, base, home):
        entries.setdefault((entry.id, entry.title), entry)
    if not entries:
        raise _misfit("no-titles", f"none of the {len(rows)} rows has a title")
    title = escape(words(root.find(".//title")), quote=False)
    return finish(RawFeed(title, None, lang or root.get("lang"), list(entries.values())), Head(), base)


def _misfit(code: str, problem: str) -> SourceError:
    return SourceError(code, problem, user=f"{problem}; the page may have been rebuilt: mend its selectors")


def _entries(rows: Sequence[etree._Element], rule: PageRule, base: str, home: str) -> Iterator[RawEntry]:
    for row in rows:
        anchor = _anchor(row, rule)
        title = _title(row, rule, anchor)
        if not title:
            continue
        link, made = _link(row, anchor, rule, base, home)
        date = selectors.first(row, rule.date)
        day = "" if date is None else date.get("datetime") or words(date)
        yield RawEntry(id=link or made, title=escape(title, quote=False), link=link, published=escape(day, quote=False))


def _anchor(row: etree._Element, rule: PageRule) -> etree._Element | None:
    """The element that leads to the article: what the rule names, else the title's link, else the row's first, else the row."""
    if rule.link:
        return selectors.first(row, rule.link)
    title = selectors.first(row, rule.title)
    link = None if title is None else _around(title, row)
    if link is None and title is not None:
        link = _inside(title)
    if link is None:
        link = _inside(row)
    return row if link is None else link


def _around(node: etree._Element, row: etree._Element) -> etree._Element | None:
    """The link that `node` is or stands in."""
    current: etree._Element | None = node
    while current is not None and current is not row:
        if current.tag == "a" or current.get("onclick"):
            return current
        current = current.getparent()
    return None


def _inside(node: etree._Element) -> etree._Element | None:
    """The first link in `node`, or the first thing to click."""
    link = next(node.iter("a"), None)
    return link if link is not None else next((below for below in node.iterdescendants() if below.get("onclick")), None)


def _title(row: etree._Element, rule: PageRule, anchor: etree._Element | None) -> str:
    node = selectors.first(row, rule.title) if rule.title else anchor
    title = words(node)
    for holder in (node, anchor):
        # Many boards cut long titles and keep them whole in the tooltip.
        whole = "" if holder is None else " ".join((holder.get("title") or "").split())[: html_tree.MAX_WORDS]
        if any(title.endswith(sign) and whole.startswith(title.removesuffix(sign).rstrip()) for sign in _CUT):
            return whole
    return title


def _link(row: etree._Element, anchor: etree._Element | None, rule: PageRule, base: str, home: str) -> tuple[str, str]:
    """The article's address, or nothing, and the id for an entry that has none."""
    if anchor is None:
        return "", ""
    scripts = [anchor.get(name) or "" for name in _SCRIPTED] + [row.get("onclick") or ""]
    called = next((found for script in scripts if (found := link_template.arguments(script))), {})
    made = f"call:{','.join(called.values())}" if called else ""
    if rule.link_template:
        link = link_template.fill(rule.link_template, home, _values(row, anchor) | called)
        return link or "", made
    written = next((there for script in scripts if (there := link_template.literal(script))), None)
    return html_tree.link(anchor.get("href"), base) or html_tree.link(written, base) or "", made


def _values(row: etree._Element, anchor: etree._Element) -> dict[str, str]:
    """What a link template may name: form fields in the row, the row's attributes, the link's."""
    fields = {node.get("name", ""): node.get("value", "") for node in row.iter("input", "button")}
    return fields | {str(name): str(value) for node in (row, anchor) for name, value in node.attrib.items()}
