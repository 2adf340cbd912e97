"""Figures for Prometheus, read from the database at each scrape: any one process can tell them for all. docs/monitoring
says what each is for; a test holds both together.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from statistics import quantiles

from prometheus_client import CollectorRegistry, PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from core.errors import PolicywireError
from storage.store import Store

PREFIX = "policywire"
# Latencies are those of the last day.
RECENT = timedelta(days=1)
QUANTILES = {"0.5": 49, "0.9": 89, "0.99": 98}


def exposition(store: Store, clock: Callable[[], datetime]) -> bytes:
    """All figures in Prometheus' text format. Never raises: without a database it says so and little else."""
    registry = CollectorRegistry(auto_describe=False)
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    registry.register(_Figures(store, clock))
    return generate_latest(registry)


class _Figures(Collector):
    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store, self._clock = store, clock

    def collect(self) -> Iterator[Metric]:
        """All or, where the database does not answer, that it does not."""
        yield InfoMetricFamily(f"{PREFIX}_build", "The version of this process.", {"version": version("policywire")})
        try:
            figures = [*self._figures(self._clock())]
        except PolicywireError:
            figures = []
        yield _one("database_up", "Whether the database answers (1) or not (0).", float(bool(figures)))
        yield from figures

    def _figures(self, now: datetime) -> Iterator[Metric]:
        yield from _deliveries(self._store, now)
        yield from _feeds(self._store, now)
        yield from _items(self._store)
        yield from _jobs(self._store)
        tokens = self._store.measures.model_tokens(now.astimezone(UTC).date())
        yield _one("model_tokens_today", "Tokens the language model used since midnight UTC.", tokens)


def _deliveries(store: Store, now: datetime) -> Iterator[Metric]:
    backlog = store.measures.backlog(now)
    ages = ((f"{age:g}", float(number)) for age, number in backlog.by_age.items())
    yield _by(
        "deliveries_waiting", "Deliveries that should be on their way, by age (upper end in seconds).", "age", ages
    )
    oldest = backlog.oldest.total_seconds() if backlog.oldest else 0.0
    yield _one("delivery_oldest_seconds", "How long the oldest of them waits.", oldest)
    states = {"sending": backlog.sending, "uncertain": backlog.uncertain, "held": backlog.held}
    needing = {"flagged": backlog.flagged, "failed": backlog.failed}
    yield _by(
        "deliveries", "Deliveries by state; flagged and failed ones wait for an administrator.", "state",
        ((state, float(number)) for state, number in (states | needing).items()),
    )  # fmt: skip
    yield _one("channels_paced", "Channels that wait for their next post.", backlog.paced)
    yield _one("methods_closed", "Methods of workspaces that we were told to keep away from.", backlog.closed)
    closed = ((fate, float(number)) for fate, number in store.measures.closed_channels().items())
    yield _by("channels_closed", "Channels that take nothing of us, by what befell them.", "fate", closed)
    yield _one("sending_stopped", "Places where an administrator stopped all sending.", len(store.deliveries.stops()))
    yield _latencies(store.measures.latencies(now - RECENT))


def _latencies(seconds: list[float]) -> Metric:
    cuts = quantiles(seconds, n=100, method="inclusive") if len(seconds) > 1 else seconds * 99
    told = ((name, cuts[at]) for name, at in QUANTILES.items() if cuts)
    return _by("delivery_latency_seconds", "From first seen to sent, over the last day.", "quantile", told)


def _feeds(store: Store, now: datetime) -> Iterator[Metric]:
    feeds = store.feeds.all()
    states = Counter(str(health.state) for health in store.history.health(feeds, now).values())
    yield _by(
        "feeds", "Watched feeds by state.", "state",
        ((state, float(states[state])) for state in ("new", "ok", "late", "silent", "failing")),
    )  # fmt: skip
    waits = [(now - feed.ok_at).total_seconds() for feed in feeds if feed.ok_at]
    yield _one(
        "feed_oldest_success_seconds",
        "How long ago the feed that went longest without one was read.",
        max(waits, default=0.0),
    )


def _items(store: Store) -> Iterator[Metric]:
    yield _one("items", "Stored items.", store.items.count())
    waiting = store.items.waiting()
    yield _by("items_waiting", "Items that a step has still to come to.", "step", waiting.items())
    documents = store.documents.known().values()
    yield _one("documents_unreadable", "Documents that cannot be read.", sum(bool(one.error) for one in documents))


def _jobs(store: Store) -> Iterator[Metric]:
    runs = store.runs.all()
    ended = ((run.name, run.finished_at.timestamp()) for run in runs)
    took = ((run.name, (run.finished_at - run.started_at).total_seconds()) for run in runs)
    failed = ((run.name, float(bool(run.error and not run.report))) for run in runs)
    due = ((name, at.timestamp()) for name, at in store.firings.due().items())
    yield _by("job_last_run_timestamp_seconds", "When a job last had something to do.", "job", ended)
    yield _by("job_last_run_seconds", "How long that took.", "job", took)
    yield _by("job_failed", "Whether a job's last run raised an error.", "job", failed)
    yield _by("job_due_timestamp_seconds", "When a job is due next; long past where nobody runs it.", "job", due)


def _one(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(f"{PREFIX}_{name}", about, value=value)


def _by(name: str, about: str, label: str, values: Iterable[tuple[str, float]]) -> Metric:
    family = GaugeMetricFamily(f"{PREFIX}_{name}", about, labels=[label])
    for key, value in values:
        family.add_metric([key], value)
    return family
