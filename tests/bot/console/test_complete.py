"""Completion of a command line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.console.complete import SHOWN, complete
from core.catalogue import Catalogue
from core.model import Topic

CATALOGUE = Catalogue(
    [
        Topic("cbam", "Border carbon", "measures", {"en": ("carbon border",), "ko": ("탄소국경",)}),
        Topic("critical-minerals", "Critical minerals", "sectors", {"ko": ("핵심광물",)}),
    ]
)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("subs", "subscribe"),
        ("구", "구독"),
        ("subscribe cr", "subscribe critical-minerals"),
        ("subscribe 탄소", "subscribe cbam"),
        ("구독 핵심", "구독 critical-minerals"),
        ("subscribe cbam la", "subscribe cbam lang:"),
        ("subscribe cbam lang:", "subscribe cbam lang:ko"),
        ("subscribe cbam lang:ko,e", "subscribe cbam lang:ko,en"),
        ("subscribe cbam from:of", "subscribe cbam from:official"),
    ],
)
def test_a_line_goes_on(line, found):
    assert complete(line, CATALOGUE)[0] == found


def test_every_topic_is_offered_after_a_verb_that_takes_one():
    assert complete("preview ", CATALOGUE)[:2] == ["preview cbam", "preview critical-minerals"]


def test_nothing_is_made_up():
    assert complete("nonsense cb", CATALOGUE) == []
    assert complete("status cb", CATALOGUE) == []


@given(st.text(max_size=40))
def test_what_is_offered_begins_with_what_stands(line):
    found = complete(line, CATALOGUE)
    assert len(found) <= SHOWN
    head = line.lstrip().rpartition(" ")[0]
    assert all(one.startswith(head) for one in found)


def test_the_page_asks_for_completions(browser, trade):
    answer = browser.get("/complete?line=subs")
    assert '<option value="subscribe">' in answer.text
    assert "<script>" not in browser.get("/complete?line=%3Cscript%3E+x").text
    assert browser.get("/complete?line=" + "x" * 5_000).status_code == 400
