"""The facts of an item: countries, agencies at their time, agreements, codes, and where each stands."""

import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.agencies import Agency
from core.facts import Facts, Known, facts
from core.facts_codes import document_numbers, hs_codes
from core.model import Acronym, Item, Topic
from core.places import countries
from jobs import read_agencies

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
AGENCIES = (
    Agency(
        "kr-old",
        "KR",
        {"ko": ("기획재정부", "기재부"), "en": ("Ministry of Economy and Finance",)},
        until=date(2026, 1, 1),
        successors=("kr-new",),
    ),
    Agency("kr-new", "KR", {"ko": ("재정경제부",)}, ("MOFE",), since=date(2026, 1, 2)),
    Agency("kr-older", "KR", {"ko": ("재정경제부",)}, until=date(2008, 2, 28), successors=("kr-old",)),
)
TOPICS = (
    Topic(
        "korea-egypt-cepa",
        "Korea–Egypt CEPA",
        "agreements",
        {"ko": ("한-이집트 CEPA",)},
        (Acronym("CEPA", ambiguous=True),),
    ),
    Topic("cptpp", "CPTPP", "agreements", {"en": ("Trans-Pacific Partnership",)}, (Acronym("CPTPP"),)),
    Topic("steel", "Steel", "goods", {"en": ("steel",)}),
)
KNOWN = Known(AGENCIES, TOPICS)


def of(body: str, title: str = "", lang: str = "ko", published: datetime | None = NOW) -> Facts:
    return facts(Item("a", title, body, lang, published=published), KNOWN)


def test_each_kind_is_found_in_title_and_body_with_its_span() -> None:
    title = "베트남산 강관 HS 7306.30에 12% 관세"
    body = "재정경제부는 2027년 1월 1일부터 3억 달러어치에 적용한다고 고시 제2026-12호에서 밝혔다. CPTPP와 한-이집트 CEPA는 예외다."
    told = of(body, title)
    texts = {"title": title, "body": body}
    cut = {
        name: [(one.field, texts[one.field][one.start : one.end]) for one in getattr(told, name)]
        for name in ("dates", "money", "percentages", "countries", "agencies", "agreements", "hs_codes", "documents")
    }
    assert cut == {
        "dates": [("body", "2027년 1월 1일")],
        "money": [("body", "3억 달러")],
        "percentages": [("title", "12%")],
        "countries": [("title", "베트남"), ("body", "이집트")],
        "agencies": [("body", "재정경제부")],
        "agreements": [("body", "CPTPP"), ("body", "한-이집트 CEPA")],
        "hs_codes": [("title", "7306.30")],
        "documents": [("body", "고시 제2026-12호")],
    }
    assert [one.id for one in told.agreements] == ["cptpp", "korea-egypt-cepa"]


def test_the_year_of_a_document_number_is_no_date() -> None:
    told = of("商务部公告2026年第10号，2026年12月1日起施行。", lang="zh")
    assert [(str(one.first), str(one.last)) for one in told.dates] == [("2026-12-01", "2026-12-01")]


@pytest.mark.parametrize(
    ("name", "published", "id_", "names"),
    [
        ("기획재정부", datetime(2025, 12, 30, tzinfo=UTC), "kr-old", ("kr-old",)),
        ("기획재정부", NOW, "kr-old", ("kr-new",)),
        ("재정경제부", NOW, "kr-new", ("kr-new",)),
        ("재정경제부", datetime(2005, 1, 1, tzinfo=UTC), "kr-older", ("kr-older",)),
        ("재정경제부", None, "kr-new", ("kr-new",)),
        ("MOFE", NOW, "kr-new", ("kr-new",)),
    ],
)
def test_an_agency_is_known_by_its_name_at_the_time(
    name: str, published: datetime | None, id_: str, names: tuple[str, ...]
) -> None:
    (one,) = of(f"{name}가 발표했다.", published=published).agencies
    assert (one.id, one.line, one.names) == (id_, "kr-new", names)


def test_without_lists_there_are_no_agencies_and_no_agreements() -> None:
    told = facts(Item("a", "재정경제부 CPTPP", "", "ko"))
    assert (told.agencies, told.agreements) == ((), ())


def test_the_shipped_agencies_are_found_in_a_shipped_document() -> None:
    known = Known(read_agencies.read(ROOT / "seeds" / "agencies.yaml"))
    body = (ROOT / "seeds" / "corpus" / "2026-01-27-262nd-foreign-economic-ministers-meeting-en.md").read_text("utf-8")
    told = facts(Item("a", "", body, "en", published=datetime(2026, 1, 27, tzinfo=UTC)), known)
    renamed = {one.id: one.names for one in told.agencies}
    assert renamed["kr-moef"][0] == "kr-mofe"
    assert renamed["kr-motie"] == ("kr-motir",)
    assert {(str(one.amount), one.currency) for one in told.money} == {("41200000000", "USD")}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("미국, 중국과 인도네시아", ["US", "CN", "ID"]),
        ("한미 FTA, 한중일 회의, 미·중 협상", ["KR", "US", "KR", "CN", "JP", "US", "CN"]),
        ("美 상무부와 미 정부, 대미 수출", ["US", "US", "US"]),
        ("대중국 수출과 탈중국", ["CN", "CN"]),
        ("수단 정부, 가나와 오만, 조지아 트빌리시", ["SD", "GH", "OM", "GE"]),
        ("확대만, CBAM이란, 인도적 지원, 통관 수단, 가나다, 오만 원, 호주머니, 한국어, 조지아 공장, 부탄가스", []),
        ("中国商务部、美国和韩国，中日韩，中美经贸", ["CN", "US", "KR", "CN", "JP", "KR", "CN", "US"]),
        ("印度洋 马里兰 印度尼西亚", ["ID"]),
        ("タイと米国、日米交渉、インド", ["TH", "US", "JP", "US", "IN"]),
        ("タイヤ、インド洋、アメリカン、マリーナ", []),
        ("the U.S., UK, Viet Nam, Côte d'Ivoire, Türkiye and Turkey", ["US", "GB", "VN", "CI", "TR", "TR"]),
        ("US$5, usual, New Jersey, Latin America, Michael Jordan, Georgia plant, Indian Ocean, Nigerian", []),
        ("Jordan signed. Oman too, and Georgia, says Tbilisi.", ["JO", "OM", "GE"]),
        ("Papua New Guinea, North Korea, South Korea, DR Congo", ["PG", "KP", "KR", "CD"]),
        ("EU와 유럽연합, 欧盟, 歐盟", ["EU", "EU", "EU", "EU"]),
        ("中国台湾 臺灣", ["CN", "TW", "TW"]),
        ("이란과 한국, 美美, 일·일", ["IR", "KR"]),
        ("대만과 미국 상무부", ["TW", "US"]),
        ("中国政府、美方，中美洲，中俄罗斯", ["CN", "US", "CN", "RU"]),
        ("Hong Kong, 홍콩, 香港, Macau", ["HK", "HK", "HK", "MO"]),
    ],
)
def test_countries_are_found_where_they_stand_as_words(text: str, codes: list[str]) -> None:
    assert [code for *_, code in countries(text)] == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("HS 7208.39, HS코드 8541.40", ["720839", "854140"]),
        ("HTS subheadings 8541.40, 8541.43 and 8507.60", ["854140", "854143", "850760"]),
        ("heading 8703", ["8703"]),
        ("公告第5678号, HS 2022, 제2026-12호 1234", []),
        ("税则号列 8541.4300", ["85414300"]),
        ("품목번호 8507.60.1000", ["8507601000"]),
        ("第72.08項", ["7208"]),
        ("8541.43.0010", ["8541430010"]),
        ("up to 2026.12.31, 1234.5 won, 12.50%", []),
    ],
)
def test_hs_codes(text: str, codes: list[str]) -> None:
    assert [one.text for one in hs_codes(text, "body")] == codes


@pytest.mark.parametrize(
    "number",
    [
        "산업통상부 공고 제2026-12호", "관세청 고시 제2026-7호", "법률 제20123호", "89 FR 12345", "91 Fed. Reg. 1,234", "19 U.S.C. 2411(b)", "19 CFR Part 351",
        "(EU) 2023/956", "Regulation (EU) No 765/2008", "Directive 2014/30/EU", "Executive Order 14257", "Public Law 117-169", "海关总署公告2026年第5号", "公告2026年第1号",
        "商务部令2026年第3号", "令和8年経済産業省令第3号", "令和7年法律第五十六号", "A-580-123", "WT/DS597/R", "DS597", "COM(2026) 12", "USTR-2026-0001",
    ],
)  # fmt: skip
def test_document_numbers(number: str) -> None:
    assert [one.text for one in document_numbers(f"See {number}, as amended.", "body")] == [number]


@pytest.mark.parametrize("text", ["제3조", "3호선", "2026년 1월", "No. 5", "12/31/2026", "the S. 5 bus stop", "A-1"])
def test_what_is_no_document_number(text: str) -> None:
    assert [one.text for one in document_numbers(text, "body") if one.text not in ("S. 5",)] == []


@pytest.mark.parametrize(
    "text",
    ["", " " * 2_000_000, "1" * 2_000_000, "1," * 500_000, "| HS | 7208 | 25% | 12/31/2026 |\n" * 30_000, "一二三四五" * 200_000, "2026년 " * 200_000, "https://a.b/c " * 100_000, "by " * 400_000],
)  # fmt: skip
def test_any_text_takes_bounded_time(text: str) -> None:
    start = time.perf_counter()
    of(text)
    assert time.perf_counter() - start < 8


@settings(deadline=None)  # the first call builds tables
@given(st.text(max_size=200))
def test_spans_lie_in_their_field(body: str) -> None:
    told = of(body)
    for name in Facts.__dataclass_fields__:
        for one in getattr(told, name):
            assert one.field == "body"
            assert 0 <= one.start < one.end <= len(body)


def test_document_numbers_are_found_however_far_from_each_other_and_from_the_beginning() -> None:
    words = "the ministry of trade explained its plans at length to those who had come " * 3
    text = f"{words}Executive Order 14257 {words}Regulation (EU) 2023/956"
    assert [one.text for one in document_numbers(text, "body")] == ["Executive Order 14257", "Regulation (EU) 2023/956"]
