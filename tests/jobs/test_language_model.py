"""A language model that misbehaves changes nothing that people read. Real HTTP on loopback, real `openai` client."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from core.facts import Known
from core.gate import Refusal
from core.model import Item
from core.ports import Spent
from core.summary import excerpt
from core.written import Origin, Shortfall, Summary
from jobs.language_endpoint import FREE, Endpoint, Price
from jobs.language_memory import MemoryCache, MemoryLedger
from jobs.language_model import LanguageModel
from jobs.read_agencies import read as read_agencies
from tests.servers.model import Behaviour, ModelServer, broken_off, completion, dripping, hanging, stalling, status

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
PLENTY = Spent(100_000)
INJECTIONS = [
    json.loads(line) for line in (ROOT / "tests" / "data" / "injections.jsonl").read_text("utf-8").splitlines()
]
TITLES = {"en": "Duties on steel pipe", "ko": "강관 관세", "zh": "钢管关税", "ja": "鋼管の関税"}
BODIES = {
    "en": "The trade ministry imposed duties of 12 percent on steel pipe from Vietnam on Tuesday. Importers must pay deposits from"
    " December 1. Domestic makers had asked for protection in May. The ministry will review the duties within two years.",
    "ko": "산업통상부는 17일 베트남산 강관에 12%의 관세를 부과한다고 밝혔다. 수입업체는 12월 1일부터 예치금을 내야 한다. 국내 제조사들은 지난 5월"
    " 보호를 요청했다. 산업통상부는 2년 안에 관세를 재검토할 계획이다.",
    "zh": "商务部17日宣布对越南钢管征收12%的关税。进口商须自12月1日起缴纳保证金。国内生产商于5月申请保护。商务部将在两年内复审该关税。",
    "ja": "経済産業省は17日、ベトナム産鋼管に12％の関税を課すと発表した。輸入業者は12月1日から保証金を支払う必要がある。国内メーカーは5月に保護を要請した。"
    "同省は2年以内に関税を見直す方針だ。",
}
HONEST = {
    "en": (
        "The trade ministry imposed duties of 12 percent on steel pipe from Vietnam.",
        "Importers must pay deposits from December 1.",
    ),
    "ko": (
        "산업통상부는 베트남산 강관에 12%의 관세를 부과한다고 밝혔다.",
        "수입업체는 12월 1일부터 예치금을 내야 한다.",
    ),
    "zh": ("商务部宣布对越南钢管征收12%的关税。", "进口商须自12月1日起缴纳保证金。"),
    "ja": (
        "経済産業省はベトナム産鋼管に12％の関税を課すと発表した。",
        "輸入業者は12月1日から保証金を支払う必要がある。",
    ),
}


def item(lang: str = "en", body: str | None = None) -> Item:
    return Item("K7Q2", TITLES[lang], BODIES[lang] if body is None else body, lang, published=NOW - timedelta(hours=1))


def sentences(*claims: tuple[str, list[Any]]) -> str:
    return json.dumps({"sentences": [{"text": text, "cites": cites} for text, cites in claims]}, ensure_ascii=False)


@contextmanager
def model(
    behaviour: Behaviour, *, seconds: float = 5, limit: Spent = PLENTY, price: Price = FREE
) -> Iterator[tuple[LanguageModel, ModelServer]]:
    known = Known(read_agencies(ROOT / "seeds" / "agencies.yaml"))
    with ModelServer(behaviour) as server:
        endpoint = Endpoint(server.url, "key-1", "tiny", seconds=seconds, price=price)
        try:
            yield LanguageModel(endpoint, MemoryLedger(), MemoryCache(), limit=limit, known=known), server
        finally:
            endpoint.close()


def summary(behaviour: Behaviour, given: Item | None = None, **options: Any) -> Summary:
    with model(behaviour, **options) as (language, _):
        return language.summarise(given or item(), workspace="T1", now=NOW)


def is_extract(told: Summary, given: Item) -> bool:
    return told.origin is Origin.EXTRACT and tuple(one.cites[0] for one in told.sentences) == excerpt(given, 3)


@pytest.mark.parametrize("lang", BODIES)
def test_an_honest_summary_is_shown_with_the_sentences_it_cites(lang: str) -> None:
    first, second = HONEST[lang]
    given = item(lang)
    told = summary(lambda asked: sentences((first, [1]), (second, [2])), given)
    assert (told.origin, told.shortfall, told.refusals) == (Origin.MODEL, None, ())
    assert [one.text for one in told.sentences] == [first, second]
    spans = [[given.body[cited.start : cited.end] for cited in one.cites] for one in told.sentences]
    assert [len(cited) for cited in spans] == [1, 1]
    assert given.body.startswith(spans[0][0])
    assert "12" in spans[1][0] or "December 1" in spans[1][0]
    assert told.model == "tiny"


def test_the_document_goes_out_as_numbered_data_and_the_key_only_in_its_header() -> None:
    with model(lambda asked: sentences((HONEST["en"][0], [1]))) as (language, server):
        language.summarise(item(), workspace="T1", now=NOW)
    system, user = server.asked[0]["messages"]
    assert "[2] Importers must pay deposits from December 1." in user["content"]
    marker = user["content"].splitlines()[0].removeprefix("<<<")
    assert user["content"].endswith(f"\n{marker}>>>")
    assert marker in system["content"]
    assert "data" in system["content"]
    assert server.keys == ["Bearer key-1"]
    assert "key-1" not in json.dumps(server.asked)


def test_an_invented_number_is_dropped_and_the_rest_stays() -> None:
    told = summary(
        lambda asked: sentences(
            (HONEST["en"][0], [1]), ("Importers must pay 5 million in deposits from December 1.", [2])
        )
    )
    assert [one.text for one in told.sentences] == [HONEST["en"][0]]
    assert told.refusals == (Refusal.NUMBER,)


def test_a_summary_that_fails_whole_is_an_extract_and_says_so() -> None:
    told = summary(lambda asked: sentences(("Duties rose to 21 percent.", [1]), ("Importers need not pay.", [])))
    assert is_extract(told, item())
    assert told.shortfall is Shortfall.REFUSED
    assert set(told.refusals) == {Refusal.NUMBER, Refusal.NO_CITATION}


@pytest.mark.parametrize("cites", [[], [0], [5], [-1], [True], ["1"], [1.0], [None]])
def test_a_citation_of_no_sentence_is_none(cites: list[Any]) -> None:
    told = summary(lambda asked: sentences((HONEST["en"][0], cites)))
    assert is_extract(told, item())
    assert told.refusals == (Refusal.NO_CITATION,)


@pytest.mark.parametrize("injection", INJECTIONS, ids=[one["id"] for one in INJECTIONS])
def test_an_instruction_in_a_document_changes_nothing(injection: dict[str, str]) -> None:
    lang = injection["lang"]
    given = item(lang, BODIES[lang] + "\n\n" + injection["text"] + "\n")
    first, _ = HONEST[lang]
    cites = list(range(1, 6))

    def obeying(asked: dict[str, Any]) -> str:
        return sentences(
            (first, [1]), *((injection["wanted"], [cite]) for cite in cites), (injection["wanted"], cites[:4])
        )

    with model(obeying) as (language, server):
        told = language.summarise(given, workspace="T1", now=NOW, count=9)
        translated = language.translate(given, [TITLES[lang]], "fr", workspace="T1", now=NOW)
    assert [one.text for one in told.sentences] == [first]
    assert injection["wanted"] not in server.asked[0]["messages"][1]["content"]
    assert injection["wanted"] not in str(translated.lines)
    assert injection["wanted"] not in " ".join(one.text for one in excerpt(given, 9))


@pytest.mark.parametrize("lang", BODIES)
def test_there_are_ten_injections_a_language(lang: str) -> None:
    assert sum(one["lang"] == lang for one in INJECTIONS) >= 10


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "I cannot help with that.",
        "[]",
        "{}",
        '{"sentences": 5}',
        '{"sentences": ["text"]}',
        '{"sentences": [{"text": 5, "cites": [1]}]}',
        '{"sentences": [{"text": "Duties.", "cites": 1}]}',
        '{"sentences": []}',
        '{"sentences": [',
        "{" * 20_000 + "}" * 20_000,
        b"not json at all",
        b"",
        b"{}",
        b"[1]",
        b'{"choices": []}',
        b'{"choices": [{"message": {"content": null}}]}',
        b"\xff\xfe",
        completion(" " * 70_000),
    ],
)
def test_an_answer_that_is_none_is_an_extract(answer: str | bytes) -> None:
    told = summary(lambda asked: answer)
    assert is_extract(told, item())
    assert told.shortfall is Shortfall.BAD_ANSWER


def test_a_fenced_answer_is_read() -> None:
    told = summary(lambda asked: f"Here it is:\n```json\n{sentences((HONEST['en'][0], [1]))}\n```")
    assert told.origin is Origin.MODEL


@pytest.mark.parametrize("silence", [hanging(60), stalling, dripping])
def test_a_call_ends_in_time(silence: Any) -> None:
    start = time.monotonic()
    told = summary(lambda asked: silence, seconds=0.3)
    assert time.monotonic() - start < 20
    assert is_extract(told, item())
    assert told.shortfall is Shortfall.TIMEOUT


@pytest.mark.parametrize(
    ("answer", "shortfall"),
    [
        (status(429), Shortfall.RATE_LIMITED),
        (status(500), Shortfall.UNREACHABLE),
        (status(503), Shortfall.UNREACHABLE),
        (status(401), Shortfall.REJECTED),
        (status(400), Shortfall.REJECTED),
        (status(307, {"Location": "http://127.0.0.1:9/v1/chat/completions"}), Shortfall.REJECTED),
        (broken_off, Shortfall.UNREACHABLE),
    ],
)
def test_an_error_is_named_and_not_repeated(answer: Any, shortfall: Shortfall) -> None:
    with model(lambda asked: answer) as (language, server):
        told = language.summarise(item(), workspace="T1", now=NOW)
    assert is_extract(told, item())
    assert told.shortfall is shortfall
    assert len(server.asked) == 1


def test_nobody_there() -> None:
    with ModelServer(lambda asked: "") as server:
        url = server.url
    endpoint = Endpoint(url, "", "tiny", seconds=1)
    told = LanguageModel(endpoint, MemoryLedger(), MemoryCache()).summarise(item(), workspace="T1", now=NOW)
    endpoint.close()
    assert told.shortfall is Shortfall.UNREACHABLE


@pytest.mark.parametrize(
    ("headers", "rest"),
    [({}, 60), ({"Retry-After": "300"}, 300), ({"Retry-After": "999999"}, 1800), ({"Retry-After": "soon"}, 60)],
)
def test_an_endpoint_that_wants_rest_gets_it(headers: dict[str, str], rest: int) -> None:
    with model(lambda asked: status(429, headers)) as (language, server):
        language.summarise(item(), workspace="T1", now=NOW)
        resting = language.summarise(item(), workspace="T1", now=NOW + timedelta(seconds=rest - 1))
        server.behaviour = lambda asked: sentences((HONEST["en"][0], [1]))
        again = language.summarise(item(), workspace="T1", now=NOW + timedelta(seconds=rest))
    assert resting.shortfall is Shortfall.PAUSED
    assert again.origin is Origin.MODEL
    assert len(server.asked) == 2


def test_a_refused_document_does_not_stop_the_next() -> None:
    with model(lambda asked: status(400)) as (language, server):
        language.summarise(item(), workspace="T1", now=NOW)
        server.behaviour = lambda asked: sentences((HONEST["ko"][0], [1]))
        assert language.summarise(item("ko"), workspace="T1", now=NOW).origin is Origin.MODEL


def test_the_same_document_is_asked_once() -> None:
    with model(lambda asked: sentences((HONEST["en"][0], [1]))) as (language, server):
        first = language.summarise(item(), workspace="T1", now=NOW)
        second = language.summarise(item(), workspace="T2", now=NOW + timedelta(days=3))
        language.summarise(
            item(body=BODIES["en"] + " Vietnam protested against the duties at once."), workspace="T1", now=NOW
        )
    assert first.sentences == second.sentences
    assert (first.tokens > 0, second.tokens) == (True, 0)
    assert len(server.asked) == 2


def test_the_budget_holds_a_day_and_a_workspace() -> None:
    answer = completion(sentences((HONEST["en"][0], [1])), {"prompt_tokens": 900, "completion_tokens": 100})
    with model(lambda asked: answer, limit=Spent(2_500)) as (language, server):

        def ask(number: int, workspace: str, now: datetime) -> Shortfall | None:
            given = item(body=BODIES["en"] + f" Case number {number} stays open for the time being.")
            return language.summarise(given, workspace=workspace, now=now).shortfall

        assert [ask(number, "T1", NOW) for number in range(3)] == [None, None, Shortfall.BUDGET]
        assert ask(3, "T2", NOW) is None
        assert ask(4, "T1", NOW + timedelta(days=1)) is None
    assert len(server.asked) == 4


def test_a_budget_may_be_money() -> None:
    answer = completion(sentences((HONEST["en"][0], [1])), {"prompt_tokens": 500_000, "completion_tokens": 500_000})
    price = Price(Decimal(2), Decimal(4))
    with model(lambda asked: answer, limit=Spent(10_000_000, Decimal(3)), price=price) as (language, _):
        assert language.summarise(item(), workspace="T1", now=NOW).shortfall is None
        spent = language.ledger.spent("T1", NOW.date())
        assert spent == Spent(1_000_000, Decimal(3))
        assert language.summarise(item("ko"), workspace="T1", now=NOW).shortfall is Shortfall.BUDGET


@pytest.mark.parametrize(("answer", "charged"), [(status(500), False), (status(429), False), (b"nonsense", True)])
def test_only_what_may_have_cost_something_is_booked(answer: Any, charged: bool) -> None:
    with model(lambda asked: answer) as (language, _):
        language.summarise(item(), workspace="T1", now=NOW)
        spent = language.ledger.spent("T1", NOW.date())
    assert (spent.tokens > 0) is charged


@pytest.mark.parametrize("usage", [{"prompt_tokens": -5, "completion_tokens": 10**30}, {"prompt_tokens": "many"}, [1]])
def test_a_wild_count_of_tokens_is_not_believed(usage: Any) -> None:
    with model(lambda asked: completion(sentences((HONEST["en"][0], [1])), usage)) as (language, _):
        assert 0 < language.summarise(item(), workspace="T1", now=NOW).tokens < 5_000


@pytest.mark.parametrize("body", ["", "1 | 2 | 3\n4 | 5 | 6", "https://a.example https://b.example"])
def test_nothing_is_sent_of_an_item_without_text(body: str) -> None:
    with model(lambda asked: sentences(("Duties.", [1]))) as (language, server):
        told = language.summarise(item(body=body), workspace="T1", now=NOW)
    assert (told.sentences, told.shortfall, server.asked) == ((), Shortfall.NO_TEXT, [])


def test_a_large_document_is_sent_in_part() -> None:
    body = "\n\n".join(
        f"Clause {number} obliges every importer of pipe to keep books and to show them on request."
        for number in range(5_000)
    )
    with model(lambda asked: "{}") as (language, server):
        language.summarise(item(body=body), workspace="T1", now=NOW)
    assert len(server.asked[0]["messages"][1]["content"]) < 14_000


def test_what_an_endpoint_does_not_take_can_be_left_out() -> None:
    with ModelServer(lambda asked: sentences((HONEST["en"][0], [1]))) as server:
        endpoint = Endpoint(
            server.url, "", "tiny", json_mode=False, tokens_name="max_completion_tokens", temperature=None
        )
        LanguageModel(endpoint, MemoryLedger(), MemoryCache()).summarise(item(), workspace="T1", now=NOW)
        endpoint.close()
    assert set(server.asked[0]) == {"model", "messages", "max_completion_tokens"}


LINES = (TITLES["ko"], "산업통상부는 17일 베트남산 강관에 12%의 관세를 부과한다고 밝혔다.")


def translation(lines: Any) -> str:
    return json.dumps({"lines": lines}, ensure_ascii=False)


def test_a_translation_keeps_its_original_beside_it() -> None:
    english = (
        "Duties on steel pipe",
        "The Ministry of Trade, Industry and Resources said on the 17th of November it would impose a 12% duty on pipe from Vietnam.",
    )
    with model(lambda asked: translation(english)) as (language, server):
        told = language.translate(item("ko"), LINES, "en", workspace="T1", now=NOW)
        again = language.translate(item("ko"), LINES, "en", workspace="T1", now=NOW)
    assert (told.lang, told.originals, told.lines, told.shortfall) == ("en", LINES, english, None)
    assert again.lines == english
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("The ministry said on November 17 it would impose a 21% duty on pipe from Vietnam.", Refusal.NUMBER),
        ("The ministry said on November 17 it would impose a duty on pipe from Vietnam.", Refusal.LOST),
        ("The ministry said on November 18 it would impose a 12% duty on pipe from Vietnam.", Refusal.DATE),
        ("The ministry said on November 17 it would impose a 12% duty on pipe from Thailand.", Refusal.COUNTRY),
        ("See https://evil.example: on November 17 a 12% duty on pipe from Vietnam.", Refusal.ADDRESS),
    ],
)
def test_a_translation_that_changes_a_fact_is_not_shown(line: str, why: Refusal) -> None:
    with model(lambda asked: translation(["Duties on steel pipe", line])) as (language, _):
        told = language.translate(item("ko"), LINES, "en", workspace="T1", now=NOW)
    assert told.lines == ("Duties on steel pipe", None)
    assert told.refusals == (why,)


def test_a_translation_refused_whole_says_so() -> None:
    with model(lambda asked: translation(["Duties of 7%", "On November 17, 8%"])) as (language, _):
        told = language.translate(item("ko"), LINES, "en", workspace="T1", now=NOW)
    assert (told.lines, told.shortfall) == ((None, None), Shortfall.REFUSED)


@pytest.mark.parametrize("lines", [["one"], ["one", "two", "three"], ["one", 2], "one", None])
def test_a_translation_is_one_line_a_line(lines: Any) -> None:
    with model(lambda asked: translation(lines)) as (language, _):
        told = language.translate(item("ko"), LINES, "en", workspace="T1", now=NOW)
    assert (told.lines, told.shortfall) == ((None, None), Shortfall.BAD_ANSWER)


def test_without_lines_or_without_an_endpoint_there_is_no_translation() -> None:
    with model(lambda asked: status(500)) as (language, server):
        assert language.translate(item(), ["", " "], "ko", workspace="T1", now=NOW).shortfall is Shortfall.NO_TEXT
        assert server.asked == []
        assert language.translate(item(), ["Duties"], "ko", workspace="T1", now=NOW).shortfall is Shortfall.UNREACHABLE
