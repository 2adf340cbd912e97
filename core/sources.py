"""How an address becomes a feed: its id, its host, and whether it may be one. What a file says of feeds: jobs/read_feeds.py."""

import re
from collections.abc import Collection
from itertools import count
from urllib.parse import urlsplit

from core.text import safe_url

LONGEST_ID = 60
LONGEST_URL = 2_000
_DASHES = re.compile(r"[^a-z0-9]+")
_ODD = re.compile(r"[\s<>\"\\]")


def host(url: str) -> str:
    """The host of an address without www, empty where it names none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def feed_id(url: str, taken: Collection[str]) -> str:
    """A free id made of the address's host and path."""
    try:
        path = urlsplit(url).path
    except ValueError:
        path = ""
    base = _DASHES.sub("-", f"{host(url)} {path}".lower())[:LONGEST_ID].strip("-") or "feed"
    names = (base if number == 1 else f"{base}-{number}" for number in count(1))
    return next(name for name in names if name not in taken)


def is_address(url: str) -> bool:
    """Whether it is an absolute http(s) address of a sane length, without a user name or password."""
    if len(url) > LONGEST_URL or _ODD.search(url) or safe_url(url) is None:
        return False
    return "@" not in urlsplit(url).netloc and bool(host(url))
