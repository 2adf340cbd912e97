"""A channel's alerts as Atom and JSON Feed."""

import json
from datetime import UTC, datetime
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from core.alert_feed import atom, json_feed
from core.model import Item

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ITEM = Item(
    "K7Q2",
    "CBAM & more",
    "It starts today. It is new.",
    "en",
    "Gazette",
    link="https://g.example/1",
    published=NOW,
    key=1,
)
BARE = Item("K7Q3", "", "")
ADDRESS = "http://127.0.0.1:8080/alerts/x.atom"
A = "{http://www.w3.org/2005/Atom}"


def test_an_atom_feed_says_what_was_told():
    feed = ElementTree.fromstring(atom([(NOW, ITEM), (NOW, BARE)], "Policywire #trade", ADDRESS, "en", NOW).encode())
    first, second = feed.findall(f"{A}entry")
    assert first.findtext(f"{A}title") == "CBAM & more"
    assert first.findtext(f"{A}id") == "urn:policywire:item:K7Q2"
    assert first.find(f"{A}link").get("href") == "https://g.example/1"
    assert first.findtext(f"{A}published") == "2026-03-02T09:00:00Z"
    assert first.findtext(f"{A}summary") == "It starts today. It is new."
    assert second.find(f"{A}link") is None
    assert second.findtext(f"{A}title") == "(without a title)"
    assert feed.find(f"{A}link").get("href") == ADDRESS


def test_an_empty_feed_is_a_feed():
    feed = ElementTree.fromstring(atom([], "x", ADDRESS, "en", NOW).encode())
    assert feed.findtext(f"{A}updated") == "2026-03-02T09:00:00Z"


def test_a_json_feed_says_the_same():
    feed = json.loads(json_feed([(NOW, ITEM), (NOW, BARE)], "Policywire #trade", ADDRESS, "en"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    first, second = feed["items"]
    assert (first["title"], first["url"], first["language"]) == ("CBAM & more", "https://g.example/1", "en")
    assert "url" not in second
    assert "date_published" not in second


@given(st.text(), st.text(), st.text())
def test_no_text_breaks_a_feed(title, body, source):
    item = Item("K7Q2", title, body, source=source, link=f"javascript:{title}")
    feed = ElementTree.fromstring(atom([(NOW, item)], title, ADDRESS, "en", NOW).encode())
    assert len(feed.findall(f"{A}entry")) == 1
    assert feed.find(f"{A}entry/{A}link") is None
    assert json.loads(json_feed([(NOW, item)], title, ADDRESS, "en").encode())["items"]
