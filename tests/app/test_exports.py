"""`policywire calendar` and `policywire brief`, and a language model by settings, from stored items."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.brief_form import BriefForm
from app.exports import brief_file, calendar
from app.settings import Settings, load
from app.understanding import build_understanding
from bot.commands.dispatch import Dispatcher
from bot.commands.request import Request
from core.catalogue import Catalogue
from core.errors import QueryError, SettingError
from core.items import from_document
from core.match import Matcher
from core.model import Document
from jobs import group_items, match_items, read_topics
from jobs.read_docx import read as read_document
from storage.engine import Database
from storage.store import Store
from tests.app.conftest import Policywire
from tests.servers.model import ModelServer, status

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BODY = (
    "The European Commission will charge importers for CBAM certificates of $3bn a year. Comments are due by 20 March 2026. "
    "The rules for steel importers take effect on 1 April 2026."
)


def brief_text(settings: Settings, topic: str, days: int, lang: str) -> str:
    return brief_file(settings, topic, days, lang, NOW, BriefForm.MD).decode()


@pytest.fixture
def settings(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    return load(None)


@pytest.fixture
def store(settings: Settings) -> Store:
    """One document about CBAM, matched and grouped."""
    store = Store(Database(settings.database_url.get_secret_value()))
    draft = from_document(
        Document("CBAM certificates; priced, at last", BODY, "EC", NOW, "https://ec.example/1", "en"), "a"
    )
    store.documents.read("a", "1", draft, NOW)
    topics = read_topics.read(settings.topics_file)
    matcher = Matcher(topics)
    match_items.run(store, matcher, match_items.Queries(matcher), NOW)
    group_items.run(store, group_items.Grouping(build_understanding(settings, store, topics).entities), NOW)
    return store


def test_a_calendar_is_lines_for_people_and_a_file_for_calendars(settings: Settings, store: Store) -> None:
    (item,) = store.items.latest(None, 9)
    lines = calendar(settings, "cbam", 60, NOW, as_ics=False)
    assert lines.splitlines() == [
        f"Fri 20 Mar 2026\tDeadline\t#{item.id}\tComments are due by 20 March 2026.",
        f"Wed 1 Apr 2026\tTakes effect\t#{item.id}\tThe rules for steel importers take effect on 1 April 2026.",
    ]
    assert calendar(settings, "", 60, NOW, as_ics=False) == lines
    assert calendar(settings, "importers", 60, NOW, as_ics=False) == lines
    assert calendar(settings, "cptpp", 60, NOW, as_ics=False) == ""
    written = calendar(settings, "cbam", 20, NOW, as_ics=True)
    assert written.startswith("BEGIN:VCALENDAR\r\n")
    assert written.count("BEGIN:VEVENT") == 1
    assert "SUMMARY:Deadline: CBAM certificates\\; priced\\, at last\r\n" in written


def test_a_brief_is_a_markdown_document(settings: Settings, store: Store) -> None:
    text = brief_text(settings, "cbam", 7, "en")
    assert text.startswith(
        "# Brief: CBAM \\& border carbon adjustments, since Mon 23 Feb 2026\n\n## What changed\n\n- CBAM"
    )
    assert "## Dates ahead" in text
    assert "## 앞으로의 일정" in brief_text(settings, "탄소국경세", 7, "ko")
    assert "0 items in 0 stories" in brief_text(settings, "cptpp", 7, "en")


@pytest.mark.parametrize("days", [0, 366, -1])
def test_days_that_are_none_and_bad_queries_are_refused(settings: Settings, store: Store, days: int) -> None:
    for asked in (
        lambda: calendar(settings, "", days, NOW, as_ics=True),
        lambda: brief_text(settings, "cbam", days, "en"),
    ):
        with pytest.raises(SettingError) as caught:
            asked()
        assert "from 1 to 365" in caught.value.user
    with pytest.raises(QueryError):
        calendar(settings, "(cbam OR", 7, NOW, as_ics=False)


def test_the_commands_run_in_the_shell(policywire: Policywire, tmp_path: Path) -> None:
    assert policywire("migrate").status == 0
    ran = policywire("calendar", "--ics")
    assert (ran.status, ran.out.splitlines()[0], ran.err) == (0, "BEGIN:VCALENDAR", "")
    assert policywire("brief", "cbam").out.startswith("# Brief: CBAM")
    assert policywire("brief", "cbam", "--days", "0").status == 2
    target = tmp_path / "brief.docx"
    assert policywire("brief", "cbam", "--format", "docx", "--output", str(target)).status == 0
    assert read_document(target.read_bytes(), "brief.docx").title.startswith("Brief: CBAM")


def asked(settings: Settings, store: Store) -> str:
    """What `summary` answers with these settings."""
    topics = read_topics.read(settings.topics_file)
    understanding = build_understanding(settings, store, topics)
    dispatch = Dispatcher(
        store, Catalogue(topics), lambda: NOW, settings.zone, known=understanding.known, summariser=understanding.summariser
    )  # fmt: skip
    (item,) = store.items.latest(None, 9)
    plain = dispatch(Request("console", "local", "c", "u", f"summary #{item.id}")).card.plain
    understanding.close()
    return plain


def test_a_configured_model_writes_summaries_within_its_budget(settings: Settings, store: Store) -> None:
    answer = json.dumps(
        {"sentences": [{"text": "The rules for steel importers take effect on 1 April 2026.", "cites": [3]}]}
    )
    with ModelServer(lambda _: answer) as server:
        model = {"llm_url": server.url, "llm_key": SecretStr("k"), "llm_model": "m-1", "llm_seconds": 5.0}
        with_model = settings.model_copy(update=model)
        assert "Written by the language model m-1" in asked(with_model, store)
        assert "Written by the language model m-1" in asked(with_model, store)
        assert (len(server.asked), server.keys) == (1, ["Bearer k"])  # the second answer is from the cache
        poor = with_model.model_copy(update={"llm_tokens_a_day": 10, "llm_model": "m-2"})
        assert "Excerpt, not a summary." in asked(poor, store)
        assert len(server.asked) == 1
    assert store.language.spent("console:local", NOW.date()).tokens > 0
    assert store.language.spent("console:local", date(2026, 3, 3) + timedelta(days=1)).tokens == 0


def test_a_model_that_invents_or_fails_leaves_the_excerpt(settings: Settings, store: Store) -> None:
    invented = json.dumps(
        {"sentences": [{"text": "The rules for steel importers take effect on 2 April 2026.", "cites": [3]}]}
    )
    for behaviour in (lambda _: invented, lambda _: status(500)):
        with ModelServer(behaviour) as server:
            with_model = settings.model_copy(update={"llm_url": server.url, "llm_model": "m-1"})
            plain = asked(with_model, store)
            assert len(server.asked) == 1
        assert "Excerpt, not a summary." in plain
        assert "2 April" not in plain
        store.language.put("x", "y", NOW + timedelta(days=40))  # so that the first answer is not remembered


def test_without_settings_there_is_no_model(settings: Settings, store: Store) -> None:
    assert build_understanding(settings, store, []).summariser is None
    assert "Excerpt, not a summary." in asked(settings, store)
