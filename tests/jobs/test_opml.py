"""Lists of feeds out of and into OPML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import SourceError
from core.model import Feed, FeedKind, PageRule, Tier
from jobs import opml
from jobs.opml import read, write

RULE = PageRule(
    row="tr", title="td > a", date="td:nth-child(4)", link_template="/v?no={1}", page_template="?p={page}", pages=3
)
TIERS = [tier for tier in Tier if tier is not Tier.CORPUS]


def document(body: str, head: str = "") -> bytes:
    return f'{head}<opml version="1.0"><head/><body>{body}</body></opml>'.encode()


words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)


@st.composite
def feeds(draw: st.DrawFn) -> list[Feed]:
    number = draw(st.integers(0, 6))
    return [
        Feed(
            id=f"feed-{n}",
            title=draw(words) + " " + draw(words),
            url=f"https://host{n}.example/{draw(st.sampled_from(['a?b=1&c=2', '', 'x/y']))}",
            tier=draw(st.sampled_from(TIERS)),
            lang=draw(st.sampled_from([None, "ko", "zh-TW"])),
            country=draw(st.sampled_from([None, "KR", "EU"])),
            carries=draw(st.sampled_from(["", "customs & <trade>"])),
            reached=draw(st.booleans()),
            interval_minutes=draw(st.integers(5, 1440)),
            **draw(st.sampled_from([{}, {"kind": FeedKind.SITEMAP}, {"kind": FeedKind.PAGE, "page": RULE}])),
        )
        for n in range(number)
    ]


@given(feeds())
def test_what_was_exported_comes_back_whole_by_tier(listed: list[Feed]):
    imported = read(write(listed))
    assert imported.refused == ()
    assert list(imported.feeds) == sorted(listed, key=lambda feed: TIERS.index(feed.tier))


def test_what_polls_learned_is_not_exported():
    feed = Feed(id="a", title="A", url="https://a.example/", etag="secret-etag", error="http-500: x", failures=3)
    data = write([feed])
    assert b"secret-etag" not in data
    assert read(data).feeds == (Feed(id="a", title="A", url="https://a.example/"),)


def test_another_readers_list_gets_ids_and_tiers_from_its_folders():
    body = """<outline text="Official"><outline text="Asia">
        <outline type="rss" text="관세청" xmlUrl="https://www.customs.go.kr/rss?mi=1"/></outline></outline>
      <outline title="My papers"><outline text="Times" xmlUrl="https://times.example/feed.xml" language="en"/>
        <outline text="Times 2" xmlUrl="https://times.example/feed-xml"/>
        <outline text="again" xmlUrl="https://times.example/feed.xml"/></outline>
      <outline text="corpus"><outline xmlUrl="https://c.example/"/></outline><outline text="a folder"/>"""
    imported = read(document(body))
    assert [(feed.id, feed.title, feed.tier, feed.lang) for feed in imported.feeds] == [
        ("customs-go-kr-rss", "관세청", Tier.OFFICIAL, None),
        ("times-example-feed-xml", "Times", Tier.PRESS, "en"),
        ("times-example-feed-xml-2", "Times 2", Tier.PRESS, None),
        ("c-example", "c.example", Tier.PRESS, None),
    ]


@pytest.mark.parametrize(
    ("outline", "field"),
    [
        ('<outline text="A" xmlUrl="javascript:alert(1)"/>', "url"),
        ('<outline text="A" xmlUrl="file:///etc/passwd"/>', "url"),
        ('<outline text="A" xmlUrl="https://me:pw@a.example/"/>', "url"),
        ('<outline text="A" xmlUrl=""/>', "url"),
        ('<outline text="A" xmlUrl="https://a.example/" language="klingon!"/>', "lang"),
        (
            '<outline text="A" xmlUrl="https://a.example/" xmlns:p="urn:policywire:opml" p:kind="page" p:page-row="]["/>',
            "row",
        ),
        (
            '<outline text="A" xmlUrl="https://a.example/" xmlns:p="urn:policywire:opml" p:kind="page" p:page-row="li"'
            ' p:page-link_template="//evil.example/{1}"/>',
            "link_template",
        ),
    ],
)
def test_a_feed_that_may_not_be_one_is_refused_by_name_and_the_others_stay(outline: str, field: str):
    imported = read(document(outline + '<outline text="B" xmlUrl="https://b.example/"/>'))
    assert [feed.title for feed in imported.feeds] == ["B"]
    (told,) = imported.refused
    assert f": {field}: " in told
    assert "pw@" not in told


BOMB = '<!DOCTYPE opml [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not-opml"),
        (b"<opml", "not-opml"),
        (b"<rss/>", "not-opml"),
        (document('<outline text="&b;&f;" xmlUrl="https://a.example/&b;"/>', BOMB), "not-opml"),
        (document('<outline text="A" xmlUrl="https://a.example/"/>', "<!DOCTYPE opml>"), "not-opml"),
        (b" " * (opml.MAX_BYTES + 1), "too-large"),
    ],
)
def test_what_is_no_plain_opml_is_refused(data: bytes, code: str):
    with pytest.raises(SourceError) as caught:
        read(data)
    assert caught.value.code == code


def test_the_number_of_feeds_is_capped_and_that_is_said():
    many = "".join(f'<outline xmlUrl="https://a.example/{n}"/>' for n in range(opml.MAX_FEEDS + 5))
    imported = read(document(many))
    assert len(imported.feeds) == opml.MAX_FEEDS
    assert len(imported.refused) == 1


@given(st.binary(max_size=200))
def test_no_bytes_make_it_raise_anything_else(noise: bytes):
    try:
        read(document("<outline text='x' ")[:-20] + noise)
    except SourceError as error:
        if error.code != "not-opml":
            raise
