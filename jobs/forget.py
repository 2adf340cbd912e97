"""What is old → forgotten, a little at a time, by the installation's setting. What may go at all: storage/retention.py."""

from datetime import datetime, timedelta

from jobs.report import Report
from storage.store import Store

# Rows a transaction, so that nobody waits for long, and transactions of each kind a run.
AT_ONCE, TURNS = 500, 20


def run(store: Store, now: datetime, keep: timedelta | None) -> Report:
    """Forget texts, cards, messages, refusals, what a model did and who changed what from before `now - keep`; nothing where `keep` is None."""
    if keep is None:
        return Report()
    kinds = {
        "texts": store.retention.texts,
        "cards": store.retention.cards,
        "messages": store.retention.messages,
        "refusals": store.retention.refusals,
        "model uses": store.retention.model_uses,
        "audit": store.retention.audit,
    }
    counts = dict.fromkeys(kinds, 0)
    for name, forget in kinds.items():
        for _ in range(TURNS):
            taken = forget(now - keep, AT_ONCE)
            counts[name] += taken
            if taken < AT_ONCE:
                break
    return Report(counts)
