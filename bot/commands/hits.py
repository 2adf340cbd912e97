"""The live count of a form: how many items a subscription would have brought in the last days, in well under a second.

The exact figures by day, samples and advice take longer: bot/commands/preview.py.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.commands.backlog import MATCHES, SAMPLED_AT_ONCE, fitting, sampled, wished
from bot.commands.subject import named_topic
from core.alerting import needed, why_not
from core.catalogue import Catalogue
from core.forecast import Advice, advised
from core.model import Preferences, Subject, SubjectKind
from core.query import parse
from core.search import wanted
from storage.store import Store

DAYS = 30


@dataclass(frozen=True, slots=True)
class Hits:
    """How many stored items of the last `days` a subscription would have brought. An `estimated` count is from a sample."""

    subject: Subject
    count: int
    days: int = DAYS
    estimated: bool = False

    @property
    def a_day(self) -> float:
        """The mean of a day."""
        return self.count / self.days

    @property
    def advice(self) -> Advice:
        """Whether that is nothing, too much, or something to live with."""
        return advised(self.count, self.days)


def hits(store: Store, catalogue: Catalogue, subject_text: str, preferences: Preferences, now: datetime) -> Hits:
    """Count for what somebody typed or chose: a topic's id or name, else a query. Raises QueryError for what is neither."""
    since = now - timedelta(days=DAYS)
    topic = named_topic(catalogue, subject_text)
    if topic is not None:
        subject = Subject(SubjectKind.TOPIC, topic.id)
        subscription = wished(subject, preferences)
        kinds = store.search.kinds(subject, score=needed(subject, preferences), since=since)
        return Hits(subject, sum(kind.count for kind in kinds if why_not(subscription, kind.item) is None))
    query = parse(subject_text)
    subject = Subject(SubjectKind.QUERY, query.text)
    subscription = wished(subject, preferences)
    keys = store.search.keys(wanted(query.root), MATCHES, since=since)
    sample = sampled(keys, SAMPLED_AT_ONCE)
    found = sum(why_not(subscription, view.item) is None for view in fitting(store, sample, query))
    return Hits(subject, round(found * len(keys) / max(len(sample), 1)), estimated=len(sample) < len(keys))
