"""What publishers take back or put right."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.corrections import Mark, mark_of, vanished
from core.model import Entry

START = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("title", "mark"),
    [
        ("[정정] 핵심광물 협정 체결", Mark.CORRECTED),
        ("［ 정정 ］ 핵심광물 협정 체결", Mark.CORRECTED),
        ("(3.2 수정) 관세 인하 시행", Mark.CORRECTED),
        ("관세 인하 시행(최종수정)", Mark.CORRECTED),
        ("【訂正】輸出管理の見直し", Mark.CORRECTED),
        ("更正：出口许可公告", Mark.CORRECTED),
        ("Correction: tariff schedule", Mark.CORRECTED),
        ("[철회] 행정예고", Mark.WITHDRAWN),
        ("설명회 개최 (취소)", Mark.WITHDRAWN),
        ("【撤回】公告", Mark.WITHDRAWN),
        ("[Withdrawn] Import guidance", Mark.WITHDRAWN),
        ("US withdrawn from the pact", None),
        ("할당관세 취소 결정", None),
        ("[수출취소] 절차 안내", None),
        ("Corrections officers strike: ports closed", None),
        ("법률 개정안(수정안) 의결", None),
        ("", None),
    ],
)
def test_marks_stand_at_the_edges_of_a_title(title: str, mark: Mark | None):
    assert mark_of(title) is mark


@given(st.text(max_size=600))
def test_any_title_can_be_asked(title: str):
    assert mark_of(f"[철회] {title}") is Mark.WITHDRAWN


def entries(ids: str, *, step: int | None = None) -> list[Entry]:
    days = [None if step is None else START + timedelta(days=step * n) for n in range(len(ids))]
    return [Entry(own, own, published=day) for own, day in zip(ids, days, strict=True)]


@pytest.mark.parametrize(
    ("before", "now", "gone"),
    [
        ("54321", "54321", ""),
        ("54321", "654321", ""),
        ("54321", "76543", ""),
        ("54321", "5421", "3"),
        ("54321", "6421", "53"),
        ("54321", "4321", "5"),
        ("54321", "", ""),
        ("54321", "98765", ""),
        ("54321", "54", ""),
        ("54321", "51", ""),
        ("54321", "541", "32"),
        ("", "54321", ""),
    ],
)
def test_what_vanished_from_among_those_that_stayed(before: str, now: str, gone: str):
    assert "".join(entry.id for entry in vanished(entries(before, step=-1), entries(now))) == gone
    assert "".join(entry.id for entry in vanished(entries(before), entries(now))) == gone


def test_a_list_from_old_to_new_drops_its_first():
    assert vanished(entries("12345", step=1), entries("3456")) == ()
    assert [entry.id for entry in vanished(entries("12345", step=1), entries("1235"))] == ["4"]
    assert [entry.id for entry in vanished(entries("12345", step=1), entries("1234"))] == ["5"]
