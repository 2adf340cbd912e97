"""story, brief, calendar, and the summary of an item that others report too or that a model may write."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.commands.dispatch import Dispatcher
from bot.commands.request import Reply, Request
from core.catalogue import Catalogue
from core.entities import Entities
from core.errors import SourceError
from core.facts import Known
from core.gate import Refusal
from core.items import from_document
from core.match import Matcher
from core.model import Document, Entry, Evidence, Feed, Item, ParsedFeed, Tier
from core.ports import Fetched
from core.summary import Cited
from core.written import Origin, Shortfall, Stated, Summary, Translation
from jobs import group_items, match_items, read_agencies, watch_feeds
from storage.store import Store
from tests.bot.commands.conftest import NOW, TOPICS, lines_of

AGENCIES = read_agencies.read(Path(__file__).parents[3] / "seeds" / "agencies.yaml")
FEEDS = [
    Feed(
        "commerce",
        "U.S. Department of Commerce",
        "https://commerce.example/feed",
        Tier.OFFICIAL,
        lang="en",
        country="US",
    ),
    Feed("press", "Daily of Tests", "https://press.example/feed", Tier.PRESS, lang="en", country="US"),
]
BODY = (
    "The US Department of Commerce will raise the Section 232 tariff on steel imports from Korea to {rate}%. The tariff takes effect on "
    "1 April 2026. Comments are due by 20 March 2026. The order covers $3bn of imports a year."
)
ENTRIES = {
    "commerce": Entry("c1", "US to raise Section 232 steel tariff on Korea", "https://commerce.example/1", NOW - timedelta(days=2), body=BODY.format(rate=50)),
    "press": Entry("p1", "US raises Section 232 steel tariff on Korea", "https://press.example/1", NOW - timedelta(days=1), body=BODY.format(rate=25)),
}  # fmt: skip


class TwoFeeds:
    def fetch(self, feeds: Sequence[Feed]) -> Sequence[Fetched]:
        return [Fetched(feed, status=200, body=feed.id.encode(), url=feed.url) for feed in feeds]


def parse(data: bytes, *, content_type: str | None = None, base: str | None = None) -> ParsedFeed:
    return ParsedFeed("", entries=(ENTRIES[data.decode()],))


class Model:
    """A Summariser that says what it is told to, and keeps who asked."""

    def __init__(self, answer: Summary) -> None:
        self.answer, self.asked = answer, []

    def summarise(
        self, item: Item, *, workspace: str, now: datetime, count: int = 3, evidence: Sequence[Evidence] = ()
    ) -> Summary:
        self.asked.append((item.id, workspace, now))
        return self.answer


class Interpreter:
    """A Translator that can say every line but the `missing` one, and keeps what it was asked."""

    def __init__(self, missing: int | None = None) -> None:
        self.missing, self.asked = missing, []

    def translate(self, item: Item, lines: Sequence[str], lang: str, *, workspace: str, now: datetime) -> Translation:
        self.asked.append((item.id, tuple(lines), lang, workspace))
        said = tuple(None if at == self.missing else f"번역 {at}." for at in range(len(lines)))
        return Translation(lang, tuple(lines), said, model="m-1")


class Desk:
    def __init__(
        self,
        store: Store,
        summariser: Model | None = None,
        read_page: Callable[[str], Item] | None = None,
        translator: Interpreter | None = None,
    ) -> None:
        names = {"known": Known(AGENCIES, TOPICS), "summariser": summariser, "read_page": read_page}
        names |= {"translator": translator}
        self.dispatch = Dispatcher(store, Catalogue(TOPICS), lambda: NOW, ZoneInfo("Asia/Seoul"), **names)

    def __call__(self, line: str, **how: str) -> Reply:
        return self.dispatch(Request("slack", "T1", "C1", "U1", line, **how))


@pytest.fixture
def told(sqlite_store: Store, matcher: Matcher) -> dict[str, Item]:
    """Two reports of one event, matched and grouped, by the id of their feed."""
    sqlite_store.feeds.sync(FEEDS)
    watch_feeds.run(sqlite_store, TwoFeeds(), parse, lambda: NOW)
    match_items.run(sqlite_store, matcher, match_items.Queries(matcher), NOW)
    group_items.run(sqlite_store, group_items.Grouping(Entities(TOPICS, AGENCIES)), NOW)
    items = sqlite_store.items.latest(None, 9)
    return {feed.id: item for feed in FEEDS for item in items if item.source == feed.title}


def test_a_story_names_every_source_and_where_they_differ(sqlite_store, told):
    official, press = told["commerce"], told["press"]
    lines = Desk(sqlite_store)(f"story #{press.id.lower()}").card.plain.split("\n")
    story = sqlite_store.stories.of([press.key])[press.key]
    assert lines[:5] == [
        f"Story #{story}: {official.title} ({official.link})",
        "2 items in 2 outlets, oldest first.",
        "Official sources",
        f"• #{official.id} {official.title} ({official.link}) · U.S. Department of Commerce · official · Sat 28 Feb 2026, 18:00 KST",
        "Other sources",
    ]
    assert (
        f"Sources differ: 50% (U.S. Department of Commerce, #{official.id}) / 25% (Daily of Tests, #{press.id})."
        in lines
    )
    assert f"The official source is #{official.id}." in lines
    assert lines == Desk(sqlite_store)(f"story {press.link}").card.plain.split("\n")


def test_a_summary_says_who_else_reports_it(sqlite_store, told):
    card = Desk(sqlite_store)(f"summary #{told['press'].id}").card
    assert "Also in 1 outlet (1 EN)." in card.plain
    assert "Money: $3bn" in card.plain
    assert "Takes effect: Wed 1 Apr 2026" in card.plain
    assert lines_of(card)[0] == f"story #{told['press'].id}"


def test_a_brief_has_every_section_official_first(sqlite_store, told):
    reply = Desk(sqlite_store)("brief us-tariffs since:7d")
    plain = reply.card.plain
    cited = f"#{told['commerce'].id} U.S. Department of Commerce (https://commerce.example/1), #{told['press'].id} Daily of Tests"
    assert "US to raise Section 232 steel tariff on Korea: “The US Department of Commerce will raise" in plain
    for line in (
        "Fri 20 Mar 2026 · Deadline: “Comments are due",
        "Wed 1 Apr 2026 · Takes effect: “The tariff",
        "• $3bn: “The order",
    ):
        assert next(row for row in plain.split("\n") if line in row).count(cited) == 1
    assert "Sources differ: 50%" in plain
    assert plain.count("2 items in 1 story.") == 1
    shared = Desk(sqlite_store)(lines_of(reply.card)[-1], user_name="Mina").card.plain
    assert shared.startswith(plain.split("\n[")[0])
    assert shared.endswith("Shared by Mina.")


def test_a_brief_reads_what_it_is_narrowed_to(sqlite_store, told):
    ask = Desk(sqlite_store)
    assert "1 item in 1 story" in ask("brief us-tariffs from:official").card.plain
    assert "1건" in ask("brief us-tariffs since:36h lang:ko").card.plain
    assert ask("brief (zinc OR tin)").card.plain.startswith("Nothing about zinc OR tin since")
    assert "There is no topic" in ask("brief us-tarifs").card.plain


def test_a_calendar_has_firm_dates_first_and_each_event_once(sqlite_store, told):
    ask = Desk(sqlite_store)
    lines = ask("calendar next:40d topic:us-tariffs").card.plain.split("\n")
    assert [line.partition(":")[0] for line in lines[1:4]] == [
        "Deadlines and effective dates",
        "• Fri 20 Mar 2026 · Deadline",
        "• Wed 1 Apr 2026 · Takes effect",
    ]
    assert lines[-1] == "[Share] calendar next:40d topic:us-tariffs share:yes"
    assert ask("us-tariffs 일정 다음:4주").card.plain.split("\n")[1:3] == [
        "마감일과 시행일",
        lines[2].replace("Fri 20 Mar 2026 · Deadline", "2026년 3월 20일 (금) · 마감"),
    ]
    assert "No item" in ask("calendar topic:cptpp").card.plain
    assert "There is no topic" in ask("calendar us-tarifs").card.plain
    assert 'calendar next:30d topic:"(steel OR tin)" share:yes' in lines_of(ask("calendar (steel OR tin)").card)


def test_a_calendar_without_a_topic_is_about_what_the_channel_follows(sqlite_store, told):
    ask = Desk(sqlite_store)
    assert "all topics" in ask("calendar").card.plain
    ask("subscribe cptpp")
    assert ask("calendar").card.plain.startswith("No item of the last 90 days names a date in the next 30 days: CPTPP.")
    ask("subscribe us-tariffs")
    assert "20 Mar 2026" in ask("calendar").card.plain


@pytest.mark.parametrize("given", ["0d", "366d", "soon", "99w", "-1d"])
def test_a_time_ahead_that_cannot_be_read_is_shown_the_form(sqlite_store, given):
    assert "“next:” takes a number of days" in Desk(sqlite_store)(f"calendar next:{given}").card.plain


def test_a_long_calendar_says_how_much_more_there_is(sqlite_store, matcher):
    body = " ".join(f"A meeting on steel is held on {day} March 2026." for day in range(3, 30))
    draft = from_document(Document("Many meetings", body, published=NOW, lang="en"), "a")
    sqlite_store.documents.read("a", "1", draft, NOW)
    plain = Desk(sqlite_store)("calendar").card.plain
    assert plain.count("• ") == 12
    assert "and 15 more" in plain


def test_a_model_writes_the_summary_where_one_is_configured(sqlite_store, told):
    cited = Cited("Comments are due by 20 March 2026.", 0, 34)
    model = Model(Summary((Stated("Comments close on 20 March 2026.", (cited,)),), Origin.MODEL, model="m-1"))
    plain = Desk(sqlite_store, model)(f"summary #{told['press'].id}").card.plain
    assert "Comments close on 20 March 2026. [1]\nWritten by the language model m-1" in plain
    assert model.asked == [(told["press"].id, "slack:T1", NOW)]


def test_what_is_in_another_language_is_translated_below_the_original(sqlite_store, told):
    translator, official = Interpreter(missing=1), told["commerce"]
    plain = Desk(sqlite_store, translator=translator)(f"요약 #{official.id}").card.plain
    ((id, lines, lang, workspace),) = translator.asked
    assert (id, lines[0], lang, workspace) == (official.id, official.title, "ko", "slack:T1")
    assert (
        plain.index(official.title)
        < plain.index("m-1의 기계 번역입니다. 원문은 위에 있습니다.")
        < plain.index("번역 0.")
    )
    assert "번역 1." not in plain
    assert "번역 2." in plain


def test_what_one_reads_anyway_is_not_translated(sqlite_store, told):
    translator = Interpreter()
    assert (
        "Machine translation"
        not in Desk(sqlite_store, translator=translator)(f"summary #{told['press'].id}").card.plain
    )
    assert translator.asked == []


def test_a_translation_that_could_not_be_had_leaves_the_card_as_it_is(sqlite_store, told):
    class Silent(Interpreter):
        def translate(self, item: Item, lines: Sequence[str], lang: str, **how: object) -> Translation:
            return Translation(lang, tuple(lines), (None,) * len(lines), shortfall=Shortfall.TIMEOUT)

    line = f"요약 #{told['commerce'].id}"
    assert Desk(sqlite_store, translator=Silent())(line).card == Desk(sqlite_store)(line).card


def test_a_summary_that_fell_short_is_the_excerpt_and_the_log_says_why(sqlite_store, told, caplog):
    caplog.set_level("INFO")
    model = Model(Summary((), shortfall=Shortfall.REFUSED, dropped=(("a", Refusal.NUMBER), ("b", Refusal.QUOTATION))))
    line = f"summary #{told['press'].id}"
    assert Desk(sqlite_store, model)(line).card == Desk(sqlite_store)(line).card
    assert f"summary of #{told['press'].id}: refused; refused: number, quotation" in caplog.text


def test_what_is_not_stored_has_no_story(sqlite_store):
    ask = Desk(sqlite_store)
    assert ask("story #ZZZZ").card.plain.startswith("No stored item is called #ZZZZ.")
    assert ask("story").card.plain.startswith("Say which item's story")


def test_a_page_that_is_not_stored_is_read_and_says_so(sqlite_store, told):
    asked = []

    def read(url: str) -> Item:
        asked.append(url)
        if url.endswith("bad"):
            raise SourceError("no-article", f"{url}: no article found")
        return Item(
            "",
            "Talks open",
            "Korea and Egypt open talks about a trade agreement in Cairo in May.",
            "en",
            "n.example",
            link=url,
        )

    ask = Desk(sqlite_store, read_page=read)
    plain = ask("summary https://n.example/1").card.plain
    assert plain.startswith("Talks open (https://n.example/1)\nKorea and Egypt open talks")
    assert "Excerpt, not a summary. [1] n.example\n" in plain
    assert plain.endswith("Read just now at your request; it is not stored.")
    assert "The page could not be read (no-article)." in ask("summary https://n.example/bad").card.plain
    assert "No stored item" in ask("summary #ZZZZ").card.plain
    ask(f"summary {told['press'].link}")
    assert asked == ["https://n.example/1", "https://n.example/bad"]
    assert sqlite_store.items.count() == 2
