"""Whether a site's robots.txt lets us read a page, and how often. The one home of protego. Fetches nothing.

Python's own reader knows neither wildcards nor that the longest rule counts, so it would read what a site forbids.
"""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urljoin

from protego import Protego

AGENT = "Policywire"
# What search engines read of such a file; RFC 9309 asks for at least this much.
MAX_BYTES = 500_000
LONGEST_DELAY = 60.0


@dataclass(frozen=True, slots=True)
class Robots:
    """A site's rules, or the lack of them: `text` is None where none could be had, and then `silent_yes` decides."""

    text: str | None
    silent_yes: bool = True

    def allows(self, url: str, agent: str = AGENT) -> bool:
        """Whether `agent` may read `url`."""
        return self.silent_yes if self.text is None else bool(_rules(self.text).can_fetch(url, agent))

    def delay(self, agent: str = AGENT) -> float:
        """Seconds to leave between two readings, at most a minute; 0 where the site asks for none."""
        wish = None if self.text is None else _rules(self.text).crawl_delay(agent)
        return min(max(wish or 0.0, 0.0), LONGEST_DELAY)

    def sitemaps(self) -> tuple[str, ...]:
        """The sitemaps that the file names."""
        return () if self.text is None else tuple(_rules(self.text).sitemaps)


def robots_of(status: int, body: bytes) -> Robots:
    """The rules that an answer to /robots.txt means: 4xx is leave to read, anything else without a file is none."""
    if status == 200:
        return Robots(body[:MAX_BYTES].decode("utf-8", "replace").lstrip("\ufeff"))
    return Robots(None, silent_yes=400 <= status < 500 and status != 429)


def address(url: str) -> str:
    """Where the robots.txt of a page's site lies."""
    return urljoin(url, "/robots.txt")


@lru_cache(maxsize=64)
def _rules(text: str) -> Protego:
    return Protego.parse(text)
