"""Broken and hostile feeds: read as far as they go, in time and within bounds, or refused by name."""

import json
import time
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import SourceError
from core.model import Entry, ParsedFeed
from jobs import parse as door
from jobs.parse import parse, read
from tests.jobs.feeds import ATOM03, JSON1, RSS2, atom, item, only, rss


@pytest.fixture(scope="module", autouse=True)
def _children_end() -> Iterator[None]:
    yield
    door.close()


# Broken feeds


@pytest.mark.parametrize(
    "text",
    [
        "\n\n \t" + RSS2,
        "\ufeff" + RSS2,
        "<br />\n<b>Warning</b>: mysql_connect() in <b>/www/rss.php</b> on line <b>3</b>" + RSS2,
        RSS2.replace('<?xml version="1.0"?>', ""),
        RSS2.replace('version="1.0"', 'version="1.0" encoding="utf-16"'),
        RSS2.replace("?>", "??>"),
        RSS2.replace("Tariffs", "Tar\0iffs"),
        RSS2.replace("Tariffs", "Tar\x08\x1biffs"),
        RSS2.replace("</channel></rss>", ""),
        RSS2.replace("</channel></rss>", "</channel></rss>\n<!-- 0.01 s --><div>trailing"),
        RSS2[: RSS2.index("</description>")],
        RSS2.replace("</item>", "</itm>"),
        RSS2.replace("<guid>g1</guid>", "<guid>g1</guid><x:unknown>y</x:unknown>"),
        RSS2.replace("<channel>", "<channel><atom:link href='https://m.example/feed' rel='self'/>"),
        RSS2.replace("<guid>", '<guid isPermaLink="false" isPermaLink="false">'),
        RSS2.replace("<rss ", "<RSS ").replace("</rss>", "</RSS>"),
        f"<html><body>{RSS2}</body></html>",
    ],
    ids=[
        "blank-lines",
        "mark",
        "warning-before",
        "no-declaration",
        "wrong-declaration",
        "bad-declaration",
        "nul",
        "controls",
        "unclosed",
        "rubbish-after",
        "truncated",
        "wrong-end-tag",
        "undeclared-prefix",
        "undeclared-atom",
        "attribute-twice",
        "upper-case",
        "inside-a-page",
    ],
)
def test_a_broken_feed_is_read_all_the_same(text: str) -> None:
    entry = only(text)
    assert (entry.id, entry.title, entry.link) == ("g1", "Tariffs", "https://m.example/1")
    assert entry.body == "One & two"


def test_a_feed_cut_off_keeps_the_entries_before_the_cut() -> None:
    text = rss("".join(item(str(n), f"https://m.example/{n}") for n in range(20)))
    feed = read(text.encode()[: text.index("<title>15")])
    assert [entry.title for entry in feed.entries][:15] == [str(n) for n in range(15)]


def test_a_json_feed_cut_off_keeps_its_whole_items() -> None:
    text = json.dumps(
        {"version": "https://jsonfeed.org/version/1", "items": [{"id": n, "title": f"T{n}"} for n in range(9)]}
    )
    feed = read(text[: text.index("T7")].encode())
    assert [entry.id for entry in feed.entries] == [str(n) for n in range(7)]


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://m.example/?a=1&b=2", "https://m.example/?a=1&b=2"),
        ("https://m.example/?a=1&amp;b=2", "https://m.example/?a=1&b=2"),
        ("<![CDATA[https://m.example/?a=1&b=2]]>", "https://m.example/?a=1&b=2"),
        ("https://m.example/?a=1&copy=2", "https://m.example/?a=1&copy=2"),
        ("\n https://m.example/a\n ", "https://m.example/a"),
    ],
)
def test_ampersands_in_links(link: str, expected: str) -> None:
    assert only(rss(item(link=link))).link == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Smith &amp; Co", "Smith & Co"),
        ("Smith & Co", "Smith & Co"),
        ("&amp;lt;b&amp;gt; is bold", "<b> is bold"),
        ("&lt;b&gt;Bold&lt;/b&gt; news", "Bold news"),
        ("<b>Bold</b> news", "Bold news"),
        ("<![CDATA[<b>Bold</b> &amp; news]]>", "Bold & news"),
        ("caf&eacute; &copy; &#8364; &#x20AC; &#X20AC;", "café © € € €"),
        ("5 &lt; 6 &amp;amp;&amp;amp; 7 &gt; 6", "5 < 6 && 7 > 6"),
        ("관&lt;b&gt;세&lt;/b&gt;&lt;br/&gt;협정", "관세 협정"),
        ("&lt;!channel&gt; &lt;@U1&gt; now", "<!channel> <@U1> now"),
        ("&lt;!--hidden--&gt;seen&lt;script&gt;alert(1)&lt;/script&gt;", "seen"),
        ("a\n\n  b\tc", "a b c"),
        ("&amp;bogus; &bogus;", "&bogus; &bogus;"),
        ("", ""),
    ],
)
def test_titles_are_plain_text(title: str, expected: str) -> None:
    assert only(rss(item(title, more="<guid>g</guid>"))).title == expected


def test_xhtml_in_atom_is_read() -> None:
    div = '<div xmlns="http://www.w3.org/1999/xhtml">{}</div>'
    entry = only(
        atom(
            f'<entry><id>g</id><title type="xhtml">{div.format("A <em>B</em>")}</title>'
            f'<summary type="xhtml">{div.format("C <em>D</em>")}</summary>'
            f'<content type="xhtml">{div.format("<p>E</p><p>F &amp; G</p>")}</content></entry>'
        )
    )
    assert (entry.title, entry.summary, entry.body) == ("A B", "C D", "E F & G")


def test_base64_in_atom_is_read() -> None:
    assert only(ATOM03.replace("<title>Tariffs", '<title mode="base64">VGFyaWZmcw==')).title == "Tariffs"


def test_a_pictures_title_is_not_the_items() -> None:
    media = ' xmlns:media="http://search.yahoo.com/mrss/"'
    assert (
        only(rss("<item><media:title>Photo</media:title><title>News</title></item>", attributes=media)).title == "News"
    )


def test_a_text_that_only_media_elements_carry_is_found() -> None:
    media = ' xmlns:media="http://search.yahoo.com/mrss/"'
    group = "<media:group><media:description>Briefing on steel</media:description></media:group>"
    entry = only(atom(f"<entry><id>g</id><title>Video</title>{group}</entry>", attributes=media))
    assert entry.body == "Briefing on steel"


def test_the_content_is_the_body_and_the_summary_stays() -> None:
    content = ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    entry = only(
        rss(
            item(more="<description>Short</description><content:encoded>Long text</content:encoded>"),
            attributes=content,
        )
    )
    assert (entry.summary, entry.body) == ("Short", "Long text")
    entry = only(rss(item(more="<description>Short</description>")))
    assert (entry.summary, entry.body) == ("Short", "Short")


# Hostile input


ENTITIES = '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)
HOSTILE = {
    "attributes": "<rss><channel><item><title>T</title><p " + " ".join(f'a{n}="' for n in range(20_000)),
    "many-attributes": "<rss><channel><item "
    + " ".join(f'a{n}="x"' for n in range(20_000))
    + "><title>T</title></item>",
    "prefixes": "<rss "
    + " ".join(f'xmlns:a{n}="u{n}"' for n in range(20_000))
    + "><channel><item><title>T</title></item>",
    "laughs": ENTITIES + "]><rss><channel><item><title>T &j;</title></item></channel></rss>",
    "laughs-broken": ENTITIES + "]><rss><channel><item><title>T &j;</title><oops></item></channel></rss>",
    "outside": '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><title>T &x;</title></item></channel>',
    "long-title": "<rss><channel><item><title>T" + "a" * 8_000_000 + "</title></item></channel></rss>",
    "brackets": "<rss><channel><item><title>T" + "<" * 200_000,
    "ampersands": "<rss><channel><item><title>T" + "&" * 500_000,
    "many": "<rss><channel>" + "<item><title>T</title></item>" * 300_000,
    "markup": "<rss><channel><item><title>T</title><description>"
    + "&lt;b " * 500_000
    + "</description></item></channel>",
    "quotes": "<rss><channel><item><title>T</title><description><![CDATA["
    + '<a "' * 1_000_000
    + "]]></description></item>",
    "long-date": "<rss><channel><item><title>T</title><pubDate>" + "1 " * 500_000 + "</pubDate></item></channel></rss>",
    "doctype": "<!DOCTYPE " + "[" * 500_000 + "<rss><channel><item><title>T</title></item></channel></rss>",
    "deep-json": '{"items": [{"title": "T", "x": ' + "[" * 500_000,
}


def test_a_feed_may_take_five_seconds_and_300_megabytes() -> None:
    assert (parse.seconds, door.SECONDS, door.MEGABYTES) == (5, 5, 300)


@pytest.fixture(scope="module")
def impatient() -> Iterator[door.Parser]:
    """The parser with less time, so that the tests of what takes too long do not."""
    parser = door.Parser(seconds=1.5, workers=1)
    yield parser
    parser.close()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_input_ends_in_time_and_bounds(impatient: door.Parser, text: str) -> None:
    began = time.monotonic()
    entries = survivors(impatient, text.encode())
    assert time.monotonic() - began < 10 * impatient.seconds
    for entry in entries:
        assert entry.title.startswith("T")
        assert len(entry.title) <= 1_000
        assert len(entry.body) <= 200_000
        assert "root:" not in entry.title


def survivors(parser: door.Parser, data: bytes) -> tuple[Entry, ...]:
    """What the door makes of hostile data, none where it ends in one of the errors for such."""
    try:
        return parser(data).entries
    except SourceError as error:
        if error.code not in ("timeout", "too-large", "not-a-feed"):
            raise
        return ()


def test_what_the_fast_reader_found_survives_a_careful_one_that_was_killed(impatient: door.Parser) -> None:
    data = rss(item("Tariffs", more="<p>" + "<a>" * 200_000)).encode()
    assert [entry.title for entry in impatient(data).entries] == ["Tariffs"]
    assert only_of(impatient(RSS2.encode())).title == "Tariffs"


def only_of(feed: ParsedFeed) -> Entry:
    (entry,) = feed.entries
    return entry


def test_all_texts_together_are_bounded() -> None:
    body = "<description>" + "관세 " * 60_000 + "</description>"
    feed = read(rss("".join(item(str(n), more=body) for n in range(20))).encode())
    assert len(feed.entries) == 20
    assert all(len(entry.summary) <= 20_000 for entry in feed.entries)


def test_a_body_that_is_a_files_name_is_not_opened(tmp_path: Path) -> None:
    secret = tmp_path / "<item>"
    secret.write_text(RSS2)
    with pytest.raises(SourceError):
        read(str(secret).encode()[:-1])
    assert read(str(secret).encode()).entries[0].title != "Tariffs"


PIECES = st.sampled_from(
    [
        *("<rss>", "<channel>", "<item>", "</item>", "<title>", "</title>", "<link>", "</link>", "<![CDATA[", "]]>"),
        *(
            "<feed xmlns='http://www.w3.org/2005/Atom'>",
            "<entry>",
            "<link href='",
            "'/>",
            "&amp;",
            "&",
            "&#0;",
            "&#xD800;",
        ),
        *(
            "<!--",
            "-->",
            "<?xml ",
            "?>",
            "<!DOCTYPE x [",
            "<!ENTITY a '&a;'>",
            "]>",
            "&a;",
            "{",
            '"items": [',
            "}",
            "]",
        ),
        *("\0", "\x1b$B", "é", "한", "<pubDate>", "</pubDate>", "2026.03.02", "javascript:x", " xml:base='http://['"),
        *(" xml:lang='ko'", " ", "<", ">"),
    ]
)
NAMED = ("empty", "html", "not-a-feed")


def attempt(data: bytes) -> tuple[Entry, ...]:
    """The entries, none where the data is refused by a named error."""
    try:
        return read(data, base="https://m.example/").entries
    except SourceError as error:
        if error.code not in NAMED:
            raise
        return ()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("&#xD83D;&#xDE00;", "\N{GRINNING FACE}"),
        ("&#55357;&#56832;", "\N{GRINNING FACE}"),
        ("&#xd83d;", ""),
        ("&#xDE00;&#xD83D;", ""),
        ("&#x110000;&#9731;", "\N{SNOWMAN}"),
        ("&#0;&#11;", ""),
        ("&#38;&#60;", "&<"),
    ],
)
def test_characters_by_number_are_read_also_where_xml_knows_no_such(written: str, meant: str) -> None:
    feed = f"<rss version='2.0'><channel><title>T{written}</title><item><title>One{written} two</title><link>https://a.example/1</link></item></channel></rss>"
    parsed = read(feed.encode(), base="https://m.example/")
    assert (parsed.title, parsed.entries[0].title) == (f"T{meant}", f"One{meant} two")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES | st.text(max_size=4), max_size=40).map("".join))
def test_any_soup_is_a_feed_or_a_named_error(soup: str) -> None:
    data = soup.encode("utf-8", "surrogatepass")
    for start in (b"", b"<rss><channel><item>", b"<feed xmlns='http://www.w3.org/2005/Atom'><entry>"):
        for entry in attempt(start + data):
            assert entry.id
            assert entry.link is None or entry.link.startswith(("http://", "https://"))
            assert entry.published is None or entry.published.tzinfo is UTC
            (entry.title + entry.body).encode()


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200), st.binary(max_size=50))
def test_any_bytes_are_a_feed_or_a_named_error(data: bytes, more: bytes) -> None:
    for start in (b"", RSS2.encode()[:120], JSON1.encode()[:150]):
        attempt(start + data + more)
