"""From an entry or a document to an item: what makes two of them the same one, and the short id people type."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from core.links import canonical_link, is_front_page
from core.model import Document, Entry, Feed, ParsedFeed, Tier
from core.scripts import CJK, ScriptCount, count_scripts
from core.text import clean, detect_language, safe_url, sample

TITLE_LIMIT = 500
BODY_LIMIT = 200_000
GUID_LIMIT = 200
SOURCE_LIMIT = 200

# Crockford's base 32 without I, L, O, U: no two letters that look alike, no accidental words.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SHORTEST_ID, LONGEST_ID = 4, 12
_PAIRS = [first + second for second in ALPHABET for first in ALPHABET]

# How the parser begins the id of an entry that has neither guid nor link.
MADE_UP = "sha256:"

# A text this long (code points) does not come about twice; a shorter one may: «Notice» every week.
LONG_TEXT = 200
# So many different texts under one link, and the link is a list of articles or a front page.
TEXTS_OF_A_LIST = 3

_CJK_LETTER = re.compile(f"[{CJK}]")
# A Korean text full of names in Latin letters is Korean still; an English one with a name or two in Hangul is not.
_LEAST_SHARE = 0.1
_CJK_LANGUAGES = frozenset({"ko", "zh", "ja"})


@dataclass(frozen=True, slots=True)
class Draft:
    """An item before it is stored. `guid` is the feed's own id for it (for a document its path).

    `said_lang` is what its publisher calls its language; where that is not `sure`, the text has a say.
    """

    identity: str
    guid: str
    content_hash: str
    title: str
    body: str
    said_lang: str | None
    source: str
    tier: Tier
    country: str | None
    link: str | None
    published: datetime | None
    sure: bool = False

    @property
    def lang(self) -> str | None:
        """Its language, found out when it is asked for: of most drafts nobody does, since they are known."""
        return self.said_lang if self.sure else language_of(f"{self.title}\n{self.body}", self.said_lang)


def from_feed(feed: Feed, parsed: ParsedFeed) -> list[Draft]:
    """The items of a feed's entries, without those that say nothing.

    An address or a guid that entries with different texts share (a front page, a constant) names none of them: they are
    told apart by the other one, or by their texts.
    """
    said = [entry for entry in parsed.entries if entry.title or entry.body or entry.summary]
    drafts = [from_entry(feed, parsed, entry) for entry in said]
    texts: dict[str, set[str]] = defaultdict(set)
    articles: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for draft in drafts:
        texts[draft.identity].add(draft.content_hash)
        articles[draft.guid].add((draft.identity, draft.content_hash))
    front = {link_identity(address) for address in (parsed.link, feed.url) if address}
    vague = {identity for identity, found in texts.items() if len(found) >= TEXTS_OF_A_LIST} | front
    return [_named(feed, draft, vague, unique_guid=len(articles[draft.guid]) == 1) for draft in drafts]


def from_entry(feed: Feed, parsed: ParsedFeed, entry: Entry) -> Draft:
    """The item of a feed's entry, named by its link, else by its guid in this feed, else by its text."""
    title, body = clean(entry.title, TITLE_LIMIT), clean_lines(entry.body or entry.summary, BODY_LIMIT)
    link = safe_url(entry.link)
    digest = _digest(title, body) if "\n" not in body else content_hash(title, body)
    guid = _short(entry.id or link or digest)
    if link:
        identity = _link_identity(link)
    else:
        identity = f"hash:{digest}" if not entry.id or entry.id.startswith(MADE_UP) else _guid_identity(feed, guid)
    return Draft(
        identity=identity,
        guid=guid,
        content_hash=digest,
        title=title,
        body=body,
        said_lang=entry.lang or parsed.lang or feed.lang,
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
        identity=_link_identity(link) if link and not is_front_page(link) else f"hash:{digest}",
        guid=path,
        content_hash=digest,
        title=title,
        body=body,
        said_lang=document.lang or detect_language(f"{title}\n{body}"),
        sure=True,
        source=clean(document.publisher or "", SOURCE_LIMIT),
        tier=Tier.CORPUS,
        country=None,
        link=link,
        published=document.published,
    )


def clean_lines(text: str, limit: int) -> str:
    """The text's non-empty lines, each cleaned, a blank line kept as one; at most `limit` code points."""
    if "\n" not in text and "\r" not in text:
        return clean(text[:limit], limit)
    lines = [clean(line, limit) for line in re.split(r"\r\n?|\n", text[:limit])]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def is_bare(draft: Draft) -> bool:
    """Whether the draft says so little that the article's own page is worth reading."""
    return draft.link is not None and len(draft.body) < LONG_TEXT


def content_hash(title: str, body: str) -> str:
    """A digest of what is said, blind to white space."""
    return _digest(" ".join(title.split()), " ".join(body.split()))


def same_text(draft: Draft, published: datetime | None) -> bool:
    """Whether an entry of the same feed that says the same, published then, is the same entry."""
    dates_agree = draft.published is None or published is None or draft.published == published
    return dates_agree or len(draft.body) >= LONG_TEXT


def language_of(text: str, declared: str | None) -> str | None:
    """The language of a text. A declaration is believed unless the script belies it: many a feed in Korean says en-us."""
    base = (declared or "").lower().partition("-")[0]
    if base and base not in _CJK_LANGUAGES and not _CJK_LETTER.search(text):
        return declared
    count = count_scripts(sample(text))
    if base in _CJK_LANGUAGES and _is_mixed(count):
        return declared
    found = detect_language(text, count)
    if found is None or not base or {found, base} == {"ja", "zh"}:
        return declared or found
    belied = found != base and bool({found, base} & _CJK_LANGUAGES)
    return found if belied else declared


def _is_mixed(count: ScriptCount) -> bool:
    """Whether Latin letters outweigh East Asian ones, which are still too many for a text in another language."""
    letters, east = count.alphabetic, count.east_asian
    return letters * _LEAST_SHARE <= east and east * 2.5 < letters - east


def link_identity(url: str) -> str | None:
    """The identity that an item with this address has, None where the address is no safe one."""
    link = safe_url(url)
    return _link_identity(link) if link else None


def short_ids(identity: str) -> Iterator[str]:
    """Candidates for the id people type, shortest first. The first one that is free is taken."""
    number = int.from_bytes(sha256(identity.encode()).digest()[-8:])
    shortest = _PAIRS[number & 1023] + _PAIRS[number >> 10 & 1023]
    yield shortest
    more = [ALPHABET[number >> shift & 31] for shift in range(5 * SHORTEST_ID, 5 * LONGEST_ID, 5)]
    for length in range(1, len(more) + 1):
        yield shortest + "".join(more[:length])


def _named(feed: Feed, draft: Draft, vague: set[str | None], *, unique_guid: bool) -> Draft:
    """The draft under names that are its own."""
    link_is_vague = draft.link is not None and (draft.identity in vague or is_front_page(draft.link))
    guid_is_own = unique_guid and not (link_is_vague and draft.guid == _short(draft.link or ""))
    by_text = f"hash:{draft.content_hash}"
    identity = draft.identity
    if link_is_vague or (draft.link is None and not guid_is_own):
        identity = _guid_identity(feed, draft.guid) if guid_is_own else by_text
    if guid_is_own and identity == draft.identity:
        return draft
    return replace(draft, identity=identity, guid=draft.guid if guid_is_own else _short(f"{identity} {by_text}"))


def _digest(title: str, body: str) -> str:
    return sha256(f"{title}\n{body}".encode("utf-8", "surrogatepass")).hexdigest()


def _link_identity(link: str) -> str:
    return _hashed("link", canonical_link(link))


def _guid_identity(feed: Feed, guid: str) -> str:
    return _hashed("guid", f"{feed.id}\n{guid}")


def _hashed(kind: str, text: str) -> str:
    return f"{kind}:{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"


def _short(guid: str) -> str:
    """The guid as it is kept: one that is long or holds signs no database takes is known by its digest."""
    return guid if len(guid) <= GUID_LIMIT and guid.isprintable() else _hashed("long", guid)
