"""One page that a person asks about → an item that is not stored. Through the guarded fetcher, and never from inside a network.

A site's robots.txt is honoured. Not for watching pages: that is jobs/watch_feeds.py. The fetcher handed in must allow no private address, since anybody in a
channel may name one.
"""

from core.errors import SourceError
from core.model import Feed, Item
from core.ports import Fetched, Fetcher
from core.sources import host, is_address
from core.text import detect_language
from jobs import robots
from jobs.fulltext import read_article


class PageReader:
    """Reads articles by their address."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher

    def __call__(self, url: str) -> Item:
        """The article as an item without id and key. Raises SourceError, whose code says what was wrong."""
        if not is_address(url):
            raise SourceError("bad-url", f"{url[:200]!r} is no address of a page")
        self._ask_leave(url)
        page = self._get(url)
        if page.status != 200:
            code = page.error.partition(":")[0] if page.error else f"http-{page.status}"
            raise SourceError(code, f"{url}: {page.error or page.status}")
        if page.url and host(page.url) != host(url):
            self._ask_leave(page.url)
        found = read_article(page.body, address=page.url or url, content_type=page.content_type)
        lang = detect_language(f"{found.title}\n{found.body}")
        return Item("", found.title, found.body, lang, host(page.url or url), link=url, published=found.published)

    def _ask_leave(self, url: str) -> None:
        """Raises SourceError where the site's robots.txt forbids the page, or where the site cannot be asked."""
        answer = self._get(robots.address(url))
        if answer.error and not answer.status:
            raise SourceError(answer.error.partition(":")[0], f"{url}: robots.txt: {answer.error}")
        if not robots.robots_of(answer.status, answer.body).allows(url):
            raise SourceError("robots", f"{url}: its site asks programs not to read it")

    def _get(self, url: str) -> Fetched:
        return next(iter(self._fetcher.fetch([Feed("page", "", url)])))
