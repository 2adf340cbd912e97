"""Pages read by selectors: boards built like those of ministries, and pages that mean harm."""

from contextlib import suppress
from dataclasses import astuple
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import SourceError
from core.model import Entry, PageRule, ParsedFeed
from jobs import link_template, read_page
from jobs.html_tree import tree
from jobs.read_page import further_pages, joined, read_rows
from jobs.sandbox import Sandbox

HERE = "https://www.trade.go.kr/board/list.do?bbs=81"


def page(body: str, head: str = "<title>보도자료</title>") -> bytes:
    return f"<!doctype html><html lang=ko><head>{head}</head><body>{body}</body></html>".encode()


def read(data: bytes, rule: PageRule, **more: str) -> tuple[Entry, ...]:
    return read_page.read_page(data, rule, address=HERE, lang="ko", **more).entries


def day(year: int, month: int, number: int) -> datetime:
    return datetime(year, month, number, tzinfo=UTC)


def told(entries: tuple[Entry, ...]) -> list[tuple[str, str | None, datetime | None]]:
    return [(entry.title, entry.link, entry.published) for entry in entries]


def test_a_table_with_plain_links():
    body = """
    <table class="board_list"><caption>보도자료 목록</caption>
      <thead><tr><th>번호</th><th>제목</th><th>담당부서</th><th>등록일</th><th>조회</th></tr></thead>
      <tbody>
        <tr class="notice"><td>공지</td><td class="tit"><a href="view.do?no=7">누리집 <em>점검</em> 안내</a></td>
            <td>운영</td><td>2026.02.27</td><td>9,812</td></tr>
        <tr><td>1204</td><td class="tit"><a href="/board/view.do?no=1204&amp;page=1">한중 FTA 2차 협상<br>결과</a> <img alt="새글"></td>
            <td>협상과</td><td>2026.03.02</td><td>31</td></tr>
        <tr><td>1203</td><td class="tit"><a href="view.do?no=1203">핵심광물 협정</a></td><td></td><td>2026-02-31</td><td>1</td></tr>
      </tbody></table>"""
    rule = PageRule(row="table.board_list tr", title="td.tit a", date="td:nth-child(4)")
    assert told(read(page(body), rule)) == [
        ("누리집 점검 안내", "https://www.trade.go.kr/board/view.do?no=7", day(2026, 2, 27)),
        ("한중 FTA 2차 협상 결과", "https://www.trade.go.kr/board/view.do?no=1204&page=1", day(2026, 3, 2)),
        ("핵심광물 협정", "https://www.trade.go.kr/board/view.do?no=1203", None),
    ]


def test_a_list_of_blocks_whose_link_is_around_the_title():
    body = """
    <div class="news"><ul>
      <li><a href="//press.trade.go.kr/a/1"><span class="cat">수출</span><strong>반도체 수출 통제 …</strong>
        <p>본문</p></a><span class="info"><i>등록일</i> : 2026년 3월 2일</span></li>
      <li><a href="https://elsewhere.example/b" title="공급망 회의 개최 (전문)"><strong>공급망 회의 개최...</strong></a>
        <time datetime="2026-03-01T09:00:00+09:00">어제</time></li>
      <li><a href="javascript:void(0)"><strong>링크 없음</strong></a></li>
    </ul></div>"""
    rule = PageRule(row=".news li", title="strong", date=".info, time")
    assert told(read(page(body), rule)) == [
        ("반도체 수출 통제 …", "https://press.trade.go.kr/a/1", day(2026, 3, 2)),
        ("공급망 회의 개최 (전문)", "https://elsewhere.example/b", datetime(2026, 3, 1, tzinfo=UTC)),
        ("링크 없음", None, None),
    ]


def test_links_by_script_through_a_template():
    body = """
    <table><tbody id="list">
      <tr><td><a href="javascript:fn_view('20260302001', 'A&B');">관세 인하</a></td><td>26.03.02</td></tr>
      <tr><td><a href="#none" onclick="return fn_view(this, &quot;77&quot;, 5);">할당관세</a></td><td>26-03-01</td></tr>
      <tr onclick="if (ready()) board.open( 78 , '' )"><td>원산지</td><td>03.01</td></tr>
      <tr><td><a href="#" onclick="fn_view()">빈 호출</a></td><td></td></tr>
      <tr><td><a href="#" onclick="fn_view($(this).data('no'))">간접 호출</a></td><td></td></tr>
      <tr><td><a href="#" onclick="fn_view('79', 'Korea\\'s \\'CBAM\\'')">작은따옴표</a></td><td></td></tr>
    </tbody></table>"""
    rule = PageRule(
        row="#list tr", title="td:first-child", date="td:last-child", link_template="/board/view.do?no={1}&k={2}"
    )
    assert told(read(page(body), rule)) == [
        ("관세 인하", "https://www.trade.go.kr/board/view.do?no=20260302001&k=A%26B", day(2026, 3, 2)),
        ("할당관세", "https://www.trade.go.kr/board/view.do?no=77&k=5", day(2026, 3, 1)),
        ("원산지", None, None),
        ("빈 호출", None, None),
        ("간접 호출", None, None),
        ("작은따옴표", "https://www.trade.go.kr/board/view.do?no=79&k=Korea%27s%20%27CBAM%27", None),
    ]


def test_a_script_without_a_template_still_tells_entries_apart():
    body = "".join(f"<li><a href='#' onclick=\"go({n},'x')\">알림</a></li>" for n in (1, 2))
    entries = read(page(f"<ul>{body}</ul>"), PageRule(row="li"))
    assert [(entry.id, entry.link) for entry in entries] == [("call:1,x", None), ("call:2,x", None)]


def test_an_address_written_out_in_a_script_is_a_link():
    body = """<ul><li><a href="#" onclick="location.href='/board/view.do?no=5'; return false;">하나</a></li>
    <li><button onclick="window.open('https://www.trade.go.kr/b/6','_blank')">둘</button></li>
    <li><a href="javascript:location.href='/view/' + no">셋</a></li></ul>"""
    links = [entry.link for entry in read(page(body), PageRule(row="li", title="a, button"))]
    assert links == ["https://www.trade.go.kr/board/view.do?no=5", "https://www.trade.go.kr/b/6", None]


def test_links_by_post_through_the_rows_own_fields():
    body = """
    <div class="rows">
      <form method="post" action="/board/view.do"><input type="hidden" name="nttNo" value="31 7">
        <input type="hidden" name="menu" value="m&amp;1"><input type="submit" class="t" value="보기">
        <span class="subject">세이프가드 조사</span><span class="date">2026/3/2 14:05</span></form>
      <form method="post" action="/board/view.do"><input type="hidden" name="menu" value="m1">
        <span class="subject">번호 없음</span><span class="date"></span></form>
    </div>"""
    rule = PageRule(
        row="form",
        title=".subject",
        date=".date",
        link_template="https://www.trade.go.kr/board/view.do?nttNo={nttNo}&m={menu}",
    )
    assert told(read(page(body), rule)) == [
        (
            "세이프가드 조사",
            "https://www.trade.go.kr/board/view.do?nttNo=31%207&m=m%261",
            datetime(2026, 3, 2, 5, 5, tzinfo=UTC),
        ),
        ("번호 없음", None, None),
    ]


def test_links_through_data_attributes():
    body = "<dl><dt data-seq='9' data-cat='a/b'>반덤핑</dt></dl>"
    rule = PageRule(row="dt", link_template="view/{data-cat}/{data-seq}")
    assert told(read(page(body), rule)) == [("반덤핑", "https://www.trade.go.kr/board/view/a%2Fb/9", None)]


def test_a_page_in_euc_kr_with_syllables_that_only_windows_knows():
    body = '<ul><li><a href="v?제목=똠방">똠방각하 쯔쯔가무시 햏</a><span>2026.03.02</span></li></ul>'
    data = page(body, '<meta http-equiv="Content-Type" content="text/html; charset=euc-kr"><title>공지</title>')
    data = data.decode().encode("cp949")
    parsed = read_page.read_page(data, PageRule(row="li", date="span"), address=HERE, lang="ko")
    assert [entry.title for entry in parsed.entries] == ["똠방각하 쯔쯔가무시 햏"]
    assert parsed.title == "공지"


def test_the_transport_may_name_the_encoding():
    data = "<ul><li><a href=a>貿易交渉</a></li></ul>".encode("cp932")
    entries = read(data, PageRule(row="li"), content_type="text/html; charset=Shift_JIS")
    assert entries[0].title == "貿易交渉"


def test_a_base_element_is_where_links_start():
    data = page("<p><a href='v/1'>하나</a></p>", "<base href='https://base.example/x/'>")
    assert read(data, PageRule(row="p"))[0].link == "https://base.example/x/v/1"


def test_a_template_starts_from_the_feeds_own_address_not_from_where_it_was_redirected():
    rule = PageRule(row="p", link_template="/v/{1}")
    data = page("<p><a href='#' onclick='go(1)'>하나</a></p>")
    parsed = read_page.read_page(data, rule, address="https://moved.example/list", home=HERE)
    assert parsed.entries[0].link == "https://www.trade.go.kr/v/1"


def test_rows_that_lead_to_one_address_stay_apart_by_their_titles():
    entries = read(page("<p><a href='/view'>하나</a></p><p><a href='/view'>둘</a></p>"), PageRule(row="p"))
    assert [entry.title for entry in entries] == ["하나", "둘"]


def test_a_session_makes_no_new_address():
    body = "<p><a href='/v;jsessionid=A1b.node2?no=1'>하나</a></p>"
    assert read(page(body), PageRule(row="p"))[0].link == "https://www.trade.go.kr/v?no=1"


def test_an_entry_listed_twice_counts_once():
    body = "<p><a href='/1'>공지</a></p><p><a href='/2'>둘</a></p><p><a href='/1'>공지</a></p>"
    assert [entry.title for entry in read(page(body), PageRule(row="p"))] == ["공지", "둘"]


def test_further_pages_are_made_from_the_template():
    rule = PageRule(row="li", page_template="?bbs=81&pageIndex={page}", pages=3)
    assert further_pages(rule, HERE) == (
        ("https://www.trade.go.kr/board/list.do?bbs=81&pageIndex=2", rule),
        ("https://www.trade.go.kr/board/list.do?bbs=81&pageIndex=3", rule),
    )
    assert further_pages(PageRule(row="li", pages=3), HERE) == ()
    many = PageRule(row="li", page_template="?p={page}", pages=10_000)
    assert len(further_pages(many, HERE)) == read_page.MAX_PAGES - 1


def test_further_pages_of_a_form_are_the_same_address_with_another_number():
    rule = PageRule(row="li", form="board=81&page={page}", pages=3)
    assert [(link, page.form) for link, page in further_pages(rule, HERE)] == [
        (HERE, "board=81&page=2"),
        (HERE, "board=81&page=3"),
    ]


def test_pages_are_joined_without_the_notices_that_each_repeats():
    pages = [
        ParsedFeed("보도자료", entries=tuple(Entry(id=i, title=f"title {i}", body=f"on {n}") for i in ids))
        for n, ids in enumerate(("N12", "N34"), 1)
    ]
    assert [f"{entry.id} {entry.body}" for entry in joined(pages).entries] == [
        "N on 1",
        "1 on 1",
        "2 on 1",
        "3 on 2",
        "4 on 2",
    ]


@pytest.mark.parametrize(
    ("body", "rule", "code"),
    [
        ("<p>rebuilt</p>", PageRule(row="table.board tr"), "no-rows"),
        ("<table><tr><td>no entries yet</td></tr></table>", PageRule(row="tr", title="td a"), "no-titles"),
    ],
)
def test_a_page_that_no_longer_fits_is_an_error_that_says_so(body: str, rule: PageRule, code: str):
    with pytest.raises(SourceError) as caught:
        read(page(body), rule)
    assert caught.value.code == code
    assert "selectors" in caught.value.user


def test_an_empty_page_is_an_error():
    with pytest.raises(SourceError) as caught:
        read(b" \n ", PageRule(row="li"))
    assert caught.value.code == "empty"


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "data:text/html,x", "JaVaScRiPt:x()", "vbscript:x", "file:///etc/passwd", "mailto:a@b"],
)
def test_links_that_are_no_web_addresses_are_dropped(link: str):
    assert read(page(f"<p><a href='{link}'>제목</a></p>"), PageRule(row="p"))[0].link is None


def test_markup_in_a_title_stays_text():
    entry = read(
        page("<p><a href=/1>&lt;!channel&gt; &lt;b&gt;x</a><script>bad()</script></p>"), PageRule(row="p", title="a")
    )[0]
    assert entry.title == "<!channel> <b>x"


def test_rows_and_lengths_are_capped():
    data = page("".join(f"<li><a href='/{n}'>{'가' * 1_500}</a></li>" for n in range(700)))
    entries = read(data, PageRule(row="li"))
    assert len(entries) == read_page.MAX_ROWS
    assert all(len(entry.title) <= 1_000 for entry in entries)


def test_a_page_that_is_too_large_is_refused_unread():
    with pytest.raises(SourceError) as caught:
        read(b"<" * (read_page.MAX_BYTES + 1), PageRule(row="li"))
    assert caught.value.code == "too-large"


def test_a_selector_that_never_ends_can_be_killed():
    sandbox = Sandbox("jobs.apart:work", workers=1, seconds=0.5)
    rule = astuple(PageRule(row="i ~ i ~ i ~ i ~ i ~ b"))
    with pytest.raises(SourceError) as caught:
        sandbox.call("jobs.read_page:read_rows", page("<i></i>" * 60_000), None, HERE, HERE, "ko", rule)
    sandbox.close()
    assert caught.value.code == "timeout"


def test_deep_nesting_does_no_harm():
    with pytest.raises(SourceError):
        read(page("<div>" * 100_000 + "x"), PageRule(row="li"))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=150)
@given(
    st.binary(max_size=400),
    st.lists(
        st.sampled_from(["<li>", "<a href=", "'", "<base href=//[", "onclick=f('", ")>", "<br>", "&#0;", "x"]),
        max_size=20,
    ),
)
def test_no_bytes_make_it_raise_anything_else(noise: bytes, parts: list[str]):
    data = b"<ul><li><a href=x>y</a>" + "".join(parts).encode() + noise
    rule = astuple(PageRule(row="li", title="a", date="span", link_template="/v/{1}"))
    with suppress(SourceError):
        read_rows(data, None, HERE, HERE, "ko", rule)


def test_words_keep_inner_blanks_of_line_breaks_only():
    assert read_page.words(tree(b"<p>a<b>b</b>c<br>d<!-- x --> e</p>", None)) == "abc d e"


class TestTemplates:
    @pytest.mark.parametrize(
        ("template", "problem"),
        [
            ("https://evil.example/v?no={1}", "another host"),
            ("//evil.example/{1}", "another host"),
            ("//{1}/v", "another host"),
            ("https://www.trade.go.kr{1}/v", "another host"),
            ("https://www.trade.go.kr@{1}/v", "another host"),
            ("ftp://www.trade.go.kr/{1}", "another host"),
            ("/view.do", "no placeholder"),
            ("/view.do?no={}", "is no placeholder"),
            ("/view.do?no={1", "brace"),
            ("/view do?no={1}", "blank"),
            ("/view.do?no={1 or 2}", "placeholder"),
        ],
    )
    def test_what_may_not_be_one(self, template: str, problem: str):
        with pytest.raises(ValueError, match=problem):
            link_template.check(template, HERE)

    @pytest.mark.parametrize(
        "template", ["/v?no={1}", "v/{data-id}/{2}", "?a={atchFileId}", "http://www.trade.go.kr/{1}"]
    )
    def test_what_may_be_one(self, template: str):
        link_template.check(template, HERE)

    @pytest.mark.parametrize("template", ["//evil.example/{1}", "//{1}/", "ftp://www.trade.go.kr/{1}", "https://[{1}"])
    def test_one_that_was_never_checked_leads_nowhere_either(self, template: str):
        assert link_template.fill(template, HERE, {"1": "x"}) is None

    def test_a_page_template_needs_its_number(self):
        with pytest.raises(ValueError, match=r"no \{page\}"):
            link_template.check("?p={1}", HERE, needs="page")

    @given(st.text(max_size=80), st.sampled_from(["/v?no={1}", "{1}", "//www.trade.go.kr/{1}", "{1}/{1}"]))
    def test_no_value_leads_elsewhere(self, value: str, template: str):
        try:
            link_template.check(template, HERE)
            link = link_template.fill(template, HERE, {"1": value})
        except UnicodeEncodeError:  # a lone surrogate comes from no decoded page
            return
        assert link is None or link.startswith("https://www.trade.go.kr/")

    @given(st.text(max_size=300))
    def test_any_script_can_be_asked(self, script: str):
        assert all(name.isdecimal() for name in link_template.arguments(script))
        link_template.literal(script)
