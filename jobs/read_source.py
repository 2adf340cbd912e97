"""What a fetch brought → entries, whatever kind of source it is. The one door to the readers of feeds, pages and sitemaps.

Pages and sitemaps may need more than one fetch; the further ones are made here, one after another, by the same fetcher.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from core.errors import SourceError
from core.model import Entry, Feed, FeedKind, PageRule, ParsedFeed
from core.ports import FeedParser, Fetched, Fetcher
from jobs.read_page import further_pages, joined, read_page
from jobs.read_sitemap import is_sitemap, merged, read_sitemap

Known = Callable[[Feed, Entry], bool]


def read_source(
    fetched: Fetched, fetcher: Fetcher, parse: FeedParser, known: Known = lambda feed, entry: False
) -> ParsedFeed:
    """The entries of a good answer (200) to the poll of a feed, a page or a sitemap. Raises SourceError.

    `known` says whether a feed has carried an entry before: further pages of a list are read only until the last entry of
    one is known. A further page that fails is left out; the next poll comes back to it, since what is on it stays unknown.
    """
    feed, address = fetched.feed, fetched.url or fetched.feed.url
    if feed.kind is FeedKind.PAGE:
        return joined(list(_pages(fetched, address, fetcher, known)))
    if feed.kind is FeedKind.SITEMAP:
        return _sitemap(fetched, address, fetcher)
    return parse(fetched.body, content_type=fetched.content_type, base=address)


def _pages(fetched: Fetched, address: str, fetcher: Fetcher, known: Known) -> Iterator[ParsedFeed]:
    feed = fetched.feed
    if feed.page is None:
        raise SourceError(
            "no-rule", f"{feed.id}: kind page without a rule", user="This page has no rule to read it by."
        )
    page = _page(fetched, feed.page, address)
    yield page
    for link, rule in further_pages(feed.page, feed.url):
        if known(feed, page.entries[-1]):
            return
        answer = _fetch(fetcher, replace(feed, page=rule), link)
        if answer.status != 200:
            return
        try:
            page = _page(answer, feed.page, answer.url)
        except SourceError:  # beyond the last page many boards send an empty one
            return
        yield page


def _page(fetched: Fetched, rule: PageRule, address: str) -> ParsedFeed:
    feed, kind = fetched.feed, fetched.content_type
    return read_page(fetched.body, rule, address=address, home=feed.url, content_type=kind, lang=feed.lang)


def _sitemap(fetched: Fetched, address: str, fetcher: Fetcher) -> ParsedFeed:
    feed = fetched.feed
    top = read_sitemap(fetched.body, address=address, content_type=fetched.content_type, lang=feed.lang)
    parts, failures = [top.feed], []
    for link in top.children:
        answer = _fetch(fetcher, feed, link)
        try:
            if answer.status != 200 or not is_sitemap(answer.body):
                raise SourceError("child", f"{link}: {answer.error or answer.status}")
            parts.append(
                read_sitemap(answer.body, address=answer.url, content_type=answer.content_type, lang=feed.lang).feed
            )
        except SourceError as error:
            failures.append(str(error))
    if top.children and len(failures) == len(top.children):
        told = "none of the sitemaps that the index names can be read"
        raise SourceError("no-children", f"{feed.id}: {'; '.join(failures)[:500]}", user=told)
    return merged(parts)


def _fetch(fetcher: Fetcher, feed: Feed, link: str) -> Fetched:
    """One further GET, without the validators of the first."""
    return next(iter(fetcher.fetch([replace(feed, url=link, etag=None, modified=None)])))
