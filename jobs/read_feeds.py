"""feeds.yaml → feeds: the form of the file, checked field by field. Its head in seeds/feeds.yaml explains it to people.

It fetches nothing and knows no storage; what the polls learn about a feed is kept elsewhere.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from core.model import Feed, FeedKind, PageRule, Tier
from jobs import link_template, selectors, yaml_lines
from jobs.read_page import MAX_PAGES
from jobs.yaml_lines import Yaml

MAX_TEXT = 300
MAX_URL = 2_000
MAX_BACKFILL = 90

_TIERS = [tier.value for tier in Tier if tier is not Tier.CORPUS]
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LANG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
_FORM = re.compile(
    r"[A-Za-z0-9_.~%+*-]{1,60}=[A-Za-z0-9_.~%+*-]{0,300}(&[A-Za-z0-9_.~%+*-]{1,60}=[A-Za-z0-9_.~%+*-]{0,300}){0,30}"
)
_COUNTRY = re.compile(r"[A-Z]{2}")
_REQUIRED = ("id", "title", "url")
# What a row need not say.
_PLAINEST = Feed(id="", title="", url="")


def read(path: Path) -> list[Feed]:
    """The feeds in the file's order. Raises DataFileError, which names file, line and field and says what to do."""
    file = yaml_lines.load(path)
    return listed(file, yaml_lines.rows(file, "feeds"))


def listed(file: Yaml, entries: Sequence[Any]) -> list[Feed]:
    """The feeds of these entries, which are the list `feeds:` of a file. Raises DataFileError."""
    feeds: list[Feed] = []
    ids: dict[str, int | None] = {}
    urls: dict[str, int | None] = {}
    for index, entry in enumerate(entries):
        feed = _feed(file, index, entry)
        _refuse_twin(file, index, "id", ids, feed.id)
        _refuse_twin(file, index, "url", urls, _same_address(feed.url))
        feeds.append(feed)
    return feeds


def checked(values: Mapping[str, Any]) -> Feed:
    """The feed of one row that comes from elsewhere. Raises DataFileError, which names the field but no line."""
    return _feed(Yaml("feed", {}, {}), 0, dict(values))


def page_rule(values: Mapping[str, Any], url: str) -> PageRule:
    """The rule of these fields for the page at `url`. Raises DataFileError, which names the field."""
    file = Yaml("page", {}, {})
    return _page(file, _checked(file, dict(values), _PAGE_CHECKS), url)


def write(feeds: Sequence[Feed]) -> str:
    """The text of a feeds file with these feeds; `read` gives them back. What polls have learned is left out."""
    return yaml_lines.dump({"version": 1, "feeds": [row(feed) for feed in feeds]})


def row(feed: Feed) -> dict[str, Any]:
    """A feed as an entry of a feeds file, without what has its default."""
    values = {name: getattr(feed, name) for name in _CHECKS if getattr(feed, name) != getattr(_PLAINEST, name)}
    plain = {name: value.value if isinstance(value, StrEnum) else value for name, value in values.items()}
    if feed.page:
        plain["page"] = {name: value for name, value in asdict(feed.page).items() if value is not None}
    return plain


def _feed(file: Yaml, index: int, entry: Any) -> Feed:
    if not isinstance(entry, dict):
        raise file.error("each feed must be a set of fields (id, title, url, …)", "feeds", index)
    for name in _REQUIRED:
        if name not in entry:
            raise file.error("is missing; a feed needs id, title and url", "feeds", index, field=name)
    values = _checked(file, entry, _CHECKS, "feeds", index)
    if "page" in values:
        rule = _checked(file, values["page"], _PAGE_CHECKS, "feeds", index, "page")
        values["page"] = _page(file, rule, values["url"], "feeds", index, "page")
    is_page = values.get("kind") is FeedKind.PAGE
    if is_page and "page" not in values:
        raise file.error(
            "is missing; a feed of kind page needs page: and below it row and title", "feeds", index, field="page"
        )
    if "page" in values and not is_page:
        raise file.error("belongs to kind: page only; write kind: page too", "feeds", index, "page")
    return Feed(**values)


def _page(file: Yaml, values: dict[str, Any], url: str, *way: yaml_lines.Step) -> PageRule:
    """The rule, if its parts go together."""
    if "row" not in values:
        raise file.error("is missing; it is the CSS selector of one entry in the list", *way, field="row")
    for name, needed in (("link_template", None), ("page_template", "page")):
        try:
            if name in values:
                link_template.check(values[name], url, needs=needed)
        except ValueError as error:
            raise file.error(str(error), *way, name) from error
    turned = link_template.PAGE_NUMBER in values.get("form", "") or "page_template" in values
    if values.get("pages", 1) > 1 and not turned:
        raise file.error("needs page_template: the address of a page, with {page} for its number", *way, "pages")
    return PageRule(**values)


def _checked(
    file: Yaml, entry: Any, checks: Mapping[str, Callable[[Any], Any]], *way: yaml_lines.Step
) -> dict[str, Any]:
    """The values of a set of fields, each checked by its own rule."""
    values: dict[str, Any] = {}
    for name, value in entry.items():
        try:
            if name not in checks:
                raise ValueError(yaml_lines.unknown(name, checks))
            values[name] = checks[name](value)
        except ValueError as error:
            raise file.error(str(error), *way, name) from error
    return values


def _refuse_twin(file: Yaml, index: int, name: str, seen: dict[str, int | None], value: str) -> None:
    if value in seen:
        raise file.error(f"is the same as on line {seen[value]}; remove one of the two", "feeds", index, name)
    seen[value] = file.line("feeds", index, name)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"must be text, not {_shown(value)}; put it in quotes")
    if not value.strip():
        raise ValueError("is empty")
    if len(value) > MAX_TEXT:
        raise ValueError(f"is longer than {MAX_TEXT} characters")
    return " ".join(value.split())


def _slug(value: Any) -> str:
    text = _text(value)
    if not _SLUG.fullmatch(text):
        raise ValueError(f"{text!r} must be small letters, digits and single hyphens, as in kr-customs-press")
    return text


def _url(value: Any) -> str:
    """An absolute http(s) address without credentials; the fetcher, not the file, decides where it may go."""
    if not isinstance(value, str) or not value:
        raise ValueError("must be an address beginning with https://")
    if len(value) > MAX_URL or re.search(r"[\s<>\"\\]", value):
        raise ValueError(f"holds a blank or a sign no address has, or is longer than {MAX_URL} characters")
    parts = _split(value)
    if parts.scheme not in ("http", "https"):
        raise ValueError(f"must begin with https:// or http://, not {(parts.scheme or value)[:40]!r}")
    if "@" in parts.netloc:
        raise ValueError("must not hold a user name or password")
    if not parts.hostname:
        raise ValueError("names no host")
    return value


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # a port that is none is found only when asked for
    except ValueError as error:
        raise ValueError(f"is no address ({error})") from error
    return parts


def _same_address(url: str) -> str:
    """What two spellings of one address share: case of scheme and host, the default port, the fragment are no matter."""
    parts = urlsplit(url)
    port = "" if parts.port in (None, {"http": 80, "https": 443}[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{parts.hostname}{port}{parts.path or '/'}?{parts.query}"


def _tier(value: Any) -> Tier:
    text = _text(value)
    if text not in _TIERS:
        raise ValueError(f"{text!r} {yaml_lines.unknown(text, _TIERS)}")
    return Tier(text)


def _lang(value: Any) -> str | None:
    if value is None:
        return None
    text = _text(value)
    if not _LANG.fullmatch(text):
        raise ValueError(f"{text!r} is no language code; write it as ko, en, zh-TW or zh-Hant")
    return text


def _country(value: Any) -> str | None:
    if value is None:
        return None
    text = _text(value)
    if text == "UK":
        raise ValueError("'UK' is no ISO 3166 code; write GB")
    if not _COUNTRY.fullmatch(text):
        raise ValueError(f"{text!r} is no country code; write two capital letters (KR, GB, EU) or null")
    return text


def _carries(value: Any) -> str:
    return "" if value is None else _text(value)


def _reached(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"must be true or false, not {_shown(value)}")
    return value


def _interval(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 5 <= value <= 1440:
        raise ValueError(f"must be a whole number of minutes from 5 to 1440, not {_shown(value)}")
    return value


def _backfill(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_BACKFILL:
        raise ValueError(f"must be a whole number of days from 0 to {MAX_BACKFILL}, not {_shown(value)}")
    return value


def _kind(value: Any) -> FeedKind:
    text = _text(value)
    if text not in list(FeedKind):
        raise ValueError(f"{text!r} {yaml_lines.unknown(text, list(FeedKind))}")
    return FeedKind(text)


def _fields(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("must be a set of fields (row, title, link, date, …)")
    return value


def _selector(value: Any) -> str:
    text = _text(value)
    selectors.check(text)
    return text


def _template(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("must be an address with placeholders, as in /board/view.do?no={1}")
    if len(value) > MAX_URL:
        raise ValueError(f"is longer than {MAX_URL} characters")
    return value


def _form(value: Any) -> str:
    if not isinstance(value, str) or not _FORM.fullmatch(value.replace(link_template.PAGE_NUMBER, "1")):
        raise ValueError("must be a form as browsers send it, such as board=81&page={page}")
    return value


def _pages(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MAX_PAGES:
        raise ValueError(f"must be a whole number from 1 to {MAX_PAGES}, not {_shown(value)}")
    return value


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:40]}…"


_CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "id": _slug,
    "title": _text,
    "url": _url,
    "tier": _tier,
    "lang": _lang,
    "country": _country,
    "carries": _carries,
    "reached": _reached,
    "interval_minutes": _interval,
    "backfill_days": _backfill,
    "kind": _kind,
    "page": _fields,
}
_PAGE_CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "row": _selector,
    "title": _selector,
    "link": _selector,
    "date": _selector,
    "link_template": _template,
    "page_template": _template,
    "pages": _pages,
    "form": _form,
}
