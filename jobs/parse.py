"""Feed bytes to entries, in a child process that is killed when a feed takes too long or too much memory. Not for fetching.

Of the two readers in jobs/read_feed.py the fast one comes first; the careful one reads what the fast one refuses, or seems
to have read only in part.
"""

import time
from collections.abc import Callable
from typing import Any

from core.errors import SourceError
from core.model import ParsedFeed
from jobs.feed_rows import parsed_feed
from jobs.finish_entries import Rows
from jobs.sandbox import Sandbox

MAX_BYTES = 16_000_000
SECONDS, MEGABYTES, WORKERS = 5.0, 300, 2
# (careful, data, content type, base) → (rows, whether a careful look may find more)
Look = Callable[[bool, bytes, str | None, str | None], tuple[Rows, bool]]


class Parser:
    """Implements core.ports.FeedParser in child processes of its own, each of which has so much time and memory for a feed."""

    def __init__(self, *, seconds: float = SECONDS, megabytes: int = MEGABYTES, workers: int = WORKERS) -> None:
        self.seconds = seconds
        self._sandbox = Sandbox("jobs.read_feed:look", workers=workers, seconds=seconds, megabytes=megabytes)

    def __call__(self, data: bytes, *, content_type: str | None = None, base: str | None = None) -> ParsedFeed:
        """The feed in `data`: entries in the feed's order, plain text, absolute links, dates in UTC.

        `content_type` is the transport's header, `base` the address the bytes came from; without it relative links stay.
        A feed without entries is no error. Raises SourceError with code empty, html, not-a-feed, too-large, timeout or crash.
        """
        until = time.monotonic() + self.seconds

        def killable(*arguments: Any) -> tuple[Rows, bool]:
            answer: tuple[Rows, bool] = self._sandbox.call(*arguments, seconds=until - time.monotonic())
            return answer

        return _parsed(killable, data, content_type, base)

    def close(self) -> None:
        """Ends the child processes until the next call."""
        self._sandbox.close()


# The one that the product uses: children start when they are first needed.
parse = Parser()
close = parse.close


def read(data: bytes, *, content_type: str | None = None, base: str | None = None) -> ParsedFeed:
    """What `parse` does, in this process and without its limits on time and memory."""
    from jobs.read_feed import look  # with the libraries for feeds, which elsewhere only the child needs

    return _parsed(look, data, content_type, base)


def _parsed(look: Look, data: bytes, content_type: str | None, base: str | None) -> ParsedFeed:
    if len(data) > MAX_BYTES:
        raise SourceError("too-large", f"the feed is larger than {MAX_BYTES // 1_000_000} MB")
    rows, doubtful = look(False, data, content_type, base)
    if doubtful:
        try:
            other, _ = look(True, data, content_type, base)
        except SourceError:
            if not rows[3]:
                raise
            # What the fast reader found is better than nothing.
            return parsed_feed(rows)
        rows = other if _worth(other) >= _worth(rows) else rows
    return parsed_feed(rows)


def _worth(rows: Rows) -> tuple[int, int]:
    """How many entries, and how many of their parts that people read."""
    entries = rows[3]
    return len(entries), sum(
        bool(title) + bool(link) + bool(summary or body) for _, title, link, _, _, summary, body, _ in entries
    )
