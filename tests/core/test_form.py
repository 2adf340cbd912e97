"""Forms are values: the same questions are the same form, and may be kept."""

from dataclasses import replace

from core.form import Ask, Choice, Field, Form


def test_a_form_is_told_from_another_by_what_it_asks() -> None:
    topics = Field("topics", "Topics", Ask.SEVERAL, ("cbam",), (Choice("cbam", "CBAM"),), live=True)
    form = Form("subscribe", "Subscribe", "Follow", (topics,))
    assert form == replace(form) != replace(form, fields=(replace(topics, error="Choose one."),))
    assert len({form, replace(form, note="14 stories")}) == 2
