"""The wizard and the settings as forms: what they ask, what they find wrong, and what a filled one does."""

from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.commands import forms
from bot.commands.dispatch import Dispatcher
from bot.commands.request import Reply, Request
from core.catalogue import Catalogue
from core.form import Ask, Field, Filled, Form
from storage.store import Store
from tests.bot.commands.conftest import NOW

Fill = Callable[..., Reply]
BASE = {"sensitivity": ("balanced",), "digest": ("keep",)}


@pytest.fixture
def fill(filled: Store, catalogue: Catalogue) -> Fill:
    dispatch = Dispatcher(filled, catalogue, lambda: NOW, ZoneInfo("Asia/Seoul"))

    def send(form: str, answers: Filled | None = None, *, submit: bool = False, seen: Filled | None = None) -> Reply:
        return dispatch(
            Request("slack", "T1", "C1", "U1", form, lang="en", filled=answers, submitted=submit, seen=seen)
        )

    return send


def field(form: Form | None, name: str) -> Field:
    assert form
    return next(one for one in form.fields if one.name == name)


def test_subscribe_without_a_subject_offers_the_wizard_and_says_the_same_in_a_card(fill: Fill) -> None:
    reply = fill("subscribe")
    assert reply.form
    assert "subscribe korea-china-fta" in reply.card.plain
    assert [one.name for one in reply.form.fields] == [
        "topics.agreements", "topics.measures", "topics.sectors", "topics.forums",
        "query", "langs", "tiers", "sensitivity", "digest",
    ]  # fmt: skip
    assert not forms.wrong(reply.form)
    assert reply.form.note == ""


def test_the_wizard_speaks_korean(fill: Fill) -> None:
    form = fill("구독").form
    assert form
    assert (form.title, form.submit) == ("주제 고르기", "구독")
    labels = [choice.label for choice in field(form, "topics.measures").choices]
    assert any("탄소" in label for label in labels)


def test_the_note_counts_what_the_answers_would_have_brought(fill: Fill) -> None:
    form = fill("subscribe", {"topics.measures": ("cbam",), **BASE}).form
    assert form
    assert form.note == "In the last 30 days this would have posted 1 item."
    form = fill("subscribe", {"topics.measures": ("cbam",), "langs": ("ja",), **BASE}).form
    assert form
    assert form.note.startswith("Nothing stored in the last 30 days fits")


def test_a_query_with_a_mistake_is_pointed_at(fill: Fill) -> None:
    form = fill("subscribe", {"query": ("(CBAM OR 탄소국경",), **BASE}, submit=True).form
    error = field(form, "query").error
    assert "Missing )" in error
    assert "^" in error


def test_an_empty_wizard_asks_for_a_topic_or_a_query(fill: Fill) -> None:
    form = fill("subscribe", BASE, submit=True).form
    assert forms.wrong(form) == {"query": "Choose a topic above, or write a query here."} if form else False


def test_a_choice_that_is_not_offered_is_refused_and_does_nothing(fill: Fill) -> None:
    form = fill("subscribe", {"topics.measures": ("cbam digest:now",), **BASE}, submit=True).form
    assert field(form, "topics.measures").error.startswith("This choice is not offered any more")
    assert "Nothing is subscribed" in fill("list").card.plain


def test_a_filled_wizard_does_what_its_lines_do(fill: Fill) -> None:
    answers = {
        "topics.measures": ("cbam",),
        "query": ("(gallium OR 갈륨) lang:en",),
        "langs": ("ko", "en"),
        "tiers": ("official",),
        "sensitivity": ("fewer",),
        "digest": ("daily",),
    }
    assert forms.lines("subscribe", answers) == (
        "subscribe cbam lang:ko,en from:official sensitivity:fewer",
        "subscribe ((gallium OR 갈륨) lang:en) lang:ko,en from:official sensitivity:fewer",
        "digest daily 08:30",
    )
    reply = fill("subscribe", answers, submit=True)
    assert reply.form is None
    assert reply.announce
    for told in (reply.card.plain, reply.announce.plain):
        assert "CBAM & border carbon adjustments" in told
    listed = fill("list").card.plain
    assert "cbam lang:ko,en from:official sensitivity:fewer" in listed
    assert "gallium OR 갈륨" in listed
    assert "daily 08:30 Asia/Seoul" in fill("digest").card.plain


def test_settings_show_what_is_set_and_change_only_what_was_changed(fill: Fill) -> None:
    fill("quiet 19:00-08:00")
    form = fill("settings").form
    assert form
    shown = {one.name: one.value for one in form.fields}
    assert shown["quiet"] == ("19:00-08:00 Asia/Seoul",)
    assert shown["channel_lang"] == ("en",)
    reply = fill("settings", {**shown, "cap": ("10",), "channel_lang": ("ko",)}, submit=True, seen=shown)
    assert "At most 10 alerts a day" in reply.card.plain
    assert reply.announce
    assert "quiet" not in reply.announce.plain
    assert field(fill("settings").form, "cap").value == ("10",)


def test_what_another_person_set_meanwhile_is_not_undone(fill: Fill) -> None:
    form = fill("settings").form
    assert form
    shown = {one.name: one.value for one in form.fields}
    fill("quiet 19:00-08:00")
    fill("settings", {**shown, "cap": ("5",)}, submit=True, seen=shown)
    after = fill("settings").form
    assert (field(after, "cap").value, field(after, "quiet").value) == (("5",), ("19:00-08:00 Asia/Seoul",))


def test_settings_left_as_they_are_change_nothing(fill: Fill) -> None:
    form = fill("settings").form
    assert form
    reply = fill("settings", {one.name: one.value for one in form.fields}, submit=True)
    assert (reply.card.plain, reply.announce) == ("Nothing was changed.", None)


@pytest.mark.parametrize(
    ("name", "typed", "ended"),
    [
        ("digest", "weekly mon 09:00 Asia/Seoul", "digest off"),
        ("quiet", "19:00-08:00 Asia/Seoul weekends", "quiet off"),
        ("pause", "2026-03-05T18:00", "resume"),
        ("cap", "12", "digest max:off"),
    ],
)
def test_a_setting_that_is_emptied_ends(fill: Fill, name: str, typed: str, ended: str) -> None:
    fill("settings", {name: (typed,)}, submit=True)
    assert field(fill("settings").form, name).value == (typed,)
    assert forms.lines("settings", {name: ()}) == (ended,)
    fill("settings", {name: ()}, submit=True, seen={name: (typed,)})
    assert field(fill("settings").form, name).value == ()


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("digest", "daily 08:30 max:5"),
        ("quiet", "late"),
        ("pause", "1d except:x"),
        ("cap", "0"),
        ("cap", "many"),
        ("channel_lang", "fr"),
        ("digest", "daily " + "x" * 200),
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused_at_its_field(fill: Fill, name: str, typed: str) -> None:
    form = fill("settings", {name: (typed,), "cap": ("7",) if name != "cap" else (typed,)}, submit=True).form
    assert list(forms.wrong(form) if form else ()) == [name]
    assert field(fill("settings").form, "cap").value == ()


nasty = st.lists(st.text(max_size=30) | st.sampled_from(["cbam", "*", "\x00", "😀", '"', "ko", "daily"]), max_size=4).map(tuple)  # fmt: skip
names = st.sampled_from(
    ["topics.measures", "topics.none", "query", "langs", "tiers", "sensitivity", "digest", "quiet", "pause", "cap", "x"]
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(form=st.sampled_from(forms.IDS), answers=st.dictionaries(names, nasty, max_size=6), submit=st.booleans())
def test_no_answer_breaks_a_form(fill: Fill, form: str, answers: Mapping[str, tuple[str, ...]], submit: bool) -> None:
    reply = fill(form, answers, submit=submit)
    assert "logged" not in reply.card.plain
    for one in reply.form.fields if reply.form else ():
        assert one.ask is not Ask.ONE or len(one.value) <= 1
