"""feeds.yaml: what it may say, and that each mistake is named with file, line and field."""

from pathlib import Path

import pytest

from core.errors import DataFileError
from core.model import Feed, FeedKind, PageRule, Tier
from jobs.read_feeds import checked, read
from jobs.read_feeds import write as write_feeds

HEAD = "version: 1\nfeeds:\n"
GOOD = "- id: kr-customs\n  title: 관세청\n  url: https://www.customs.go.kr/rss?mi=1\n"


@pytest.fixture
def write(tmp_path: Path):
    def _write(content: str) -> Path:
        path = tmp_path / "feeds.yaml"
        path.write_text(content, encoding="utf-8")
        return path

    return _write


def test_each_field_arrives(write):
    feeds = read(
        write(
            HEAD
            + "- id: tw-trade\n  title: 國際貿易署\n  url: http://127.0.0.1:8000/a\n  tier: official\n  lang: zh-TW\n"
            "  country: TW\n  carries: trade policy\n  reached: true\n  interval_minutes: 60\n"
        )
    )
    assert feeds == [
        Feed(
            id="tw-trade",
            title="國際貿易署",
            url="http://127.0.0.1:8000/a",
            tier=Tier.OFFICIAL,
            lang="zh-TW",
            country="TW",
            carries="trade policy",
            reached=True,
            interval_minutes=60,
        )
    ]


def test_only_id_title_and_url_are_needed_and_null_is_unknown(write):
    feeds = read(write(HEAD + GOOD + "  country: null\n  lang:\n  carries:\n"))
    assert feeds == [Feed(id="kr-customs", title="관세청", url="https://www.customs.go.kr/rss?mi=1")]


def test_the_order_of_the_file_is_kept(write):
    more = "".join(f"- {{id: f{n}, title: F, url: 'https://e.org/{n}'}}\n" for n in (3, 1, 2))
    assert [feed.id for feed in read(write(HEAD + more))] == ["f3", "f1", "f2"]


def test_no_feeds_are_no_error(write):
    assert read(write("feeds: []\n")) == []


@pytest.mark.parametrize(
    ("line", "field", "problem"),
    [
        ("  titel: x", "titel", "did you mean title?"),
        ("  tier: offical", "tier", "did you mean official?"),
        ("  tier: corpus", "tier", "official, wire, press, blog"),
        ("  lang: korean", "lang", "zh-TW"),
        ("  lang: no", "lang", "quotes"),
        ("  country: UK", "country", "write GB"),
        ("  country: Korea", "country", "two capital letters"),
        ("  country: NO", "country", "quotes"),
        ("  reached: perhaps", "reached", "true or false"),
        ("  interval_minutes: 0", "interval_minutes", "5 to 1440"),
        ("  interval_minutes: true", "interval_minutes", "5 to 1440"),
        ("  carries: [a]", "carries", "must be text"),
        ("  carries: " + "x" * 400, "carries", "longer"),
        ("  title: again", "title", "twice"),
    ],
)
def test_a_wrong_field_is_named_with_its_line(write, line: str, field: str, problem: str):
    path = write(HEAD + GOOD + line + "\n")
    with pytest.raises(DataFileError) as caught:
        read(path)
    error = caught.value
    assert (error.path, error.line, error.field) == (str(path), 6, field)
    assert problem in error.problem
    assert str(error).startswith(f"{path}:6: {field}: ")


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("ftp://e.org/a", "https://"),
        ("e.org/feed", "https://"),
        ("file:///etc/passwd", "https://"),
        ("https://", "no host"),
        ("https://me:secret@e.org/", "password"),
        ("https://e.org/a b", "blank"),
        ("https://e.org:99999/", "no address"),
        ("https://[e.org/", "no address"),
        ("https://e.org/" + "a" * 3000, "longer"),
        ("''", "https://"),
        ("7", "https://"),
    ],
)
def test_only_plain_web_addresses_are_accepted(write, url: str, problem: str):
    with pytest.raises(DataFileError) as caught:
        read(write(HEAD + f"- id: a\n  title: A\n  url: {url}\n"))
    assert (caught.value.line, caught.value.field) == (5, "url")
    assert problem in caught.value.problem
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("name", ["Kr-Customs", "kr_customs", "-kr", "kr--customs", "관세청", "''"])
def test_ids_are_kebab_slugs(write, name: str):
    with pytest.raises(DataFileError, match=":3: id: "):
        read(write(HEAD + f"- id: {name}\n  title: A\n  url: https://e.org/\n"))


@pytest.mark.parametrize("missing", ["id", "title", "url"])
def test_a_missing_field_is_named_at_its_entry(write, missing: str):
    fields = {"id": "a", "title": "A", "url": "https://e.org/"}
    entry = ", ".join(f"{name}: '{value}'" for name, value in fields.items() if name != missing)
    with pytest.raises(DataFileError) as caught:
        read(write(HEAD + GOOD + f"- {{{entry}}}\n"))
    assert (caught.value.line, caught.value.field) == (6, missing)


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ("- id: kr-customs\n  title: B\n  url: https://e.org/\n", "id"),
        ("- id: b\n  title: B\n  url: https://www.customs.go.kr/rss?mi=1\n", "url"),
        ("- id: b\n  title: B\n  url: HTTPS://WWW.customs.go.kr:443/rss?mi=1#top\n", "url"),
    ],
)
def test_twins_are_refused_and_the_first_is_shown(write, entry: str, field: str):
    with pytest.raises(DataFileError) as caught:
        read(write(HEAD + GOOD + entry))
    assert caught.value.field == field
    assert f"line {3 if field == 'id' else 5}" in caught.value.problem


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "must hold"),
        ("- id: a", "must hold"),
        ("feed: []", "did you mean feeds?"),
        ("version: 2\nfeeds: []", "version 1"),
        ("version: 1", "list of feeds"),
        ("feeds: {a: 1}", "list of feeds"),
        ("feeds: [a]", "set of fields"),
        ("feeds: [", "YAML"),
    ],
)
def test_a_file_of_another_form_is_named(write, content: str, problem: str):
    with pytest.raises(DataFileError, match=r"feeds\.yaml") as caught:
        read(write(content))
    assert problem in caught.value.problem


PAGE = """  kind: page
  page:
    row: table.board tbody tr
    title: td.subject a
    date: td:nth-child(4)
    link_template: /board/view.do?no={1}
    page_template: "?pageIndex={page}"
    pages: 3
"""


class TestOtherKinds:
    def test_a_page_with_its_rule(self, write):
        (feed,) = read(write(HEAD + GOOD + PAGE))
        assert feed.kind is FeedKind.PAGE
        assert feed.page == PageRule(
            row="table.board tbody tr",
            title="td.subject a",
            date="td:nth-child(4)",
            link_template="/board/view.do?no={1}",
            page_template="?pageIndex={page}",
            pages=3,
        )

    def test_a_page_that_wants_a_form(self, write):
        lines = '    form: "board=81&page={page}"\n'
        (feed,) = read(write(HEAD + GOOD + PAGE.replace('    page_template: "?pageIndex={page}"\n', lines)))
        assert feed.page
        assert (feed.page.form, feed.page.pages) == ("board=81&page={page}", 3)

    def test_a_sitemap_and_the_default(self, write):
        assert read(write(HEAD + GOOD + "  kind: sitemap\n"))[0].kind is FeedKind.SITEMAP
        assert read(write(HEAD + GOOD))[0].kind is FeedKind.FEED

    @pytest.mark.parametrize(
        ("old", "new", "line", "field", "problem"),
        [
            ("kind: page", "kind: website", 6, "kind", "feed, page, sitemap"),
            ("row: table.board tbody tr", "row: '[['", 8, "row", "no CSS selector"),
            ("row: table.board tbody tr", "rows: tr", 8, "rows", "did you mean row?"),
            ("    row: table.board tbody tr\n", "", 7, "row", "is missing"),
            ("title: td.subject a", "title: " + "a " * 145, 9, "title", "longer than 200"),
            ("title: td.subject a", "title: 'td:frobnicate'", 9, "title", "no CSS selector"),
            ("title: td.subject a", "title: [a]", 9, "title", "must be text"),
            ("/board/view.do?no={1}", "https://evil.example/{1}", 11, "link_template", "another host"),
            ("/board/view.do?no={1}", "/board/view.do", 11, "link_template", "placeholder"),
            ("/board/view.do?no={1}", "/" + "a" * 2_000 + "{1}", 11, "link_template", "longer"),
            ("/board/view.do?no={1}", "7", 11, "link_template", "must be an address"),
            ('"?pageIndex={page}"', "?p={1}", 12, "page_template", "no {page}"),
            ("pages: 3", "pages: 21", 13, "pages", "from 1 to 20"),
            ('    page_template: "?pageIndex={page}"\n', "", 12, "pages", "needs page_template"),
            ("pages: 3", "form: 'a=1; drop'", 13, "form", "as browsers send it"),
            ("  kind: page\n", "", 6, "page", "kind: page"),
        ],
    )
    def test_a_wrong_rule_is_named_with_its_line(self, write, old: str, new: str, line: int, field: str, problem: str):
        assert old in PAGE
        with pytest.raises(DataFileError) as caught:
            read(write(HEAD + GOOD + PAGE.replace(old, new)))
        assert (caught.value.line, caught.value.field) == (line, field)
        assert problem in caught.value.problem

    @pytest.mark.parametrize("page", ["", "  page: tr\n"])
    def test_a_page_needs_a_rule(self, write, page: str):
        with pytest.raises(DataFileError) as caught:
            read(write(HEAD + GOOD + "  kind: page\n" + page))
        assert caught.value.field == "page"

    def test_what_is_written_is_read_back(self, write):
        feeds = read(
            write(HEAD + GOOD + PAGE + "- {id: b, title: '2026', url: 'https://b.example/', lang: zh-TW, tier: wire}\n")
        )
        assert read(write(write_feeds(feeds))) == feeds

    def test_a_row_from_elsewhere_is_checked_alike(self):
        row = {"id": "a", "title": "A", "url": "https://a.example/", "tier": "wire"}
        assert checked(row) == Feed("a", "A", "https://a.example/", tier=Tier.WIRE)
        with pytest.raises(DataFileError) as caught:
            checked(row | {"url": "ftp://a.example/"})
        assert (caught.value.line, caught.value.field) == (None, "url")
