"""Stored items that fit a subject, for forecasts and `latest`."""

from collections.abc import Sequence
from datetime import datetime

from core.catalogue import Catalogue
from core.match import Matcher
from core.model import Item, Subject, SubjectKind
from core.query import parse
from storage.store import Store

# A query has no stored matches before somebody follows it, so it is tried on this many of the newest items.
TRIED = 2_000


def matching(
    store: Store, catalogue: Catalogue, subject: Subject, since: datetime | None, langs: Sequence[str] = ()
) -> tuple[list[Item], int]:
    """The fitting items that were found since then, newest first, and how many were looked at."""
    if subject.kind is SubjectKind.TOPIC:
        found = store.items.latest(subject, TRIED, langs)
        return _since(found, since), store.items.count()
    query = parse(subject.text)
    matcher = Matcher(())
    matcher.add(query)
    recent = _since(store.items.latest(None, TRIED, langs), since)
    return [item for item in recent if any(v.matched for v in matcher.match(item))], len(recent)


def _since(items: Sequence[Item], since: datetime | None) -> list[Item]:
    return [item for item in items if since is None or (item.found and item.found >= since)]
