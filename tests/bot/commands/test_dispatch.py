"""The one way in: unknown words, errors, languages, and lines that mean harm."""

import logging
import string
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.commands.dispatch import Dispatcher
from bot.commands.request import Request, Visibility
from bot.commands.table import COMMANDS
from core.card import Preformatted
from core.catalogue import Catalogue
from core.wording import TEXTS
from storage.engine import Database
from storage.store import Store
from tests.bot.commands.conftest import Ask, asking, lines_of

HOSTILE = {
    "10,000 characters": "subscribe " + "x" * 10_000,
    "10,000 of an unknown verb": "x" * 10_000,
    "a word of 3,900 characters": "latest " + "관세" * 1_950,
    "NUL": "subscribe \x00\x00",
    "NUL inside": "summary #\x00K7Q2",
    "right to left": "subscribe \u202e\u2066reversed\u2069",
    "emoji": "subscribe 👩‍👩‍👧‍👦🚢",
    "a family as verb": "👨‍👩‍👧 cbam",
    "a ping": "subscribe <!channel>",
    "a ping as verb": "<!channel>",
    "half a surrogate pair": "subscribe \ud83d cbam",
    "markup": "subscribe <script>alert(1)</script>",
    "SQL": "latest '; DROP TABLE item; --",
    "a format": "summary {user} %s {0}",
    "regular expression": "topics (a+)+$",
    "deep": "subscribe " + "(" * 500 + "a" + ")" * 500,
    "many options": "subscribe cbam " + "lang:ko " * 400,
    "a file": "summary file:///etc/passwd",
    "a script": "summary javascript:alert(1)",
    "quotes": 'subscribe """""',
    "only a quote": '"',
    "blanks": " \t\u3000\u00a0 ",
    "option without key": "subscribe :ko =x --",
    "control": "help \x1b[31m\x07",
}


@pytest.mark.parametrize("line", HOSTILE.values(), ids=HOSTILE)
def test_no_line_breaks_anything(ask: Ask, caplog: pytest.LogCaptureFixture, line: str) -> None:
    with caplog.at_level(logging.WARNING):
        reply = ask(line)
    assert reply.card.plain
    assert TEXTS["failed"]["en"] not in reply.card.plain
    assert not caplog.records
    assert len(reply.card.plain) < 6_000
    assert not {c for c in reply.card.plain if c < " " and c != "\n"}


@pytest.mark.parametrize("name", ["NUL inside", "right to left", "a ping", "half a surrogate pair", "markup", "emoji"])
def test_what_a_hostile_line_left_can_be_listed_and_ended(ask: Ask, name: str) -> None:
    ask(HOSTILE[name])
    ask("subscribe cbam")
    assert "CBAM & border carbon adjustments" in ask("list").card.plain
    ask("unsubscribe all confirm:yes")
    assert "Nothing is subscribed here yet." in ask("list").card.plain


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: c.verb)
@pytest.mark.parametrize("lang", ["en", "ko"])
def test_every_verb_answers_in_every_language_and_by_every_name(ask: Ask, command: object, lang: str) -> None:
    assert command in COMMANDS
    verb, aliases = getattr(command, "verb", ""), getattr(command, "aliases", ())
    answers = {ask(word, lang=lang).card.plain for word in (verb, *(a for a in aliases if a.isascii()))}
    assert len(answers) == 1
    if lang == "ko":
        assert {ask(a, lang=lang).card.plain for a in aliases} == answers
        assert any("가" <= c <= "힣" for c in answers.pop())


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: c.verb)
def test_every_example_in_the_help_works(ask: Ask, command: object) -> None:
    for examples in getattr(command, "examples", {}).values():
        for example in examples:
            told = ask(example).card.plain
            assert "There is no command" not in told
            assert "명령은 없습니다" not in told
            assert "knows no option" not in told


def test_policy_alone_says_how_things_are_and_what_to_try(ask: Ask) -> None:
    for alone in ("", "/policy", "  "):
        reply = ask(alone)
        assert reply.card.plain == ask("status").card.plain
        assert lines_of(reply.card)[-3:] == ["subscribe korea-china-fta", "latest", "help"]


def test_what_is_tried_next_is_nothing_that_was_done(ask: Ask) -> None:
    ask("subscribe korea-china-fta")
    assert lines_of(ask("").card) == ["subscribe critical-minerals", "latest", "help"]
    assert lines_of(ask("", lang="ko").card) == ["구독 critical-minerals", "최신", "도움말"]


@pytest.mark.parametrize(
    ("line", "told", "buttons"),
    [
        ("subscrbe cbam", "There is no command “subscrbe”.", ["subscribe cbam", "unsubscribe cbam"]),
        ("lates", "There is no command “lates”.", ["latest"]),
        ("SUMARY #K7Q2", "There is no command “SUMARY”.", ["summary #K7Q2"]),
        ("구둑 핵심광물", "“구둑” 명령은 없습니다.", ["구독 핵심광물"]),
        ("#K7Q2", "There is no command “#K7Q2”.", ["summary #K7Q2"]),
        ("https://ec.example/x?a=1", "There is no command “https://ec.example/x?a=1”.", ["summary https://ec.example/x?a=1"]),
        ("korea-china-fta", "“korea-china-fta” is the topic korea-china-fta.", ["latest korea-china-fta", "subscribe korea-china-fta"]),
        ("한중 FTA", "“한중 FTA”은(는) 주제 korea-china-fta입니다.", ["최신 korea-china-fta", "구독 korea-china-fta"]),
        ("good morning", "There is no command “good”.", ["help", "topics"]),
    ],
)  # fmt: skip
def test_an_unknown_word_gets_the_nearest_command_and_never_a_silent_search(
    ask: Ask, line: str, told: str, buttons: list[str]
) -> None:
    reply = ask(line)
    assert reply.card.plain.splitlines()[0] == told
    assert lines_of(reply.card) == buttons
    assert reply.announce is None
    assert reply.visibility is Visibility.CALLER


def test_a_bad_query_is_answered_with_a_caret_and_a_repair(ask: Ask) -> None:
    (block,) = ask("subscribe (CBAM OR 탄소국경").card.blocks
    assert isinstance(block, Preformatted)
    query, caret, told = block.text.splitlines()
    assert query == "(CBAM OR 탄소국경"
    assert caret.strip() == "^"
    assert told == "Missing ) after position 13. Did you mean (CBAM OR 탄소국경)?"


def test_the_language_is_the_callers_else_the_channels_else_the_installations(
    sqlite_store: Store, catalogue: Catalogue
) -> None:
    def at_nine() -> datetime:
        return datetime(2026, 3, 2, 9, tzinfo=UTC)

    korean = Dispatcher(sqlite_store, catalogue, at_nine, ZoneInfo("UTC"), "ko")
    english = Dispatcher(sqlite_store, catalogue, at_nine, ZoneInfo("UTC"), "en")
    request = Request("slack", "T1", "C1", "U1", "list")
    assert "이 채널에는 아직 구독이 없습니다." in korean(request).card.plain
    assert "이 채널에는 아직 구독이 없습니다." in english(request).card.plain
    assert "Nothing is subscribed here yet." in korean(Request("slack", "T1", "C1", "U1", "list", lang="en")).card.plain
    assert "Nothing is subscribed here yet." in english(Request("slack", "T1", "C2", "U1", "list")).card.plain


def test_a_korean_command_is_answered_in_korean_wherever_it_is_typed(ask: Ask) -> None:
    assert ask("목록").card.plain.startswith("이 채널에는 아직 구독이 없습니다.")
    assert ask("구독 cbam lang:한국어").card.plain.startswith("“lang:”에는 ko,en 같은 언어 코드 형식이 필요합니다.")


def test_channels_with_one_address_in_two_workspaces_are_two(filled: Store, catalogue: Catalogue) -> None:
    here = Dispatcher(filled, catalogue, lambda: datetime(2026, 3, 2, tzinfo=UTC), ZoneInfo("UTC"))
    here(Request("slack", "T1", "C1", "U1", "subscribe cbam"))
    assert "Nothing is subscribed" in here(Request("slack", "T2", "C1", "U1", "list")).card.plain
    assert "Nothing is subscribed" in here(Request("console", "T1", "C1", "U1", "list")).card.plain


def test_a_database_that_is_gone_is_no_answer_that_names_it(
    sqlite_url: str, catalogue: Catalogue, caplog: pytest.LogCaptureFixture
) -> None:
    database = Database(sqlite_url)
    ask = asking(Store(database), catalogue)
    ask("list")
    with database.connection() as connection:
        connection.exec_driver_sql("ALTER TABLE subscription RENAME TO gone")
    told = ask("list secret-word").card.plain
    database.close()
    assert told == TEXTS["failed"]["en"]
    assert caplog.records
    assert "secret-word" not in caplog.text


def test_an_error_of_the_installation_names_no_host_in_a_channel(
    catalogue: Catalogue, caplog: pytest.LogCaptureFixture
) -> None:
    database = Database("postgresql://user:HUSH@db.internal.example:1/wire?host=127.0.0.1")
    told = asking(Store(database), catalogue)("list").card.plain
    database.close()
    assert told == TEXTS["failed"]["en"]
    assert "HUSH" not in caplog.text
    assert "does not answer" in caplog.text


def test_texts_say_the_same_in_both_languages() -> None:
    def fields(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for key, texts in TEXTS.items():
        assert set(texts) == {"en", "ko"}, key
        assert fields(texts["en"]) == fields(texts["ko"]), key
