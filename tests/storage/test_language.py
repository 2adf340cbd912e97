"""A language model's budget and cache, on both databases."""

from datetime import date, timedelta
from decimal import Decimal

from core.gate import Refusal
from core.ports import Spent
from core.written import ModelUse, Purpose, Shortfall
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


USE = ModelUse(
    NOW, "slack:T1", Purpose.SUMMARY, "K7Q2", "m", 120, Decimal("0.000125"), None, ("Duties rise.",), (("By 99%.", Refusal.NUMBER),)
)  # fmt: skip


def test_what_a_model_did_is_kept_for_its_workspace_and_forgotten_when_it_is_old(store):
    hers = ModelUse(NOW + timedelta(hours=1), "slack:T2", Purpose.TRANSLATION, "", "m", shortfall=Shortfall.BUDGET)
    store.language.record(USE)
    store.language.record(hers)
    since = NOW - timedelta(days=1)
    assert store.language.uses("slack", "T1", since=since, limit=9) == [USE]
    assert store.language.all_uses(since=since, limit=9) == [hers, USE]
    assert store.language.all_uses(since=since, limit=1) == [hers]
    assert store.language.uses("slack", "T1", since=NOW + timedelta(seconds=1), limit=9) == []
    assert store.retention.model_uses(NOW + timedelta(minutes=1), 9) == 1
    assert store.language.all_uses(since=since, limit=9) == [hers]


def test_a_workspace_that_is_forgotten_takes_its_uses_along(store):
    store.language.record(USE)
    store.spaces.forget("slack", "T1")
    assert store.language.all_uses(since=NOW, limit=9) == []


def test_of_a_long_sentence_the_beginning_is_kept(store):
    long = ModelUse(NOW, "slack:T1", Purpose.SUMMARY, "K7Q2", "m", accepted=("x\x00" * 5_000,))
    store.language.record(long)
    (kept,) = store.language.all_uses(since=NOW, limit=1)
    assert len(kept.accepted[0]) <= 400
