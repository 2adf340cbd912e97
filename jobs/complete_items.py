"""Items whose feed gave little more than a headline → the text of their own page, and of the documents it links to.

A site's robots.txt is honoured, and the pause it asks for. What cannot be read stays as its feed gave it.
"""

import logging
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

from core.errors import SourceError
from core.items import BODY_LIMIT, LONG_TEXT, clean_lines
from core.model import Document, Feed, Item
from core.ports import Fetched, Fetcher
from core.sources import host
from jobs import robots
from jobs.attachments import Attachment, find_attachments, one_of_each, read_attachment
from jobs.fulltext import read_article
from jobs.report import Report
from jobs.robots import Robots
from storage.store import Store

log = logging.getLogger(__name__)

ITEMS_AT_ONCE = 20
ATTACHMENTS = 2
# A site that does not answer is asked again for so long; its rules are asked for as often.
PATIENCE, RULES_KEPT = timedelta(hours=6), timedelta(hours=12)
_FOR_NOW = frozenset((0, 429, 500, 502, 503, 504))


class Completer:
    """Reads the pages of bare items, a few a run."""

    def __init__(self, store: Store, fetcher: Fetcher) -> None:
        self._store, self._fetcher = store, fetcher
        self._rules: dict[str, tuple[Robots, datetime]] = {}
        self._next: dict[str, datetime] = {}

    def run(self, now: datetime) -> Report:
        """Complete what is bare. One page that trips us stops nothing."""
        counts: Counter[str] = Counter()
        for item in self._store.items.bare(ITEMS_AT_ONCE):
            try:
                counts[self._one(item, now)] += 1
            except SourceError as error:
                log.debug("the page of #%s cannot be read: %s", item.id, error)
                self._store.items.not_bare(item)
                counts["unreadable"] += 1
        return Report({name: number for name, number in counts.items() if name != "waiting"})

    def _one(self, item: Item, now: datetime) -> str:
        """What became of one item. Raises SourceError for a page that holds no article."""
        link = item.link or ""
        site = host(link)
        if self._next.get(site, now) > now:
            return "waiting"
        rules = self._robots(link, now)
        if not rules.allows(link):
            self._store.items.not_bare(item)
            return "forbidden"
        if delay := rules.delay():
            self._next[site] = now + timedelta(seconds=delay)
        page = self._get(link)
        if page.status in _FOR_NOW and now - (item.found or now) < PATIENCE:
            return "waiting"
        if page.status != 200:
            raise SourceError(f"http-{page.status}", f"{link}: {page.error or page.status}")
        body = self._text(page, link, rules)
        if len(body) > len(item.body):
            self._store.items.completed(replace(item, body=body), now)
            return "completed"
        self._store.items.not_bare(item)
        return "unchanged"

    def _text(self, page: Fetched, link: str, rules: Robots) -> str:
        """The article, then its attachments where it says little itself. Raises SourceError where there is neither."""
        parts, failure = [], None
        try:
            parts = [read_article(page.body, address=page.url or link, content_type=page.content_type).body]
        except SourceError as error:
            failure = error
        if sum(map(len, parts)) < LONG_TEXT:
            parts += self._attached(page, link, rules)
        if failure and not parts:
            raise failure
        return clean_lines("\n\n".join(parts), BODY_LIMIT)

    def _attached(self, page: Fetched, link: str, rules: Robots) -> list[str]:
        texts = []
        found = find_attachments(page.body, address=page.url or link, content_type=page.content_type)
        # Another site's rules are not known here.
        own = [one for one in one_of_each(found) if host(one.url) == host(link) and rules.allows(one.url)]
        for attachment in own[:ATTACHMENTS]:
            answer = self._get(attachment.url)
            try:
                texts += [_told(read_attachment(answer.body, attachment), attachment)] if answer.status == 200 else []
            except SourceError as error:
                log.debug("%s cannot be read: %s", attachment.url, error)
        return texts

    def _robots(self, link: str, now: datetime) -> Robots:
        site = host(link)
        known = self._rules.get(site)
        if known is None or now - known[1] > RULES_KEPT:
            answer = self._get(robots.address(link))
            self._rules[site] = known = (robots.robots_of(answer.status, answer.body), now)
        return known[0]

    def _get(self, url: str) -> Fetched:
        # Key 0 is no feed's: nobody's credentials go along.
        return next(iter(self._fetcher.fetch([Feed(id="page", title="", url=url)])))


def _told(document: Document, attachment: Attachment) -> str:
    """All that a document says: its title is its first line, unless it has none and is called by its file's name."""
    name = attachment.name.removesuffix(attachment.suffix)
    return document.body if document.title in (name, attachment.name) else f"{document.title}\n{document.body}"
