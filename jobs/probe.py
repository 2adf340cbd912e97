"""A first look at an address: what lies there, what would be read from it, what is wrong. For `policywire feeds test`.

It fetches and reads as a poll does, and stores nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core.errors import SourceError
from core.model import Entry, Feed, FeedKind, PageRule, ParsedFeed
from core.ports import FeedParser, Fetched, Fetcher
from jobs.discover import FoundFeed, discover
from jobs.read_sitemap import is_sitemap
from jobs.read_source import read_source

SHOWN = 10
# Clocks differ, and a date without a time is one of another time zone.
FUTURE = timedelta(days=2)
STALE = timedelta(days=180)


class ProbeKind(StrEnum):
    """What lies at an address."""

    FEED = "feed"
    PAGE = "page"
    SITEMAP = "sitemap"
    HTML = "html"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, under a stable short name, and what to do about it."""

    code: str
    told: str
    todo: str


@dataclass(frozen=True, slots=True)
class Probe:
    """What a first look found. `url` is the address asked for, `final` the one that answered."""

    url: str
    final: str
    kind: ProbeKind
    parsed: ParsedFeed | None = None
    found: tuple[FoundFeed, ...] = ()
    problems: tuple[Problem, ...] = ()


def probe(
    url: str,
    fetcher: Fetcher,
    parse: FeedParser,
    now: datetime,
    *,
    rule: PageRule | None = None,
    lang: str | None = None,
) -> Probe:
    """Fetches `url` and reads it: by `rule` if one is given, else as a feed, a sitemap, a web page. Never raises."""
    feed = Feed(id="test", title="", url=url, lang=lang, kind=FeedKind.PAGE if rule else FeedKind.FEED, page=rule)
    fetched = next(iter(fetcher.fetch([feed])))
    final = fetched.url or url
    if problem := _refused(fetched):
        return Probe(url, final, ProbeKind.NOTHING, problems=(problem,))
    moved = _moved(fetched)
    if rule is None and is_sitemap(fetched.body):
        feed = Feed(id="test", title="", url=url, lang=lang, kind=FeedKind.SITEMAP)
        fetched = Fetched(feed, 200, fetched.body, fetched.content_type, url=final)
    try:
        parsed = read_source(fetched, fetcher, parse)
    except SourceError as error:
        if error.code == "html":
            return _page(url, final, fetched, moved)
        return Probe(
            url, final, ProbeKind.NOTHING, problems=(*moved, Problem(error.code, error.user, _todo(error.code)))
        )
    problems = (*moved, *_doubts(parsed, feed, now))
    return Probe(url, final, ProbeKind(feed.kind.value), parsed, problems=problems)


def lines(probe: Probe) -> Iterator[str]:
    """The probe as a person reads it, the problems last, each with what to do."""
    yield f"address   {probe.final}"
    yield f"kind      {_KINDS[probe.kind]}"
    if parsed := probe.parsed:
        yield f"title     {parsed.title or '(none)'}"
        yield f"language  {parsed.lang or '(not said)'}"
        yield f"entries   {len(parsed.entries)}"
        for entry in parsed.entries[:SHOWN]:
            yield f"  {_day(entry)}  {entry.title or '(no title)'}"
            yield f"              {entry.link or '(no link)'}"
        if len(parsed.entries) > SHOWN:
            yield f"  … and {len(parsed.entries) - SHOWN} more"
    for feed in probe.found:
        yield f"feed      {feed.url}  {feed.title}" + ("" if feed.sure else "  (by its look)")
    for problem in probe.problems:
        yield f"problem   {problem.told}"
        yield f"          → {problem.todo}"


_KINDS = {
    ProbeKind.FEED: "feed",
    ProbeKind.PAGE: "page, read by its rule",
    ProbeKind.SITEMAP: "sitemap",
    ProbeKind.HTML: "web page",
    ProbeKind.NOTHING: "nothing that can be read",
}
_REMEDIES = {
    "dns": "check the address for a typing error, or the machine's name server.",
    "connect": "open it in a browser; if it works there, a firewall stands between: set POLICYWIRE_FEED_PROXY.",
    "address": "it is an address inside; to allow it, name it in POLICYWIRE_FEED_ALLOW_PRIVATE.",
    "tls": "its certificate is not trusted; a company's own authority goes into POLICYWIRE_FEED_CA_BUNDLE.",
    "timeout": "try again later; a page that is always so slow cannot be watched.",
    "proxy": "check POLICYWIRE_FEED_PROXY.",
    "too-large": "look for a feed of one section only.",
    "http-401": "it wants a login; give the feed its credentials.",
    "http-403": "it refuses programs; ask the publisher for leave, or look for another feed.",
    "http-404": "nothing is there any more; look on the publisher's site for the new address.",
    "http-410": "the publisher has withdrawn it for good; look for its successor.",
    "http-429": "it has had too many questions; try again in an hour.",
    "no-rows": "open the page's source and find the element that holds one entry; write it as row.",
    "no-titles": "write title as the element within a row that holds the headline.",
    "empty": "it answers with nothing; look at it in a browser.",
    "not-a-feed": "look on the site for a link called RSS, or give a page: rule.",
    "no-children": "look at the sitemap in a browser; its parts may have moved.",
}


def _todo(code: str) -> str:
    if code.startswith("http-5"):
        return "the server has a fault of its own; try again later."
    return _REMEDIES.get(code, "open it in a browser; if it looks well there, report it with this message.")


def _refused(fetched: Fetched) -> Problem | None:
    if fetched.error is not None:
        code, _, told = fetched.error.partition(":")
        return Problem(code, told.strip() or code, _todo(code))
    if fetched.status != 200:
        code = f"http-{fetched.status}"
        return Problem(code, f"the server answered {fetched.status}", _todo(code))
    return None


def _moved(fetched: Fetched) -> tuple[Problem, ...]:
    if not fetched.moved:
        return ()
    return (
        Problem("moved", f"it has moved for good to {fetched.moved}", "write the new address into the feeds file."),
    )


def _page(url: str, final: str, fetched: Fetched, moved: tuple[Problem, ...]) -> Probe:
    """A web page: the feeds it names, or that it needs a rule."""
    try:
        found = discover(fetched.body, address=final, content_type=fetched.content_type)
    except SourceError:
        found = ()
    problem = Problem("html", "this is a web page, not a feed", "use one of the feeds it names.")
    if not found:
        told = "this is a web page that names no feed"
        todo = "watch it as a list: kind: page with page: and below it row, title and date as CSS selectors."
        problem = Problem("no-feed", told, todo)
    return Probe(url, final, ProbeKind.HTML, found=found, problems=(*moved, problem))


def _doubts(parsed: ParsedFeed, feed: Feed, now: datetime) -> Iterator[Problem]:
    entries = parsed.entries
    if not entries:
        yield Problem("no-entries", "it has no entries now", "if that lasts, look for another feed of the publisher.")
        return
    number = len(entries)
    dates = [moment for entry in entries if (moment := entry.published or entry.updated)]
    is_page = feed.kind is FeedKind.PAGE
    if undated := number - len(dates):
        todo = "write date as the element that holds it." if is_page else "they count from when they are found."
        yield Problem("no-dates", f"{undated} of {number} entries have no date that can be read", todo)
    if unlinked := sum(entry.link is None for entry in entries):
        todo = (
            "write link_template: the article's address with {1} for the script's first argument."
            if is_page
            else ("alerts of them cannot lead to the article.")
        )
        yield Problem("no-links", f"{unlinked} of {number} entries have no link", todo)
    if untitled := sum(not entry.title for entry in entries):
        yield Problem("no-titles", f"{untitled} of {number} entries have no title", "alerts show their text instead.")
    links = [entry.link for entry in entries if entry.link]
    if len(links) > 1 and len(set(links)) == 1:
        yield Problem("same-link", "all entries lead to one address", "check link, or write a link_template.")
    if dates and max(dates) > now + FUTURE:
        yield Problem("future", f"an entry is dated {max(dates):%Y-%m-%d}", "its publisher dates ahead; nothing to do.")
    if dates and len(dates) == number and max(dates) < now - STALE:
        yield Problem("stale", f"the newest entry is of {max(dates):%Y-%m-%d}", "look whether the feed has moved.")


def _day(entry: Entry) -> str:
    moment = entry.published or entry.updated
    return f"{moment:%Y-%m-%d}" if moment else "no date   "
