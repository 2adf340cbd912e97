"""Documents of the corpus: each format, its titles, dates and languages, and what hostile files come to."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import SourceError
from core.model import Document
from jobs.read_document import MAX_BYTES, MAX_TEXT, SUFFIXES, read, read_bytes

KOREAN = "정부는 핵심광물 공급망을 안정시키고 해외플랜트 수주를 지원하기 위해 관계 부처가 협력하기로 했다고 밝혔다."
JAPANESE = "政府は重要鉱物の供給網を安定させるため、関係する省庁が協力することを決めたと発表しました。"
CHINESE = "商务部表示，将继续推进中韩自贸协定第二阶段谈判，这是两国在经贸领域的重要合作，我们对此有信心。"


def code(data: bytes, suffix: str) -> str:
    with pytest.raises(SourceError) as caught:
        read_bytes(data, suffix, "a file")
    assert caught.value.user.endswith(".")
    assert "Traceback" not in caught.value.user
    return caught.value.code


def text(content: str) -> Document:
    return read_bytes(content.encode(), ".txt", "a.txt")


def markdown(content: str) -> Document:
    return read_bytes(content.encode(), ".md", "a.md")


def html(content: str) -> Document:
    return read_bytes(content.encode(), ".html", "a.html")


class TestPlainText:
    def test_the_first_line_that_is_not_empty_is_the_title_and_leaves_the_body(self):
        assert text("\n\n  Tariff cut \n\nFrom May.\n") == Document("Tariff cut", "From May.", lang="en")

    def test_a_bracketed_day_before_the_title_is_the_date_at_midnight_utc(self):
        document = text("[2026-01-27]Ministers met\nThey spoke.")
        assert document.title == "Ministers met"
        assert document.published == datetime(2026, 1, 27, tzinfo=UTC)

    @pytest.mark.parametrize("line", ["[2026-02-30] Ministers met", "Met on [2026-01-27]", "[27 Jan] Met"])
    def test_what_is_no_leading_day_stays_in_the_title(self, line):
        assert text(f"{line}\nThey spoke.").title == line
        assert text(f"{line}\nThey spoke.").published is None

    def test_a_first_paragraph_gives_a_shortened_title_and_stays_whole_in_the_body(self):
        document = text("word " * 100 + "\nmore")
        assert len(document.title) <= 200
        assert document.title.endswith("…")
        assert document.body.count("word") == 100

    def test_windows_line_ends_are_line_ends(self):
        assert text("Title\r\nOne\r\nTwo").body == "One\nTwo"

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
    def test_korean_in_any_usual_encoding(self, encoding):
        document = read_bytes(f"통상 소식\n{KOREAN}".encode(encoding), ".txt", "a.txt")
        assert (document.title, document.body, document.lang) == ("통상 소식", KOREAN, "ko")

    @pytest.mark.parametrize(
        ("content", "encoding", "lang"),
        [(JAPANESE, "cp932", "ja"), (JAPANESE, "euc_jp", "ja"), (CHINESE, "gb18030", "zh"), (CHINESE, "utf-16", "zh")],
    )
    def test_japanese_and_chinese_encodings_are_told_apart(self, content, encoding, lang):
        document = read_bytes(f"{content}\n{content}".encode(encoding), ".txt", "a.txt")
        assert (document.title, document.lang) == (content, lang)

    @pytest.mark.parametrize(
        "data", [bytes(range(256)) * 40, b"\x7fELF\x02\x01\x01\0\0\0\0" * 50, "가나다".encode("utf-32-le")]
    )
    def test_bytes_that_are_no_text_are_an_encoding_error(self, data):
        assert code(data, ".txt") == "encoding"


class TestMarkdown:
    def test_front_matter_fills_the_document(self):
        document = markdown(
            "---\ntitle: 'Quota: cut'\npublisher: METI\ndate: 2026-01-27\nurl: https://example.org/a?b=1\nlang: ja\n"
            "tags: [a, b]\n---\n# Another heading\n\nText.\n"
        )
        assert document == Document(
            "Quota: cut",
            "Another heading\n\nText.",
            publisher="METI",
            published=datetime(2026, 1, 27, tzinfo=UTC),
            link="https://example.org/a?b=1",
            lang="ja",
        )

    @pytest.mark.parametrize(
        ("written", "moment"),
        [
            ("2026-01-27", datetime(2026, 1, 27, tzinfo=UTC)),
            ("'2026-01-27'", datetime(2026, 1, 27, tzinfo=UTC)),
            ("2026-01-27T09:30:00+09:00", datetime(2026, 1, 27, 0, 30, tzinfo=UTC)),
            ("2026-01-27 09:30", datetime(2026, 1, 27, 9, 30, tzinfo=UTC)),
            ("2026년 1월 27일", datetime(2026, 1, 27, tzinfo=UTC)),
        ],
    )
    def test_dates_are_read_to_utc(self, written, moment):
        assert markdown(f"---\ndate: {written}\n---\nText").published == moment

    def test_the_title_falls_back_to_the_first_heading_then_to_the_first_line(self):
        assert markdown("Intro.\n\n## Steel *safeguard* ##\n\nText.").title == "Steel safeguard"
        assert markdown("---\npublisher: A\n---\nOnly a line.\n\nText.").title == "Only a line."

    def test_a_title_that_opens_the_text_is_not_said_twice(self):
        assert markdown("---\ntitle: Steel\n---\n# Steel\n\nText.").body == "Text."

    @pytest.mark.parametrize("lang", ["no", "KO", "zh-tw", "zh_TW", "en"])
    def test_languages_are_codes_in_their_usual_case(self, lang):
        expected = {"no": "no", "KO": "ko", "zh-tw": "zh-TW", "zh_TW": "zh-TW", "en": "en"}[lang]
        assert markdown(f"---\nlang: {lang}\n---\nText").lang == expected

    def test_empty_values_count_as_not_given(self):
        document = markdown("---\ntitle:\nurl: ''\ndate: ~\nlang:\n---\nThe steel quota is cut in May.")
        assert (document.title, document.link, document.published) == ("The steel quota is cut in May.", None, None)

    @pytest.mark.parametrize(
        ("block", "line", "word"),
        [
            ("title: a\ndate: soon", 3, "date"),
            ("url: ftp://example.org/a", 2, "url"),
            ("url: https://me:secret@example.org/", 2, "url"),
            ("lang: korean", 2, "lang"),
            ("title: [a, b]", 2, "title"),
            ("title: a\ntitle: b", 3, "twice"),
            ("title: a: b", 2, "YAML"),
            ("title: &x a\nlang: *x", 2, "anchors"),
        ],
    )
    def test_a_wrong_value_is_named_with_its_line_and_shows_no_secret(self, block, line, word):
        with pytest.raises(SourceError) as caught:
            markdown(f"---\n{block}\n---\nText")
        assert caught.value.code == "front-matter"
        assert f"line {line}" in caught.value.user
        assert word in caught.value.user
        assert "secret" not in caught.value.user + str(caught.value)

    def test_an_unclosed_block_is_named(self):
        assert code(b"---\ntitle: a\n\nText", ".md") == "front-matter"

    def test_a_rule_at_the_top_is_no_front_matter(self):
        assert markdown("---\nSteel quota is cut.\n---\nMore.").title == "Steel quota is cut."

    def test_signs_that_close_a_heading_go_and_those_of_a_name_stay(self):
        assert markdown("# Steel ##\n\nText.").title == "Steel"
        assert markdown("# Exports in C#\n\nText.").title == "Exports in C#"

    def test_an_endless_heading_is_shortened_in_the_title_and_whole_in_the_body(self):
        document = markdown("# " + "steel quota " * 500)
        assert len(document.title) <= 500
        assert document.body.count("steel") == 500

    def test_marks_are_taken_away_and_wrapped_lines_joined(self):
        document = markdown(
            "# Title\n\nA **bold** word, a [link](https://e.org 'x') and\na `code` in\n2 lines.\n\n- one\n  goes on\n- two\n\n"
            "> quoted\n\n```\nfenced\n```\n\nsnake_case and 2*3*4 stay\n"
        )
        assert document.body.split("\n") == [
            "A bold word, a [link](https://e.org 'x') and a code in 2 lines.",
            "",
            "- one goes on",
            "- two",
            "",
            "quoted",
            "",
            "fenced",
            "",
            "snake_case and 2*3*4 stay",
        ]

    def test_links_keep_their_words(self):
        assert markdown("See [the notice](https://e.org/a) ![chart](c.png) <https://e.org/b>.\n\nText").title == (
            "See the notice chart https://e.org/b."
        )

    def test_wrapped_lines_join_with_a_space_only_where_words_are_spaced(self):
        assert markdown("题目\n\n第二阶\n段谈判").body == "第二阶段谈判"
        assert markdown("제목\n\n핵심광물\n공급망").body == "핵심광물 공급망"


class TestHtml:
    PAGE = (
        """<html lang=en><head><title>Quota cut | METI</title><meta property="og:title" content="Quota cut">
    <meta property="og:site_name" content="METI"><meta property="article:published_time" content="2026-01-27T09:00:00+09:00">
    <link rel="canonical" href="https://example.org/quota"><script>alert('x')</script></head><body>
    <nav><a href=/>Home</a><a href=/b>Contact</a></nav><article><h1>Quota cut</h1>"""
        + ("<p>The ministry cut the steel quota by a third and will review it again in May with the industry.</p>" * 4)
        + """<table><tr><td>Coil</td><td>412</td></tr></table></article><footer>Imprint</footer></body></html>"""
    )

    def test_an_article_is_read_with_what_the_page_says_of_itself(self):
        document = html(self.PAGE)
        assert (document.title, document.publisher, document.link) == ("Quota cut", "METI", "https://example.org/quota")
        assert document.published == datetime(2026, 1, 27, tzinfo=UTC)
        assert "cut the steel quota by a third" in document.body
        assert "412" in document.body
        assert "alert(" not in document.body

    def test_a_fragment_without_article_is_read_as_its_visible_text(self):
        document = html("<b>Steel quota</b><p>cut in <i>May</i> &amp; June<script>no()</script>")
        assert document.title == "Steel quota"
        assert document.body.split() == ["cut", "in", "May", "&", "June"]

    def test_the_declared_encoding_is_believed(self):
        page = f"<html><head><meta charset=euc-kr><title>통상</title></head><body><p>{KOREAN}</p></body></html>"
        document = read_bytes(page.encode("cp949"), ".htm", "a.htm")
        assert KOREAN in document.body
        assert document.lang == "ko"

    def test_a_page_without_words_has_no_text(self):
        assert code(b"<html><body><img src=a.png></body></html>", ".html") == "no-text"

    def test_an_entity_bomb_stays_small(self):
        entities = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 12))
        page = f"<!DOCTYPE html [<!ENTITY e0 'lol'>{entities}]><html><body><p>Steel &e11;</p></body></html>"
        assert len(html(page).body) < 10_000

    def test_deep_nesting_is_survived(self):
        document = html("<div>" * 20_000 + "steel quota" + "</div>" * 20_000)
        assert "steel quota" in document.title

    def test_a_page_of_countless_tags_is_read_as_its_visible_text(self):
        assert html("<p>Steel quota</p>" + "<p><b>cut</b></p>" * 20_000).body.count("cut") == 20_000

    def test_pictures_inside_the_page_do_not_count(self):
        picture = "data:image/png;base64," + "A" * 6_000_000
        assert "steel quota" in html(f"<p>The steel quota is cut.</p><img src='{picture}'>").title

    def test_an_endless_page_is_refused(self):
        assert code(b"<p>steel</p>" * 500_000, ".html") == "too-large"


class TestFiles:
    def test_a_file_is_read_by_its_suffix_in_any_case(self, tmp_path: Path):
        path = tmp_path / "brief.TXT"
        path.write_text("Steel quota\nIt is cut.", encoding="utf-8")
        assert read(path).title == "Steel quota"

    def test_each_promised_kind_is_read(self):
        assert {".md", ".txt", ".html", ".pdf", ".docx"} <= SUFFIXES

    def test_an_unknown_kind_names_the_known_ones(self, tmp_path: Path):
        with pytest.raises(SourceError) as caught:
            read(tmp_path / "sheet.xlsx")
        assert caught.value.code == "unsupported"
        assert ".docx" in caught.value.user

    def test_a_missing_file_and_a_folder_are_unreadable(self, tmp_path: Path):
        (tmp_path / "folder.txt").mkdir()
        for name in ("gone.txt", "folder.txt"):
            with pytest.raises(SourceError) as caught:
                read(tmp_path / name)
            assert caught.value.code == "unreadable"

    def test_a_pipe_is_not_waited_for(self, tmp_path: Path):
        os.mkfifo(tmp_path / "pipe.txt")
        with pytest.raises(SourceError) as caught:
            read(tmp_path / "pipe.txt")
        assert caught.value.code == "unreadable"

    def test_a_huge_file_is_refused(self, tmp_path: Path):
        with (tmp_path / "huge.txt").open("wb") as file:
            file.truncate(MAX_BYTES + 1)
        with pytest.raises(SourceError) as caught:
            read(tmp_path / "huge.txt")
        assert caught.value.code == "too-large"

    @pytest.mark.parametrize("data", [b"", b" \n\t\n", "\ufeff".encode(), b"12 345 --"])
    def test_nothing_to_read_is_no_text(self, data):
        assert code(data, ".txt") == "no-text"

    def test_a_long_text_is_capped(self):
        document = text("Title\n" + "quota " * (MAX_TEXT // 6 + 1000))
        assert MAX_TEXT - 10 < len(document.body) <= MAX_TEXT

    def test_control_signs_never_come_out(self):
        document = text("Ti\x07tle\nbo\x1b[1mdy\u0085 \x0b" + "and steel quota news " * 20)
        assert document.title == "Ti tle"
        assert not any(ord(sign) < 32 for sign in document.body)

    @pytest.mark.parametrize(
        "hostile",
        [
            "# " * 100_000,
            "**a" * 60_000,
            "[a](" * 60_000,
            "<!--" * 60_000,
            "`" * 200_000 + "a",
            "_a " * 60_000,
            "- \n" * 60_000,
        ],
    )
    def test_hostile_markdown_is_read_in_linear_time(self, hostile):
        start = time.process_time()
        markdown(hostile + "\nsteel")
        assert time.process_time() - start < 5


def outcome(data: bytes, suffix: str) -> str:
    """The code of the error, or `read` for a document with something in it."""
    try:
        document = read_bytes(data, suffix, "a file")
    except SourceError as error:
        return error.code
    return "read" if document.title else "empty"


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=300), suffix=st.sampled_from(sorted(SUFFIXES)))
def test_any_bytes_are_a_document_or_a_source_error(data: bytes, suffix: str):
    assert outcome(data, suffix) in {"read", "unreadable", "no-text", "encrypted", "encoding", "front-matter"}


@settings(max_examples=150, deadline=None)
@given(content=st.text(max_size=200), front=st.text(alphabet="titledaurng: -'\"[]{}&*!|>#\n0123", max_size=80))
def test_any_text_survives_the_markdown_reader(content: str, front: str):
    data = f"---\ntitle: x\n{front}\n---\n{content}".encode("utf-8", "replace")
    assert outcome(data, ".md") in {"read", "front-matter", "encoding"}
