"""Feedback → models of topics, made anew when people said more; and which hits the models take away."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from core.learning import MIN_LABELS, Model, learned, model_from_data, model_to_data
from core.model import Match, SubjectKind
from jobs.report import Report
from storage.feedback import Learning, Mode
from storage.store import Store


def run(store: Store, now: datetime) -> Report:
    """Learn of every topic that has enough labels, and more or fewer than it was made from."""
    known, made = store.feedback.learning(), 0
    for topic, labels in store.feedback.counts().items():
        if labels < MIN_LABELS or labels == known.get(topic, Learning()).labels:
            continue
        model = learned(store.feedback.labels(topic))
        store.feedback.learned(topic, labels, model_to_data(model) if model else None, now)
        made += 1
    return Report({"topics learned": made})


class Filters:
    """The models in use, read again when they changed. Not for two threads at a time."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, Learning] = {}
        self._models: dict[str, Model] = {}

    def unlearned(self, matches: Iterable[Match]) -> set[tuple[int, str]]:
        """(item key, subject key) of the matches that people taught their topics to be none."""
        found = dict(self._store.feedback.learning())
        if found != self._known:
            self._known, self._models = found, in_use(found)
        topics = [
            match for match in matches if match.subject.kind is SubjectKind.TOPIC and match.subject.text in self._models
        ]
        return {(m.item.key, m.subject.key) for m in topics if not self._models[m.subject.text].keeps(m.item)}


def in_use(learning: Mapping[str, Learning]) -> dict[str, Model]:
    """The models that are switched on, or that help where nobody switched."""
    models = {
        topic: model_from_data(one.model) for topic, one in learning.items() if one.model and one.mode is not Mode.OFF
    }
    return {topic: model for topic, model in models.items() if learning[topic].mode is Mode.ON or model.helps}
