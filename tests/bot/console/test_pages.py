"""What a person sees and does on the console."""

import unicodedata
from zoneinfo import ZoneInfo

import pytest
from lxml import html

from bot.commands.request import Reply, Visibility
from core.card import Actions, Attachment, Button, Card, Heading, Paragraph, Span, say
from core.errors import QueryError, StorageError
from core.model import Preferences, Rank, Subject, SubjectKind
from storage.store import Store
from tests.storage.helpers import claim

from .conftest import NOW, Bot, Browser

FILE = Attachment("brief 7.md", "text/markdown", b"# Brief", "The brief")


def text_of(element) -> str:
    return " ".join(element.text_content().split())


def articles(page) -> list[str]:
    return [text_of(article) for article in page.xpath("//article")]


def test_home_leads_to_the_first_channel(browser, trade):
    answer = browser.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/chat/trade")


def test_home_without_a_channel_asks_for_one(browser):
    page = browser.page("/")
    assert "There is no channel yet" in text_of(page.xpath("//main")[0])
    assert page.xpath("//details[@open]//input[@name='name']")


def test_the_channels_are_listed_and_the_chosen_one_is_marked(browser, trade, sqlite_store):
    sqlite_store.subscriptions.channel("console", "local", "통상", name="통상")
    sqlite_store.subscriptions.channel("slack", "T1", "C1", name="elsewhere")
    page = browser.page("/chat/통상")
    assert [text_of(a) for a in page.xpath("//nav//li/a")] == ["#trade", "#통상"]
    assert page.xpath("string(//nav//a[@aria-current='page']/@href)") == "/chat/%ED%86%B5%EC%83%81"
    assert page.xpath("string(//title)") == "#통상 · Policywire"


def test_an_alert_stands_on_the_page_with_its_time(browser, trade, sqlite_store):
    sqlite_store.console.post(trade, Card((Heading("CBAM delayed", "https://example.org/a"),)), NOW)
    page = browser.page("/chat/trade")
    assert articles(page) == ["Policywire Mon 2 Mar 2026, 09:00 UTC CBAM delayed"]
    assert page.xpath("string(//time/@datetime)") == "2026-03-02T09:00:00+00:00"


def test_times_are_shown_in_the_zone_of_the_installation(sqlite_store, bot, trade):
    browser = Browser(sqlite_store, bot, lambda lang: say(""), zone=ZoneInfo("Asia/Seoul"))
    sqlite_store.console.post(trade, say("x"), NOW)
    assert browser.page("/chat/trade").xpath("string(//time)") == "Mon 2 Mar 2026, 18:00 KST"


def test_an_empty_channel_offers_the_first_steps(browser, trade, bot):
    page = browser.page("/chat/trade")
    empty = page.xpath("//*[@id='empty']")[0]
    assert text_of(empty) == "Nothing is subscribed here yet. Choose topics See a sample"
    browser.submit("/chat/trade", {"line": empty.xpath("string(.//button[1]/@value)")})
    assert bot.heard[0].text == "topics"


def test_a_subscribed_channel_without_messages_says_it_is_watching(browser, trade, sqlite_store):
    topic = Subject(SubjectKind.TOPIC, "cbam")
    sqlite_store.subscriptions.subscribe(trade, topic, "CBAM", Preferences(), "you", NOW)
    assert "Watching" in text_of(browser.page("/chat/trade").xpath("//*[@id='empty']")[0])


def test_a_command_is_carried_out_kept_and_answered(browser, trade, bot):
    answer = browser.submit("/chat/trade", {"line": " /policy  subscribe 한중 FTA "})
    assert (answer.status_code, answer.headers["location"]) == (303, "/chat/trade#line")
    request = bot.heard[0]
    assert (request.surface, request.workspace, request.channel, request.user) == ("console", "local", "trade", "you")
    assert (request.text, request.channel_name, request.lang) == ("subscribe 한중 FTA", "trade", "en")
    assert articles(browser.page("/chat/trade")) == [
        "You /policy subscribe 한중 FTA Policywire Mon 2 Mar 2026, 09:00 UTC only you You said subscribe 한중 FTA."
    ]


def test_reloading_the_answer_repeats_nothing(browser, trade, bot):
    browser.submit("/chat/trade", {"line": "list"})
    browser.page("/chat/trade")
    browser.page("/chat/trade")
    assert len(bot.heard) == 1


def test_a_public_reply_is_not_marked_private(browser, trade, bot):
    bot.reply = lambda request: Reply(say("For all."), Visibility.CHANNEL)
    browser.submit("/chat/trade", {"line": "test"})
    assert "only you" not in articles(browser.page("/chat/trade"))[0]


def test_an_announcement_follows_the_reply_and_is_public(browser, trade, bot):
    bot.reply = lambda request: Reply(say("Done."), announce=say("You subscribed this channel."))
    browser.submit("/chat/trade", {"line": "subscribe cbam"})
    reply, announced = articles(browser.page("/chat/trade"))
    assert "only you Done." in reply
    assert announced.endswith("UTC You subscribed this channel.")
    assert "only you" not in announced


def test_an_empty_line_is_policy_alone(browser, trade, bot):
    browser.submit("/chat/trade", {"line": "  "})
    assert bot.heard[0].text == ""
    assert articles(browser.page("/chat/trade"))[0].startswith("You /policy ")


def test_a_button_of_a_card_posts_its_command(browser, trade, sqlite_store, bot):
    sqlite_store.console.post(trade, Card((Actions((Button("Summary", command="summary #K7Q2"),)),)), NOW)
    form = browser.page("/chat/trade").xpath("//article//form")[0]
    button = form.xpath(".//button")[0]
    browser.submit(
        form.get("action"), {"token": form.xpath("string(.//input/@value)"), button.get("name"): button.get("value")}
    )
    assert bot.heard[0].text == "summary #K7Q2"


def test_a_long_command_is_refused_with_its_length_and_stays_in_the_box(browser, trade, bot):
    line = "가" * 4_001
    answer = browser.submit("/chat/trade", {"line": line})
    page = html.fromstring(answer.text)
    assert answer.status_code == 400
    assert text_of(page.xpath("//*[@id='line-problem']")[0]) == (
        "That command has 4,001 characters; at most 4,000 are taken. Shorten it and send it again."
    )
    assert page.xpath("string(//input[@id='line']/@value)") == line
    assert bot.heard == []


def test_the_longest_command_of_any_script_gets_through(browser, trade, bot):
    browser.submit("/chat/trade", {"line": "𠮷" * 4_000})
    assert bot.heard[0].text == "𠮷" * 4_000


def test_an_error_of_the_product_is_an_answer(browser, trade, bot):
    def refuse(request):
        raise QueryError("(CBAM OR 탄소국경", 13, "Missing ) after position 13.")

    bot.reply = refuse
    assert browser.submit("/chat/trade", {"line": "subscribe (CBAM"}).status_code == 303
    pre = browser.page("/chat/trade").xpath("//article//pre")[0].text_content()
    assert pre.splitlines()[-2:] == [" " * 17 + "^", "Missing ) after position 13."]


def test_an_unforeseen_error_is_an_answer_without_its_details(browser, trade, bot, caplog):
    def fail(request):
        raise KeyError("xoxb-secret-in-here")

    bot.reply = fail
    assert browser.submit("/chat/trade", {"line": "latest my-secret-plan"}).status_code == 303
    (shown,) = articles(browser.page("/chat/trade"))
    assert "Something went wrong" in shown
    assert "xoxb" not in shown
    assert "my-secret-plan" not in caplog.text


def test_a_database_that_does_not_answer_is_said_so(sqlite_store, trade):
    def no_status(lang: str) -> Card:
        raise StorageError("the database sqlite:///x does not answer: locked")

    answer = Browser(sqlite_store, Bot(), no_status).get("/status")
    assert answer.status_code == 503
    assert "does not answer" in answer.text


def test_a_fault_in_a_page_shows_no_details_and_keeps_the_guards_headers(sqlite_store, trade):
    answer = Browser(sqlite_store, Bot(), lambda: 1 / 0).get("/status")
    assert answer.status_code == 500
    assert "ZeroDivision" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_new_channel_is_made_and_shown(browser, trade):
    answer = browser.submit("/channels", {"name": " #Trade ＣＮ "})
    assert (answer.status_code, answer.headers["location"]) == (303, "/chat/trade-cn")
    assert browser.page("/chat/trade-cn").xpath("string(//h1)") == "#trade-cn"


def test_a_hangul_name_is_one_channel_however_it_is_composed(browser, sqlite_store):
    browser.submit("/channels", {"name": "통상"})
    browser.submit("/channels", {"name": unicodedata.normalize("NFD", "통상")})
    assert [c.name for c in sqlite_store.console.channels()] == ["통상"]


@pytest.mark.parametrize("name", ["", "-", "a/b", "..", "a b!", "<script>", "x" * 41, "a\u202eb", "a?b"])
def test_a_name_that_cannot_be_used_is_refused_beside_its_field(browser, trade, sqlite_store, name):
    answer = browser.submit("/channels", {"name": name})
    page = html.fromstring(answer.text)
    assert answer.status_code == 400
    assert "That name cannot be used" in text_of(page.xpath("//details[@open]//*[@id='name-help']")[0])
    assert [c.name for c in sqlite_store.console.channels()] == ["trade"]


def test_an_unknown_channel_is_a_page_that_leads_back(browser, trade):
    answer = browser.get("/chat/nowhere")
    assert answer.status_code == 404
    assert html.fromstring(answer.text).xpath("//main//a/@href") == ["/"]
    assert browser.submit("/chat/nowhere", {"line": "list"}).status_code == 404


def test_older_messages_are_behind_a_link(browser, trade, sqlite_store):
    for number in range(60):
        sqlite_store.console.post(trade, say(f"message {number}."), NOW)
    page = browser.page("/chat/trade")
    assert len(articles(page)) == 50
    assert articles(page)[-1].endswith("message 59.")
    page = browser.page(page.xpath("string(//p[@class='earlier']/a/@href)"))
    assert len(articles(page)) == 60
    assert not page.xpath("//p[@class='earlier']")


@pytest.mark.parametrize("show", ["0", "-1", "9999999", "x"])
def test_a_nonsensical_number_of_messages_is_refused(browser, trade, show):
    assert browser.get(f"/chat/trade?show={show}").status_code == 400


def test_the_fragment_is_new_only_when_there_is_something_new(browser, trade, sqlite_store):
    first = browser.get("/messages/trade")
    tag = first.headers["etag"]
    assert browser.get("/messages/trade", **{"If-None-Match": tag}).status_code == 304
    sqlite_store.console.post(trade, say("new."), NOW)
    fresh = browser.get("/messages/trade", **{"If-None-Match": tag})
    assert fresh.status_code == 200
    assert "new." in fresh.text
    assert "<html" not in fresh.text


def test_the_status_page_shows_the_card(browser, trade):
    assert "Everything is well." in text_of(browser.page("/status").xpath("//main")[0])


def test_a_korean_channel_has_a_korean_page(browser, sqlite_store):
    sqlite_store.subscriptions.channel("console", "local", "ko", name="ko", lang="ko")
    page = browser.page("/chat/ko")
    assert page.get("lang") == "ko"
    assert text_of(page.xpath("//*[@id='empty']")[0]) == "이 채널에는 아직 구독이 없습니다. 주제 고르기 샘플 보기"


def test_the_page_can_be_used_by_keyboard_and_screen_reader(browser, trade, sqlite_store):
    sqlite_store.console.post(trade, Card((Heading("T"), Paragraph((Span("p"),)))), NOW)
    page = browser.page("/chat/trade")
    assert page.xpath("count(//main)") == 1
    assert page.xpath("count(//h1)") == 1
    assert page.xpath("//nav[@aria-label]")
    for field in page.xpath("//input[not(@type='hidden')]"):
        assert page.xpath(f"//label[@for='{field.get('id')}']")
    for described in page.xpath("//@aria-describedby"):
        assert all(page.xpath(f"//*[@id='{name}']") for name in described.split())
    assert page.xpath("//*[@role='log'][@tabindex='0'][@aria-label]")
    assert page.xpath("string(//a[@class='skip']/@href)") == "#line"


def test_completions_are_offered(sqlite_store: Store, trade):
    browser = Browser(sqlite_store, Bot(), lambda lang: say(""), completions=("help", "latest cbam"))
    page = browser.page("/chat/trade")
    assert page.xpath("//datalist[@id='completions']/option/@value") == ["help", "latest cbam"]
    assert page.xpath("//input[@id='line']/@list") == ["completions"]


def test_the_page_asks_for_nothing_from_elsewhere(browser, trade):
    page = browser.page("/chat/trade")
    for reference in page.xpath("//link/@href | //script/@src | //img/@src"):
        assert reference.startswith("/static/")
        assert browser.get(reference).status_code == 200
    assert not page.xpath("//style | //script[not(@src)] | //@style | //@onclick")
    assert "//" not in browser.get("/static/console.css").text.replace("http://www.w3.org", "")


def test_static_files_are_the_only_files(browser):
    assert browser.get("/static/../receive.py").status_code == 404
    assert browser.get("/static/%2e%2e/receive.py").status_code == 404


def test_a_reply_and_a_file_stand_with_their_message(browser, trade, sqlite_store):
    sqlite_store.ledger.post(trade, "file:1", say("The brief"), NOW, Rank.ANSWER, FILE)
    (delivery,) = claim(sqlite_store)
    sqlite_store.console.post(trade, say("The brief"), NOW, delivery=delivery.key)
    sqlite_store.console.post(trade, say("A reply"), NOW, under=delivery.key)
    (article,) = browser.page("/chat/trade").xpath("//article")
    assert "A reply" in text_of(article)
    (link,) = article.xpath(".//a[@download]/@href")
    answer = browser.get(link)
    assert (answer.status_code, answer.content) == (200, b"# Brief")
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''brief%20")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("number", ["0", "7", "99999999999999999999", "-1"])
def test_a_file_nobody_was_sent_is_not_there(browser, trade, number):
    assert browser.get(f"/file/{number}").status_code == 404
