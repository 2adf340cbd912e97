"""What a feed brings after an outage comes as one message a channel and subject, and nothing in it twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from core.bundling import ROWS, SINGLY, bundle_card, bundled
from core.model import Alert, Channel, Decision, Item, Reason, Subject, SubjectKind, Subscription

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TRADE = Channel("console", "local", "trade", key=1)
STEEL = Subscription(TRADE, Subject(SubjectKind.TOPIC, "steel"), "Steel", key=1)
METALS = Subscription(TRADE, Subject(SubjectKind.TOPIC, "metals"), "Metals", key=2)


def items(*numbers: int, late: bool = True, source: str = "Ministry") -> list[Item]:
    return [
        Item(f"K{n}", f"Title {n}", "", source=source, published=NOW + timedelta(hours=n), found=NOW, key=n, late=late)
        for n in numbers
    ]


def alerts(found: list[Item], subscription: Subscription = STEEL, decision: Decision = Decision.NOW) -> list[Alert]:
    return [Alert(subscription, item, decision, Reason.MATCHED) for item in found]


def test_more_than_a_few_late_items_of_one_feed_are_one_bundle_newest_first():
    decided, (bundle,) = bundled(alerts(items(*range(1, SINGLY + 2))))
    assert {(a.decision, a.reason) for a in decided} == {(Decision.BUNDLED, Reason.OUTAGE)}
    assert [item.key for item in bundle.items] == [6, 5, 4, 3, 2, 1]
    assert (bundle.channel, bundle.label, bundle.source) == (TRADE, "Steel", "Ministry")


def test_a_few_come_singly_and_so_does_what_is_not_late():
    for found in (items(*range(SINGLY)), items(*range(20), late=False)):
        assert bundled(alerts(found)) == (alerts(found), [])


def test_two_feeds_are_not_counted_together():
    found = items(1, 2, 3) + items(4, 5, 6, source="Wire")
    assert bundled(alerts(found))[1] == []


def test_what_is_held_back_anyway_is_in_no_bundle():
    decided, bundles = bundled(alerts(items(*range(9)), decision=Decision.SUPPRESSED))
    assert ({a.decision for a in decided}, bundles) == ({Decision.SUPPRESSED}, [])


def test_an_item_of_two_subjects_stands_in_one_bundle_only_and_never_comes_alone_too():
    found = items(*range(1, 8))
    decided, bundles = bundled(alerts(found) + alerts(found[:2], METALS))
    assert [len(bundle.items) for bundle in bundles] == [7]
    assert {a.decision for a in decided} == {Decision.BUNDLED}


def test_channels_have_bundles_of_their_own():
    other = replace(STEEL, channel=replace(TRADE, key=2), key=3)
    found = items(*range(1, 8))
    _, bundles = bundled(alerts(found) + alerts(found, other))
    assert [bundle.channel.key for bundle in bundles] == [1, 2]


def test_a_long_bundle_takes_several_cards_and_leaves_nothing_out():
    _, bundles = bundled(alerts(items(*range(ROWS * 2 + 1))))
    assert [len(bundle.items) for bundle in bundles] == [ROWS, ROWS, 1]
    assert len({bundle.name for bundle in bundles}) == 3


def test_the_card_gives_each_its_own_time():
    _, (bundle,) = bundled(alerts(items(*range(1, 7))))
    lines = bundle_card(bundle, "en", ZoneInfo("Asia/Seoul")).plain.splitlines()
    assert lines[0] == "Ministry: 6 items about Steel, after an outage"
    assert lines[1] == "• Tue 3 Mar 2026, 00:00 KST · Title 6 #K6"
    assert bundle_card(bundle, "ko", ZoneInfo("Asia/Seoul")).plain.startswith("Ministry: 중단 뒤 Steel 6건")


def test_an_undated_item_without_a_title_has_its_place_too():
    found = [replace(item, published=None, found=None, title="") for item in items(*range(1, 7))]
    _, (bundle,) = bundled(alerts(found))
    assert "(without a title)" in bundle_card(bundle, "en", ZoneInfo("UTC")).plain
