"""Feeds for the tests of parsing: builders of small ones, and one of each format that all say the same."""

import json

from core.model import Entry
from jobs.parse import read


def rss(items: str, channel: str = "", attributes: str = "") -> str:
    return f'<?xml version="1.0"?>\n<rss version="2.0"{attributes}><channel><title>Ministry</title>{channel}{items}</channel></rss>'


def item(title: str = "Tariffs", link: str = "https://m.example/1", more: str = "") -> str:
    return f"<item><title>{title}</title><link>{link}</link>{more}</item>"


def atom(entries: str, head: str = "", attributes: str = "") -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom"{attributes}><title>Ministry</title>{head}{entries}</feed>'


def only(text: str | bytes, base: str | None = None) -> Entry:
    """The one entry of a feed."""
    (entry,) = read(text if isinstance(text, bytes) else text.encode(), base=base).entries
    return entry


RSS2 = rss(
    item(
        more="<guid>g1</guid><pubDate>Mon, 02 Mar 2026 12:00:00 GMT</pubDate><description>&lt;p&gt;One &amp;amp; two&lt;/p&gt;</description>"
    ),
    "<link>https://m.example/</link><language>en-US</language>",
)
RSS1 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://m.example/"><title>Ministry</title>
 <link>https://m.example/</link><dc:language>en</dc:language></channel>
 <item rdf:about="g1"><title>Tariffs</title><link>https://m.example/1</link><description>One &amp;amp; two</description>
 <dc:date>2026-03-02T12:00:00Z</dc:date></item></rdf:RDF>"""
RSS090 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/">
 <channel><title>Ministry</title><link>https://m.example/</link></channel>
 <item><title>Tariffs</title><link>https://m.example/1</link></item></rdf:RDF>"""
RSS091 = """<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">
<rss version="0.91"><channel><title>Ministry</title><link>https://m.example/</link><language>en</language>
<item><title>Tariffs</title><link>https://m.example/1</link><description>One &amp; two</description></item></channel></rss>"""
ATOM1 = atom(
    '<entry><id>g1</id><title type="html">Tariffs</title><link href="https://m.example/1"/>'
    '<published>2026-03-02T12:00:00Z</published><content type="html">&lt;p&gt;One &amp;amp; two&lt;/p&gt;</content></entry>',
    '<link href="https://m.example/"/>',
    ' xml:lang="en"',
)
ATOM03 = """<feed version="0.3" xmlns="http://purl.org/atom/ns#" xml:lang="en"><title>Ministry</title>
<link rel="alternate" type="text/html" href="https://m.example/"/>
<entry><title>Tariffs</title><link rel="alternate" type="text/html" href="https://m.example/1"/><id>g1</id>
<issued>2026-03-02T12:00:00Z</issued><modified>2026-03-02T12:00:00Z</modified><summary>One &amp;amp; two</summary></entry></feed>"""
CDF = """<CHANNEL HREF="https://m.example/"><TITLE>Ministry</TITLE>
<ITEM HREF="https://m.example/1" LASTMOD="2026-03-02T12:00"><TITLE>Tariffs</TITLE><ABSTRACT>One and two</ABSTRACT></ITEM></CHANNEL>"""
JSON1 = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Ministry",
        "home_page_url": "https://m.example/",
        "language": "en",
        "items": [
            {
                "id": "g1",
                "url": "https://m.example/1",
                "title": "Tariffs",
                "content_html": "<p>One &amp; two</p>",
                "date_published": "2026-03-02T12:00:00Z",
            }
        ],
    }
)
