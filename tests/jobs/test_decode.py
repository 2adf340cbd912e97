"""Bytes to text as browsers do it."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.decode import codec_of, decode

KOREAN = "산업통상부는 2일 한중 자유무역협정 후속 협상을 개시한다고 밝혔다."
JAPANESE = "経済産業省は、重要鉱物の輸出管理について発表しました。"
CHINESE = "中国商务部发布公告，对有关产品的出口管制措施自公布之日起正式实施。"
TAIWANESE = "經濟部國際貿易署公布，我國對美國出口的產品適用新的關稅。"


def xml(text: str, label: str | None = None) -> str:
    return f'<?xml version="1.0"{f" encoding={label!r}" if label else ""}?><rss><title>{text}</title></rss>'


@pytest.mark.parametrize(
    ("text", "codec", "label"),
    [
        (KOREAN, "cp949", "EUC-KR"),
        # A syllable and a sign that the older sets lack: one of them must not spoil the rest.
        (KOREAN + "펲똠방각하", "cp949", "euc-kr"),
        (KOREAN, "cp949", "KS_C_5601-1987"),
        (JAPANESE + "①㈱髙", "cp932", "Shift_JIS"),
        (JAPANESE, "cp932", "x-sjis"),
        (JAPANESE, "euc_jp", "EUC-JP"),
        (JAPANESE + "①", "euc_jis_2004", "EUC-JP"),
        (JAPANESE, "iso2022_jp", "ISO-2022-JP"),
        (CHINESE + "镕㐂€", "gb18030", "GB2312"),
        (CHINESE, "gbk", "gbk"),
        (CHINESE, "hz", "HZ-GB-2312"),
        (TAIWANESE + "香港嘅", "big5hkscs", "Big5"),
        ("caf\u00e9 \u201cquoted\u201d \u20ac5", "cp1252", "ISO-8859-1"),
        ("caf\u00e9 \u2013", "cp1252", "us-ascii"),
        ("T\u00fcrkiye \u0130\u011f\u015f", "cp1254", "iso-8859-9"),
        ("Экономика", "cp1251", "windows-1251"),
        ("Экономика", "koi8-r", "koi8-r"),
        ("\u0e01\u0e02 \u2026", "cp874", "TIS-620"),
    ],
)
def test_a_label_means_what_browsers_take_it_to_mean(text: str, codec: str, label: str) -> None:
    assert decode(xml(text, label).encode(codec)) == xml(text, label)
    assert decode(xml(text).encode(codec), f"text/xml; charset={label}") == xml(text)


@pytest.mark.parametrize("label", ["EUC-KR", "Shift_JIS", "ISO-8859-1", "UTF-16", "nonsense", None])
def test_utf8_is_utf8_whatever_was_declared(label: str | None) -> None:
    assert decode(xml(KOREAN, label).encode(), "text/xml; charset=EUC-KR") == xml(KOREAN, label)


@pytest.mark.parametrize(
    ("codec", "mark"),
    [
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-32-le", codecs.BOM_UTF32_LE),
        ("utf-32-be", codecs.BOM_UTF32_BE),
    ],
)
def test_a_byte_order_mark_beats_every_label(codec: str, mark: bytes) -> None:
    text = xml(KOREAN, "EUC-KR")
    assert decode(mark + text.encode(codec), "text/xml; charset=Shift_JIS") == text


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", [xml(KOREAN, "utf-16"), xml(KOREAN), '{"title": "한국"}'])
def test_wide_text_needs_no_mark(codec: str, text: str) -> None:
    assert decode(text.encode(codec)) == text


@pytest.mark.parametrize(
    ("text", "codec"),
    [(KOREAN, "cp949"), (JAPANESE, "cp932"), (JAPANESE, "euc_jp"), (CHINESE, "gbk"), (TAIWANESE, "big5")],
)
@pytest.mark.parametrize("label", [None, "nonsense", "UTF-8", "ISO-8859-1"])
def test_a_missing_or_wrong_label_is_made_up_for(text: str, codec: str, label: str | None) -> None:
    assert decode(xml(text, label).encode(codec)) == xml(text, label)


def test_the_transport_goes_before_the_declaration() -> None:
    data = xml(KOREAN, "Shift_JIS").encode("cp949")
    assert decode(data, 'application/xml; charset="euc-kr"') == xml(KOREAN, "Shift_JIS")


def test_a_transport_that_cannot_be_right_gives_way_to_the_declaration() -> None:
    assert decode(xml(KOREAN, "EUC-KR").encode("cp949"), "text/xml; charset=utf-8") == xml(KOREAN, "EUC-KR")


def test_a_page_may_declare_itself_in_a_meta_tag() -> None:
    page = f'<html><meta http-equiv="Content-Type" content="text/html; charset=euc-kr"><p>{KOREAN}</p></html>'
    assert decode(page.encode("cp949")) == page


def test_a_letter_cut_in_two_spoils_nothing_else() -> None:
    assert decode(KOREAN.encode()[:-2]) == KOREAN[:-2]
    cut = KOREAN.encode()[:4] + b"</title><title>" + KOREAN.encode()
    assert decode(cut) == "산\ufffd</title><title>" + KOREAN
    cut = xml(KOREAN, "euc-kr").encode("cp949").replace("중".encode("cp949"), "중".encode("cp949")[:1])
    assert decode(cut).replace("\ufffd", "중").replace("중자유", "중 자유") == xml(KOREAN, "euc-kr")


def test_western_text_is_not_taken_for_eastern() -> None:
    text = "Le ministère a annoncé que les négociations étaient terminées. " * 20
    assert decode(xml(text, "iso-8859-1").encode("cp1252")) == xml(text, "iso-8859-1")
    assert decode(xml(text).encode("cp1252")) == xml(text)


RUSSIAN = "Министерство объявило о новых пошлинах на сталь и о переговорах с Кореей. "


@pytest.mark.parametrize("codec", ["cp1251", "koi8-r"])
def test_russian_without_a_label_is_read(codec: str) -> None:
    assert decode(f"<rss><title>{RUSSIAN}</title></rss>".encode(codec)) == f"<rss><title>{RUSSIAN}</title></rss>"


@pytest.mark.parametrize("codec", ["cp949", "cp932", "gb18030", "euc_jp", "cp1252"])
def test_no_other_text_is_taken_for_russian(codec: str) -> None:
    texts = {
        "cp949": "산업통상부는 새로운 관세를 발표하였다",
        "gb18030": "商务部关于出口管制的公告和对企业的要求",
        "cp1252": "à côté de l'été, où",
    }
    text = texts.get(codec, "経済産業省は輸出の管理についてお知らせします") * 5
    assert decode(f"<rss><title>{text}</title></rss>".encode(codec)) == f"<rss><title>{text}</title></rss>"


@pytest.mark.parametrize("label", ["", None, "nonsense", "base64", "rot13", "hex", "\0", "a" * 1000])
def test_an_unknown_label_is_no_codec(label: str | None) -> None:
    assert codec_of(label) is None


@given(st.binary(max_size=300), st.sampled_from([None, "text/xml", "text/xml; charset=euc-kr", "x; charset=utf-16"]))
def test_any_bytes_become_some_text(data: bytes, content_type: str | None) -> None:
    assert isinstance(decode(data, content_type), str)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\x1b\ufeff")))
def test_every_utf8_text_is_read_as_it_is(text: str) -> None:
    assert decode(text.encode(), "text/xml; charset=shift_jis") == text
