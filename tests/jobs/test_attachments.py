"""Documents that articles link to, and the Hangul formats among them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import SourceError
from jobs import attachments as door
from jobs import read_hwp, read_hwpx
from jobs.attachments import Attachment, find_attachments, one_of_each, read_attachment
from jobs.read_document import read_bytes
from tests.servers.hangul import hwp, hwpx, paragraph, section, table

HERE = "https://www.trade.go.kr/board/view.do?no=7"


def t(words: str) -> str:
    return f"<hp:t>{words}</hp:t>"


class TestLinks:
    def found(self, body: str) -> list[tuple[str, str, str]]:
        data = f"<html><body>{body}</body></html>".encode()
        return [(a.name, a.url, a.suffix) for a in find_attachments(data, address=HERE)]

    def test_names_and_addresses_come_from_wherever_the_page_says_them(self):
        body = """
          <a href="/files/2026/%EB%B3%B4%EB%8F%84%EC%9E%90%EB%A3%8C.pdf"><img src="pdf.gif"></a>
          <a href="/download.do?id=1">  260302(조간) 한중 FTA.hwpx  (152 KB) </a>
          <a href="/download.do?id=2" title="붙임1.HWP 내려받기"><span>내려받기</span></a>
          <a href="/download.do?id=3" download="annex v1.0.docx">Annex</a>
          <a href="/get?file=report.pdf&amp;x=1">보기</a>
          <a href="/a b/표.pdf">표.pdf</a>"""
        assert self.found(body) == [
            ("보도자료.pdf", "https://www.trade.go.kr/files/2026/%EB%B3%B4%EB%8F%84%EC%9E%90%EB%A3%8C.pdf", ".pdf"),
            ("260302(조간) 한중 FTA.hwpx", "https://www.trade.go.kr/download.do?id=1", ".hwpx"),
            ("붙임1.HWP", "https://www.trade.go.kr/download.do?id=2", ".hwp"),
            ("annex v1.0.docx", "https://www.trade.go.kr/download.do?id=3", ".docx"),
            ("report.pdf", "https://www.trade.go.kr/get?file=report.pdf&x=1", ".pdf"),
            ("표.pdf", "https://www.trade.go.kr/a%20b/표.pdf", ".pdf"),
        ]

    def test_downloads_by_script(self):
        body = """
          <a href="javascript:fn_egov_downFile('FILE_000000001','0')">보도자료.hwpx</a>
          <a href="#" onclick="location.href='/down/9'; return false;">참고.pdf</a>
          <a href="#" onclick="unknownDownload(3)">모름.pdf</a>"""
        assert self.found(body) == [
            (
                "보도자료.hwpx",
                "https://www.trade.go.kr/cmm/fms/FileDown.do?atchFileId=FILE_000000001&fileSn=0",
                ".hwpx",
            ),
            ("참고.pdf", "https://www.trade.go.kr/down/9", ".pdf"),
        ]

    @pytest.mark.parametrize(
        "anchor",
        [
            '<a href="javascript:alert(1)">x.pdf</a>',
            '<a href="data:application/pdf;base64,AAAA">x.pdf</a>',
            '<a href="file:///etc/x.pdf">x.pdf</a>',
            '<a href="https://me:pw@trade.go.kr/x.pdf">x.pdf</a>',
            '<a href="/x.pdfx">page</a>',
            '<a href="/list.do">all PDFs</a>',
            '<a href="/x.zip">x.zip</a>',
            "<a>x.pdf</a>",
        ],
    )
    def test_what_is_none(self, anchor: str):
        assert self.found(anchor) == []

    def test_each_address_once_and_not_too_many(self):
        found = self.found("".join(f"<a href='/{n}.pdf'>{n}</a><a href='/{n}.pdf'>{n}</a>" for n in range(80)))
        assert len(found) == len({url for _, url, _ in found}) == door.MAX_FOUND

    def test_of_one_document_in_several_formats_the_one_read_best_is_kept(self):
        names = ["보도자료.hwp", "보도자료.pdf", "보도자료.HWPX", "붙임.pdf"]
        given_ones = [Attachment(n, f"https://e.org/{n}", f".{n.rpartition('.')[2].lower()}") for n in names]
        assert [a.name for a in one_of_each(given_ones)] == ["보도자료.HWPX", "붙임.pdf"]

    @pytest.mark.parametrize(("data", "code"), [(b"", "empty"), (b"<" * (door.MAX_PAGE + 1), "too-large")])
    def test_what_is_no_page_is_named(self, data: bytes, code: str):
        with pytest.raises(SourceError) as caught:
            find_attachments(data, address=HERE)
        assert caught.value.code == code


class TestReading:
    def test_hwpx_hwp_and_others_by_their_suffix(self):
        data = {
            ".hwpx": hwpx([section(paragraph(t("한중 FTA")) + paragraph(t("2026년 협상을 시작한다.")))]),
            ".hwp": hwp(["한중 FTA", "2026년 협상을 시작한다."]),
        }
        for suffix, content in data.items():
            document = read_attachment(content, Attachment(f"보도{suffix}", "https://e.org/x", suffix))
            assert (document.title, document.body) == ("한중 FTA", "2026년 협상을 시작한다.")
            assert (document.lang, document.link) == ("ko", "https://e.org/x")

    def test_a_day_survives_the_way_from_the_child(self):
        row = read_bytes("[2026-01-27] 제목\n본문이다".encode(), ".txt", "a.txt")
        assert row.published == datetime(2026, 1, 27, tzinfo=UTC)
        document = read_attachment(
            "[2026-01-27] 제목\n본문이다".encode(), Attachment("a.txt", "https://e.org/", ".txt")
        )
        assert document.published == row.published

    def test_a_page_in_place_of_the_file_is_named(self):
        with pytest.raises(SourceError) as caught:
            read_attachment(b"\n<!DOCTYPE html><html>log in", Attachment("a.pdf", "https://e.org/", ".pdf"))
        assert caught.value.code == "html"

    @pytest.mark.parametrize("suffix", [".hwpx", ".pdf", ".docx", ".hwp"])
    def test_what_is_damaged_is_named(self, suffix: str):
        with pytest.raises(SourceError) as caught:
            read_attachment(b"PK\x03\x04 nothing of the kind", Attachment(f"a{suffix}", "https://e.org/", suffix))
        assert caught.value.code == "unreadable"


class TestHwpx:
    def test_paragraphs_tables_and_marks_in_their_order(self):
        inner = table([[paragraph(t("안")), paragraph(t("쪽"))]])
        rows = table(
            [[paragraph(t("품목")), paragraph(t("세율"))], [paragraph(inner), paragraph(t("8")) + paragraph(t("%"))]]
        )
        first = section(
            paragraph("<hp:secPr><hp:t>not text</hp:t></hp:secPr>", t("보도자료"))
            + paragraph(t("앞<hp:tab/>뒤<hp:lineBreak/>아래"), t(" 이어서"))
            + paragraph(t("표:"), rows, t("끝"))
            + paragraph(
                "<hp:ctrl><hp:footNote><hp:subList>" + paragraph(t("각주")) + "</hp:subList></hp:footNote></hp:ctrl>"
            )
            + paragraph(t("남고<hp:deleteBegin/>지운 말<hp:deleteEnd/> 남는다"))
            + paragraph(
                "<hp:rect><hp:drawText><hp:subList>" + paragraph(t("글상자")) + "</hp:subList></hp:drawText></hp:rect>"
            )
        )
        document = read_hwpx.read(hwpx([first, section(paragraph(t("둘째 구역")))]), "a.hwpx")
        assert document.title == "보도자료"
        assert document.body.splitlines() == [
            "앞\t뒤",
            "아래 이어서",
            "표:",
            "품목 | 세율",
            "안 쪽 | 8 %",
            "끝",
            "남고 남는다",
            "글상자",
            "둘째 구역",
        ]

    def test_sections_are_read_by_number_not_by_name(self):
        data = hwpx([section(paragraph(t(f"{n}번"))) for n in range(12)])
        assert read_hwpx.read(data, "a.hwpx").body.splitlines()[-1] == "11번"

    def test_the_files_own_title_is_taken(self):
        package = '<opf:package xmlns:opf="o"><opf:metadata><opf:title>통상 백서</opf:title></opf:metadata></opf:package>'.encode()
        data = hwpx([section(paragraph(t("본문")))], {"Contents/content.hpf": package})
        assert read_hwpx.read(data, "a.hwpx").title == "통상 백서"
        data = hwpx([section(paragraph(t("본문")))], {"Contents/content.hpf": b"<broken"})
        assert read_hwpx.read(data, "a.hwpx").title == "본문"

    def test_a_bomb_is_refused(self):
        words = section(paragraph(t("가" * 3_000_000)))
        for data in (hwpx([words] * 3), hwpx([], {f"x{n}": b"" for n in range(read_hwpx.MAX_PARTS + 1)})):
            with pytest.raises(SourceError) as caught:
                read_hwpx.read(data, "a.hwpx")
            assert caught.value.code == "too-large"

    def test_a_locked_one_is_named(self):
        manifest = b"<m><encryption-data/></m>"
        with pytest.raises(SourceError) as caught:
            read_hwpx.read(hwpx([section("")], {"META-INF/manifest.xml": manifest}), "a.hwpx")
        assert caught.value.code == "encrypted"

    def test_entities_are_not_expanded(self):
        bomb = b'<!DOCTYPE s [<!ENTITY f SYSTEM "file:///etc/hostname"><!ENTITY a "aaaa">]>'
        xml = section(paragraph(t("글"), t("&f;&a;"))).replace(b"<hs:sec", bomb + b"<hs:sec", 1)
        assert read_hwpx.read(hwpx([xml]), "a.hwpx").title == "글"

    @given(st.binary(max_size=200))
    def test_a_damaged_one_is_named(self, noise: bytes):
        whole = hwpx([section(paragraph(t("글")))])
        for data in (noise, whole[:-50] + noise, whole[:60] + noise + whole[60:], hwpx([noise])):
            try:
                read_bytes(data, ".hwpx", "a.hwpx")
            except SourceError as error:
                if error.code not in ("unreadable", "no-text", "too-large", "encrypted"):
                    raise


class TestHwp:
    def test_an_encrypted_one_and_one_of_another_kind_are_named(self):
        for data, code in (
            (hwp(["글"], 2), "encrypted"),
            (b"HWP Document File V3.00", "unreadable"),
            (hwp(["글"])[:700], "unreadable"),
        ):
            with pytest.raises(SourceError) as caught:
                read_hwp.read(data, "a.hwp")
            assert caught.value.code == code
            assert caught.value.user.endswith(".")
