"""A language model's budget and cache, on both databases."""

from datetime import date, timedelta
from decimal import Decimal

from core.ports import Spent
from tests.storage.helpers import NOW

DAY = date(2026, 3, 2)


def test_a_day_is_booked_up_to_its_limit_and_no_further(store):
    ledger = store.language
    limit = Spent(100)
    assert ledger.reserve("W1", DAY, Spent(60), limit)
    assert not ledger.reserve("W1", DAY, Spent(41), limit)
    assert ledger.reserve("W1", DAY, Spent(40), limit)
    assert ledger.spent("W1", DAY) == Spent(100)
    assert ledger.reserve("W2", DAY, Spent(100), limit)
    assert ledger.reserve("W1", DAY + timedelta(days=1), Spent(100), limit)


def test_what_was_not_used_is_given_back(store):
    ledger = store.language
    ledger.reserve("W1", DAY, Spent(90, Decimal("0.5")), Spent(100))
    ledger.settle("W1", DAY, Spent(90, Decimal("0.5")), Spent(10, Decimal("0.000123")))
    assert ledger.spent("W1", DAY) == Spent(10, Decimal("0.000123"))
    assert ledger.reserve("W1", DAY, Spent(90), Spent(100))


def test_the_cost_has_a_limit_where_one_is_set(store):
    ledger = store.language
    assert ledger.reserve("W1", DAY, Spent(1, Decimal("0.75")), Spent(100, Decimal(1)))
    assert not ledger.reserve("W1", DAY, Spent(1, Decimal("0.26")), Spent(100, Decimal(1)))
    assert ledger.reserve("W1", DAY, Spent(1, Decimal("0.26")), Spent(100))


def test_nothing_was_spent_on_a_day_without_a_call(store):
    assert store.language.spent("W1", DAY) == Spent()


def test_answers_are_kept_for_a_month(store):
    cache = store.language
    assert cache.get("k") is None
    cache.put("k", "one", NOW)
    cache.put("k", "two", NOW)
    assert cache.get("k") == "one"
    cache.put("l", "x\x00y", NOW + timedelta(days=31))
    assert (cache.get("k"), cache.get("l")) == (None, "x\ufffdy")
