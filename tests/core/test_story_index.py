"""The index: rarity, the nearest by rare keys, exact forgetting, bounded questions."""

from core.story_index import BUDGET, POSTING_LIMIT, Index


def test_a_key_weighs_less_the_more_hold_it():
    index = Index()
    for number in range(50):
        index.add(number, ["often", "half"] if number % 2 else ["often"])
    assert 0 < index.idf("often") < index.idf("half") < index.idf("never") == 1


def test_common_words_weigh_little_before_anything_was_read():
    index = Index()
    assert index.idf("the") < 0.3 < 0.8 < index.idf("goods:rebar")


def test_the_nearest_share_the_rarest_keys():
    index = Index()
    for number in range(20):
        index.add(number, ["common", f"own{number}"])
    assert index.nearest(["common", "own3"], 2) == [3, 0]
    assert index.nearest(["unknown"], 5) == []


def test_what_is_dropped_is_not_found_and_does_not_count():
    index = Index()
    index.add(0, ["only", "both"])
    index.add(1, ["both"])
    before = index.idf("never")
    index.drop_oldest(["only", "both"])
    assert index.nearest(["only", "both"], 5) == [1]
    assert index.idf("never") == before == 1
    assert index.idf("only") == 1


def test_a_question_looks_at_the_latest_holders_and_ends_when_its_budget_is_spent():
    index = Index()
    keys = [f"k{at:02}" for at in range(BUDGET // POSTING_LIMIT + 3)]
    for number in range(POSTING_LIMIT + 10):
        index.add(number, keys)
    found = index.nearest(keys, 10_000)
    assert len(found) == POSTING_LIMIT
    assert min(found) == 10
