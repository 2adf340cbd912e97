"""Inputs to begin with, one or more of each kind that a target tells apart. Made up for the tests."""

from jobs.read_document import SUFFIXES
from tests.jobs import feeds

_XML = [feeds.RSS2, feeds.RSS1, feeds.RSS090, feeds.RSS091, feeds.ATOM1, feeds.ATOM03, feeds.CDF, feeds.JSON1]
_SITEMAP = (
    "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>https://m.example/a</loc>"
    "<lastmod>2026-03-02</lastmod></url></urlset>"
)
_PAGE = "<ul><li><a href='view(1)'>Tariffs rise</a> <i>2026.03.02</i></li><li><a href='/2'>관세 인하</a></li></ul>"
_OPML = "<opml version='2.0'><body><outline text='A'><outline xmlUrl='https://m.example/rss' text='B'/></outline></body></opml>"
_YAML = "version: 2\ntopics:\n  - {id: cbam, name: CBAM, aliases: {en: [carbon border]}}\n"
_TEXTS = [
    "The levy of 12.5 percent starts on 1 March 2026. It raises $3.2bn; HS 8542.31 is exempt.",
    "산업통상부는 2026년 3월 2일 반도체 관세를 15%에서 10%로 내린다고 밝혔다. 3조 2,000억 원 규모다.",
    "商务部公告2026年第12号：自4月1日起对锗实施出口管制，涉及金额约412亿美元。",
    "経済産業省は3月2日、輸出管理を強化すると発表した。税率は7.5％。",
]
_DOCUMENTS = {
    ".md": b"---\ntitle: Tariffs\ndate: 2026-03-02\n---\n# Head\n\n- one\n- [two](https://m.example)\n",
    ".html": b"<html lang='en'><head><title>T</title></head><body><article><p>The levy starts in March.</p></article></body></html>",
    ".pdf": b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R>>endobj 4 0 obj<</Length 30>>stream\nBT (Tariffs rise) Tj ET\nendstream endobj "
    b"trailer<</Root 1 0 R>>",
    ".docx": b"<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body><w:p><w:r><w:t>Tariffs</w:t></w:r></w:p></w:body></w:document>",
    ".hwpx": b"<hs:sec xmlns:hs='x' xmlns:hp='y'><hp:p><hp:run><hp:t>Tariffs</hp:t></hp:run></hp:p></hs:sec>",
}

SEEDS: dict[str, list[bytes]] = {
    "feed": [one.encode() for one in _XML],
    "listing": [b"0" + _SITEMAP.encode(), b"A" + _PAGE.encode(), b"Q" + _OPML.encode(), b"a" + _YAML.encode()],
    "query": [
        one.encode()
        for one in (
            '(CBAM OR 탄소국경) NOT 세미나 from:official', 'title:steel* NEAR/5 "export control"', "=WTO lang:ko,en", "관세 그리고 (반도체 또는 칩) 제외 축제",
        )
    ],
    "text": [one.encode() for one in _TEXTS],
    "document": [
        bytes([number]) + _DOCUMENTS.get(suffix, _TEXTS[0].encode()) for number, suffix in enumerate(sorted(SUFFIXES))
    ],
}  # fmt: skip
