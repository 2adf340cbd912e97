"""Budget and cache in memory."""

from datetime import UTC, date, datetime
from decimal import Decimal

from core.ports import Spent
from jobs.language_memory import MemoryCache, MemoryLedger

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
TODAY, TOMORROW = date(2026, 11, 20), date(2026, 11, 21)


def test_the_cache_forgets_what_was_not_used_for_longest() -> None:
    cache = MemoryCache(size=2)
    for key in ("a", "b"):
        cache.put(key, key, NOW)
    cache.get("a")
    cache.put("c", "c", NOW)
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == ("a", None, "c")


def test_what_is_reserved_counts_until_it_is_settled() -> None:
    ledger, limit = MemoryLedger(), Spent(100)
    assert ledger.reserve("T1", TODAY, Spent(80), limit)
    assert not ledger.reserve("T1", TODAY, Spent(30), limit)
    ledger.settle("T1", TODAY, Spent(80), Spent(70))
    assert ledger.reserve("T1", TODAY, Spent(30), limit)
    assert ledger.spent("T1", TODAY) == Spent(100)
    assert ledger.reserve("T2", TODAY, Spent(100), limit)
    assert ledger.reserve("T1", TOMORROW, Spent(100), limit)
    assert ledger.spent("T1", TODAY) == Spent(0)


def test_a_limit_of_cost_nought_is_none() -> None:
    ledger, dear = MemoryLedger(), Spent(1, Decimal(5))
    assert ledger.reserve("T1", TODAY, dear, Spent(100))
    assert not ledger.reserve("T1", TODAY, dear, Spent(100, Decimal(9)))
