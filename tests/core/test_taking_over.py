"""Topics that change while a matcher is at work."""

from core.match import Matcher
from core.model import Item, Sensitivity, Topic


def named(id: str, en: tuple[str, ...] = ("metals",)) -> Topic:
    return Topic(id, id, "sectors", {"en": en})


def test_topics_are_taken_over_in_place() -> None:
    steel, tin = named("steel", en=("steel tariffs",)), named("tin", en=("tin tariffs",))
    matcher = Matcher([steel, tin], ["copper price"])
    assert matcher.set_topics([steel, tin]) == set()
    assert matcher.set_topics([named("steel", en=("iron tariffs",)), named("zinc", en=("steel tariffs",))]) == {
        "steel",
        "zinc",
    }
    assert [v.subject for v in matcher.match(Item("1", "Steel tariffs", ""))] == ["zinc"]
    assert [v.subject for v in matcher.match(Item("1", "Iron tariffs", ""))] == ["steel"]
    assert matcher.match(Item("1", "Tin tariffs", "")) == []
    assert matcher.queries(Item("1", "Copper price", "")) == ["query:copper AND price"]
    assert matcher.set_topics([]) == set()
    assert matcher.match(Item("1", "Iron tariffs", "")) == []


def test_a_parent_has_its_childs_score_where_its_own_is_weaker() -> None:
    parent = named("metals", en=("metals",))
    child = Topic("steel", "steel", "sectors", {"en": ("steel tariffs",)}, parent="metals")
    item = Item("1", "Steel tariffs", "All went well. It rained. There was much to see, and people spoke of metals.")
    found = {v.subject: v for v in Matcher([parent, child]).match(item, sensitivity=Sensitivity.MORE)}
    assert found["metals"].score == found["steel"].score > 1.0
    assert found["metals"].evidence == found["steel"].evidence
