"""Who hears of a match, and why not."""

from datetime import UTC, datetime, time, timedelta

import pytest

from core.alerting import decide, why_not
from core.following import Parent, Told
from core.items import content_hash
from core.model import (
    Channel,
    Decision,
    Dedupe,
    Evidence,
    Item,
    Match,
    Preferences,
    Reason,
    Sensitivity,
    Subject,
    SubjectKind,
    Subscription,
    Tier,
)
from core.rhythm import Period, Rhythm
from core.wishes import Mute, MuteKind, Wishes

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TRADE, SALES = Channel("slack", "T1", "C1", key=1), Channel("slack", "T1", "C2", key=2)
CBAM, QUERY = Subject(SubjectKind.TOPIC, "cbam"), Subject(SubjectKind.QUERY, '"carbon border"')
SPAN = (Evidence("cbam", "CBAM", "en", "title", 0, 4, 1.0),)


def item(**values) -> Item:
    return Item("K7Q2", "CBAM", "", **{"lang": "en", "source": "Reuters", "found": NOW, "key": 7} | values)


def follows(channel=TRADE, subject=CBAM, **wishes) -> Subscription:
    return Subscription(channel, subject, subject.text, Preferences(**wishes), NOW - timedelta(days=1))


def outcome(alerts):
    return [(a.subscription.channel.key, a.decision, a.reason) for a in alerts]


def test_every_subscription_to_a_matched_subject_is_alerted_with_the_evidence():
    match = Match(item(), CBAM, 2.0, SPAN)
    alerts = decide([match], [follows(TRADE), follows(SALES), follows(SALES, QUERY)])
    assert outcome(alerts) == [(1, Decision.NOW, Reason.MATCHED), (2, Decision.NOW, Reason.MATCHED)]
    assert alerts[0].evidence == SPAN


def test_two_subscriptions_of_one_channel_are_both_alerted():
    matches = [Match(item(), CBAM, 2.0, ()), Match(item(), QUERY, 1.0, ())]
    assert len(decide(matches, [follows(), follows(subject=QUERY)])) == 2


def test_what_a_channel_had_is_suppressed_there_and_only_there():
    alerts = decide(
        [Match(item(revision=2), CBAM, 2.0, ())],
        [follows(TRADE), follows(SALES)],
        Told(items=frozenset({(1, 7), (2, 8)})),
    )
    assert outcome(alerts) == [(1, Decision.SUPPRESSED, Reason.ALREADY_ALERTED), (2, Decision.NOW, Reason.MATCHED)]


def test_a_baseline_alerts_nobody():
    assert decide([Match(item(baseline=True), CBAM, 2.0, ())], [follows()]) == []


@pytest.mark.parametrize(
    ("score", "hearing"),
    [
        (0.9, set()),
        (1.0, {"more"}),
        (1.5, {"more", "balanced"}),
        (2.1, {"more", "balanced"}),
        (2.2, {"more", "balanced", "fewer"}),
    ],
)
def test_how_sure_a_match_must_be_is_each_subscriptions_wish(score, hearing):
    subscriptions = [follows(Channel("slack", "T1", s, key=n), sensitivity=s) for n, s in enumerate(Sensitivity)]
    alerts = decide([Match(item(), CBAM, score, ())], subscriptions)
    assert {a.subscription.channel.address for a in alerts} == hearing


def test_what_feedback_speaks_against_is_suppressed_with_that_reason():
    matches = [Match(item(), CBAM, 2.0, ()), Match(item(), QUERY, 1.0, ())]
    alerts = decide(matches, [follows(), follows(subject=QUERY)], unlearned={(7, "cbam"), (8, QUERY.key)})
    assert outcome(alerts) == [(1, Decision.SUPPRESSED, Reason.LEARNED), (1, Decision.NOW, Reason.MATCHED)]


def test_a_query_matches_whatever_the_sensitivity():
    follower = follows(subject=QUERY, sensitivity=Sensitivity.FEWER)
    assert len(decide([Match(item(), QUERY, 1.0, ())], [follower])) == 1


@pytest.mark.parametrize(
    ("wishes", "facts", "reason"),
    [
        ({}, {}, None),
        ({"langs": ("ko", "en")}, {"lang": "en"}, None),
        ({"langs": ("zh",)}, {"lang": "zh-TW"}, None),
        ({"langs": ("zh-tw",)}, {"lang": "zh-TW"}, None),
        ({"langs": ("zh-TW",)}, {"lang": "zh"}, Reason.OTHER_LANGUAGE),
        ({"langs": ("ko",)}, {"lang": "en"}, Reason.OTHER_LANGUAGE),
        ({"langs": ("ko",)}, {"lang": None}, Reason.OTHER_LANGUAGE),
        ({"sources": ("official",)}, {"tier": Tier.OFFICIAL}, None),
        ({"sources": ("Official",)}, {"tier": Tier.OFFICIAL}, None),
        ({"sources": ("official",)}, {"tier": Tier.PRESS}, Reason.OTHER_SOURCE),
        ({"sources": ("yonhap",)}, {"source": "Yonhap News Agency"}, None),
        ({"sources": ("wto",)}, {"source": "Newtown Post"}, Reason.OTHER_SOURCE),
        ({"sources": ("",)}, {}, Reason.OTHER_SOURCE),
        ({"sources": ("wire", "reuters")}, {"tier": None}, None),
        ({"countries": ("KR", "CN")}, {"country": "kr"}, None),
        ({"countries": ("kr",)}, {"country": "KR"}, None),
        ({"countries": ("KR",)}, {"country": "US"}, Reason.OTHER_COUNTRY),
        ({"countries": ("KR",)}, {"country": None}, Reason.OTHER_COUNTRY),
        ({}, {"found": NOW - timedelta(days=2)}, Reason.BEFORE_SUBSCRIPTION),
        ({}, {"found": None}, None),
    ],
)
def test_wishes_keep_items_away_with_their_reason(wishes, facts, reason):
    assert why_not(follows(**wishes), item(**facts)) == reason


def test_an_item_found_at_the_moment_of_subscribing_alerts():
    subscription = follows()
    assert why_not(subscription, item(found=subscription.created_at)) is None


def test_the_time_of_a_channel_and_an_item_is_decided_once_for_all_its_subscriptions():
    one = item()
    matches = [Match(one, CBAM, 2.0, ()), Match(one, QUERY, 1.0, ())]
    wishes = {TRADE.key: Wishes(cap=1)}
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    alerts = decide(matches, [follows(), follows(subject=QUERY)], wishes=wishes, now=now)
    assert [alert.decision for alert in alerts] == [Decision.NOW, Decision.NOW]


def reports(*ids: str, story: str = "AAAA") -> list[Match]:
    """Items of one story, each a match."""
    return [Match(Item(id, "CBAM", id, found=NOW, key=n, story=story), CBAM, 2.0, ()) for n, id in enumerate(ids, 1)]


def decisions(alerts):
    return [(a.item.key, a.decision, a.joins) for a in alerts]


def test_the_first_item_of_a_story_is_the_message_and_the_others_join_it():
    alerts = decide(reports("AAAA", "BBBB", "CCCC"), [follows()])
    assert decisions(alerts) == [(1, Decision.NOW, None), (2, Decision.JOINED, 1), (3, Decision.JOINED, 1)]
    assert alerts[1].reason is Reason.SAME_STORY


def test_an_item_joins_what_the_channel_was_told_of_its_story_and_only_there():
    told = Told(stories={(1, "AAAA"): (Parent(5, 99, TRADE), Parent(6, 98, TRADE))})
    alerts = decide(reports("BBBB"), [follows(TRADE), follows(SALES)], told)
    assert decisions(alerts) == [(1, Decision.JOINED, 99), (1, Decision.NOW, None)]


def test_an_item_nobody_placed_is_a_story_of_its_own():
    assert decisions(decide(reports("AAAA", "BBBB", story=""), [follows()])) == [
        (1, Decision.NOW, None),
        (2, Decision.NOW, None),
    ]


def test_what_wants_each_item_gets_each_and_the_others_join_the_first():
    followers = [follows(dedupe=Dedupe.OFF), follows(subject=QUERY)]
    matches = [one for match in reports("AAAA", "BBBB") for one in (match, Match(match.item, QUERY, 1.0, ()))]
    assert [decision for _, decision, _ in decisions(decide(matches, followers))] == [
        Decision.NOW,
        Decision.NOW,
        Decision.NOW,
        Decision.JOINED,
    ]


def test_one_text_of_many_sources_is_told_once_where_that_is_asked_for():
    exact = follows(dedupe=Dedupe.EXACT)
    same = [Match(Item(i, "CBAM", "x", found=NOW, key=n), CBAM, 2.0, ()) for n, i in ((1, "AAAA"), (2, "BBBB"))]
    other = Match(Item("CCCC", "CBAM", "y", found=NOW, key=3), CBAM, 2.0, ())
    alerts = decide([*same, other], [exact])
    assert outcome(alerts) == [
        (1, Decision.NOW, Reason.MATCHED),
        (1, Decision.SUPPRESSED, Reason.SAME_TEXT),
        (1, Decision.NOW, Reason.MATCHED),
    ]
    told = Told(texts=frozenset({(1, content_hash("CBAM", "x"))}))
    assert outcome(decide(same[:1], [exact], told)) == [(1, Decision.SUPPRESSED, Reason.SAME_TEXT)]


@pytest.mark.parametrize(
    ("wishes", "decision", "until"),
    [
        (Wishes(cap=0), Decision.JOINED, None),
        (Wishes(paused_until=NOW + timedelta(hours=1)), Decision.JOINED, NOW + timedelta(hours=1)),
        (Wishes(muted_stories=frozenset({"AAAA"})), Decision.SUPPRESSED, None),
        (Wishes(digest=Rhythm(Period.DAILY, time(9), "UTC")), Decision.DIGEST, None),
    ],
)
def test_what_joins_a_message_keeps_to_the_channels_wishes(wishes, decision, until):
    told = Told(stories={(1, "AAAA"): (Parent(5, 99, TRADE),)})
    (alert,) = decide(reports("BBBB"), [follows()], told, {1: wishes}, NOW)
    assert (alert.decision, alert.until) == (decision, until)


def test_a_subscription_with_a_digest_of_its_own_collects_what_no_other_lets_the_channel_get():
    daily = Rhythm(Period.DAILY, time(8, 30), "UTC")
    own, plain = follows(digest=daily), follows(subject=QUERY)
    collected = (1, Decision.DIGEST, Reason.DIGEST)
    matches = [Match(item(), CBAM, 2.0, ()), Match(item(), QUERY, 1.0, ())]
    assert outcome(decide(matches[:1], [own])) == [collected]
    posted, joined = decide(matches, [own, plain])
    assert outcome([posted]) == [(1, Decision.NOW, Reason.MATCHED)]
    assert (joined.decision, joined.joins) == (Decision.JOINED, 7)
    paused = {1: Wishes(paused_until=NOW + timedelta(days=1))}
    assert outcome(decide(matches[:1], [own], wishes=paused, now=NOW)) == [collected]
    muted = {1: Wishes(mutes=(Mute(MuteKind.SOURCE, "Reuters", NOW + timedelta(days=1)),))}
    muted_now = [(1, Decision.SUPPRESSED, Reason.MUTED)]
    assert outcome(decide(matches[:1], [own], wishes=muted, now=NOW)) == muted_now


def test_what_waits_for_a_digest_is_no_message_to_join():
    wishes = {1: Wishes(digest=Rhythm(Period.DAILY, time(9), "UTC"))}
    alerts = decide(reports("AAAA", "BBBB"), [follows()], wishes=wishes, now=NOW)
    assert [alert.decision for alert in alerts] == [Decision.DIGEST, Decision.DIGEST]
