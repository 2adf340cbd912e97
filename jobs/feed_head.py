"""What a feed says of itself before its first entry: title, language, address, how often to come back. Not its entries.

Read apart from the entries because the fast reader keeps neither language nor pace, and because a feed may hold a
thousand entries and only one head.
"""

import re
from dataclasses import dataclass

from lxml import etree

_FIRST_ENTRY = re.compile(r"<(?:[\w.-]{1,20}:)?(?:item|entry)[\s>/]", re.IGNORECASE)
_LONGEST = 262_144
_XML = "{http://www.w3.org/XML/1998/namespace}"
_LANGUAGES = {
    "kr": "ko",
    "kor": "ko",
    "korean": "ko",
    "jp": "ja",
    "jpn": "ja",
    "japanese": "ja",
    "cn": "zh",
    "chi": "zh",
}
_LANGUAGES |= {
    "zho": "zh",
    "chinese": "zh",
    "eng": "en",
    "english": "en",
    "tw": "zh-TW",
    "hk": "zh-TW",
    "us": "en",
    "uk": "en",
}
_PERIODS = {"hourly": 60, "daily": 1_440, "weekly": 10_080, "monthly": 43_200, "yearly": 525_600}
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TRADITIONAL = frozenset(("tw", "hk", "mo", "hant"))


# A Pace as it travels between processes: minutes, hours and days to skip.
PaceRow = tuple[int | None, tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Head:
    """The feed's own words. `root` is its first element's name, `base` its xml:base, `hub` its WebSub hub."""

    root: str = ""
    title: str = ""
    link: str | None = None
    lang: str | None = None
    base: str | None = None
    hub: str | None = None
    pace: PaceRow = (None, (), ())


def read_head(text: str) -> Head:
    """The head of feed `text`, however broken; an empty Head where there is none."""
    first = _FIRST_ENTRY.search(text)
    part = text[: min(first.start() if first else len(text), _LONGEST)]
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, collect_ids=False)
    try:
        root = etree.fromstring(part.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return Head()
    if root is None:
        return Head()
    channel = next((node for node in root if _local(node) == "channel"), root)
    elements: dict[str, list[str]] = {}
    links: dict[str, str] = {}
    for node in channel:
        name = _local(node)
        elements.setdefault(name, []).extend(_words(node))
        if name == "link" and (address := node.get("href")):
            links.setdefault(node.get("rel", "alternate"), address.strip())
    lang = channel.get(f"{_XML}lang") or root.get(f"{_XML}lang") or _first(elements, "language")
    return Head(
        root=_local(root),
        title=_first(elements, "title") or "",
        link=_first(elements, "link") or links.get("alternate") or channel.get("HREF"),
        lang=language(lang),
        base=channel.get(f"{_XML}base") or root.get(f"{_XML}base"),
        hub=links.get("hub"),
        pace=_pace(elements),
    )


def language(tag: str | None) -> str | None:
    """The normalised tag: two or three letters, Chinese in Taiwan, Hong Kong and Macau as zh-TW; None for nonsense."""
    if not tag:
        return None
    parts = re.split(r"[-_]", tag.strip().lower()[:35])
    primary = _LANGUAGES.get(parts[0], parts[0])
    if primary == "zh" and _TRADITIONAL.intersection(parts[1:]):
        return "zh-TW"
    if primary in _LANGUAGES.values() or re.fullmatch(r"[a-z]{2,3}", primary):
        return primary
    return None


def _local(node: etree._Element) -> str:
    """The lower-case local name; empty for comments and instructions."""
    return node.tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(node.tag, str) else ""


def _words(node: etree._Element) -> list[str]:
    """The element's text, or its children's where it has some (<hour> in <skipHours>)."""
    children = [(child.text or "").strip() for child in node if isinstance(child.tag, str)]
    own = (node.text or "").strip()
    return [own, *children] if own else children


def _first(elements: dict[str, list[str]], name: str) -> str | None:
    return next(iter(elements.get(name, ())), None) or None


def _pace(elements: dict[str, list[str]]) -> PaceRow:
    wishes = [_number(_first(elements, "ttl"))]
    if period := _PERIODS.get((_first(elements, "updateperiod") or "").lower()):
        wishes.append(period // (_number(_first(elements, "updatefrequency")) or 1))
    hours = (_number(text) for text in elements.get("skiphours", ())[:48])
    days = (text[:3].lower() for text in elements.get("skipdays", ())[:14])
    return (
        max((wish for wish in wishes if wish), default=None),
        # Hour 24 is how some write midnight.
        tuple({hour % 24 for hour in hours if hour is not None and hour <= 24}),
        tuple({_DAYS.index(day) for day in days if day in _DAYS}),
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else None
