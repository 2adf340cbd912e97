"""From an entry or a document to an item: what makes two of them the same one, and the short id people type."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from core.model import Document, Entry, Feed, ParsedFeed, Tier
from core.text import clean, detect_language, safe_url

TITLE_LIMIT = 500
BODY_LIMIT = 200_000
GUID_LIMIT = 200
SOURCE_LIMIT = 200

# Crockford's base 32 without I, L, O, U: no two letters that look alike, no accidental words.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SHORTEST_ID, LONGEST_ID = 4, 12

# Parameters that say where a reader came from, never what he reads.
TRACKING = frozenset({"fbclid", "gclid", "dclid", "msclkid", "mc_cid", "mc_eid", "igshid", "yclid", "ref_src", "cmpid"})


@dataclass(frozen=True, slots=True)
class Draft:
    """An item before it is stored. `guid` is the feed's own id for it (for a document its path)."""

    identity: str
    guid: str
    content_hash: str
    title: str
    body: str
    lang: str | None
    source: str
    tier: Tier
    country: str | None
    link: str | None
    published: datetime | None


def from_entry(feed: Feed, parsed: ParsedFeed, entry: Entry) -> Draft:
    """The item of a feed's entry. Its language is the feed's where neither the entry nor its text says better."""
    title, body = clean(entry.title, TITLE_LIMIT), clean_lines(entry.body or entry.summary, BODY_LIMIT)
    link = safe_url(entry.link)
    digest = content_hash(title, body)
    return Draft(
        identity=_link_identity(link)
        if link
        else _hashed("guid", f"{feed.id}\n{entry.id}")
        if entry.id
        else f"hash:{digest}",
        guid=_short(entry.id or link or digest),
        content_hash=digest,
        title=title,
        body=body,
        lang=entry.lang or parsed.lang or feed.lang or detect_language(f"{title}\n{body}"),
        source=clean(feed.title or parsed.title, SOURCE_LIMIT),
        tier=feed.tier,
        country=feed.country,
        link=link,
        published=entry.published or entry.updated,
    )


def from_document(document: Document, path: str) -> Draft:
    """The item of a corpus document. Without a link its content is its identity, so that a renamed file is not news."""
    title, body = clean(document.title, TITLE_LIMIT), clean_lines(document.body, BODY_LIMIT)
    link = safe_url(document.link)
    digest = content_hash(title, body)
    return Draft(
        identity=_link_identity(link) if link else f"hash:{digest}",
        guid=path,
        content_hash=digest,
        title=title,
        body=body,
        lang=document.lang or detect_language(f"{title}\n{body}"),
        source=clean(document.publisher or "", SOURCE_LIMIT),
        tier=Tier.CORPUS,
        country=None,
        link=link,
        published=document.published,
    )


def clean_lines(text: str, limit: int) -> str:
    """The text's non-empty lines, each cleaned, a blank line kept as one; at most `limit` code points."""
    lines = [clean(line, limit) for line in text[:limit].replace("\r", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def content_hash(title: str, body: str) -> str:
    """A digest of what is said, blind to white space."""
    return sha256(f"{' '.join(title.split())}\n{' '.join(body.split())}".encode()).hexdigest()


def canonical_link(url: str) -> str:
    """The address under which one article is one item: no fragment, tracking, default port, scheme or closing slash."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _is_tracking(k)]
    return urlunsplit(("https", host + port, parts.path.rstrip("/"), urlencode(query), ""))


def link_identity(url: str) -> str | None:
    """The identity that an item with this address has, None where the address is no safe one."""
    link = safe_url(url)
    return _link_identity(link) if link else None


def short_ids(identity: str) -> Iterator[str]:
    """Candidates for the id people type, shortest first. The first one that is free is taken."""
    number = int.from_bytes(sha256(identity.encode()).digest())
    letters = "".join(ALPHABET[number >> shift & 31] for shift in range(0, 5 * LONGEST_ID, 5))
    return (letters[:length] for length in range(SHORTEST_ID, LONGEST_ID + 1))


def _is_tracking(name: str) -> bool:
    return name.lower().startswith("utm_") or name.lower() in TRACKING


def _link_identity(link: str) -> str:
    return _hashed("link", canonical_link(link))


def _hashed(kind: str, text: str) -> str:
    return f"{kind}:{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"


def _short(guid: str) -> str:
    return guid if len(guid) <= GUID_LIMIT else _hashed("long", guid)
