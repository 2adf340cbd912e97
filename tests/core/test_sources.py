"""How an address becomes a feed."""

import pytest

from core.sources import feed_id, host, is_address


def test_an_id_is_made_of_host_and_path_and_is_free():
    url = "https://www.ministry.example/Board/RSS.xml?id=3"
    assert feed_id(url, ()) == "ministry-example-board-rss-xml"
    assert feed_id(url, {"ministry-example-board-rss-xml"}) == "ministry-example-board-rss-xml-2"
    assert feed_id("http://[", ()) == feed_id("한국", ()) == "feed"
    assert len(feed_id("https://a.example/" + "b" * 500, ())) <= 60


def test_a_host_is_told_without_www():
    assert [host(url) for url in ("https://www.a.example:80/x", "x", "http://[")] == ["a.example", "", ""]


@pytest.mark.parametrize(
    "url",
    ["", "a.example", "ftp://a.example/", "https://u:p@a.example/", "https://a.example/ x", "https:///x", "http://a/" + "x" * 2_000],
)  # fmt: skip
def test_what_is_no_address_for_a_feed(url: str):
    assert not is_address(url)


def test_what_is_one():
    assert is_address("https://a.example/rss?x=1&y=2")
