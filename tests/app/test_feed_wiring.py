"""Sources, from a server that misbehaves to what people read in their channels: the real jobs, an injected clock."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest

from app.feed_wiring import close_readers, feed_jobs
from app.settings import Settings, env_name
from bot.console.send import ConsoleSurface
from core.card import Card
from core.item_card import alert_card
from core.match import Matcher
from core.model import Delivery, Feed, FeedKind, Mark, PageRule, Preferences, Subject, SubjectKind, Tier, Topic
from jobs import deliver_alerts, match_items
from jobs.match_items import Queries
from jobs.vault import Vault, new_key
from storage.store import Store
from tests.conftest import NOW
from tests.servers.misbehaving import Server, always, http, redirect

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STEEL = Topic("steel", "Steel", "metals", {"en": ("steel tariff",)})
KEY = new_key()
PAGE = b"<html><body><article><h1>Notice</h1><p>%s</p></article></body></html>"
LONG = b"The ministry said on Monday that the steel tariff rises in March for all importers of rolled products. " * 4


@pytest.fixture(scope="module", autouse=True)
def _no_child_stays() -> Iterator[None]:
    yield
    close_readers()


@dataclass
class House:
    """A store with all that looks after feeds, a channel that follows steel, one for ops, and a server with one feed."""

    store: Store
    server: Server
    now: datetime = NOW
    wishes: dict[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        wished = {"feed_allow_private": ("127.0.0.0/8",), "ops_channel": "console:local:ops", "secret_key": KEY}
        self.settings = Settings(_env_file=None, **{env_name(k): v for k, v in (wished | self.wishes).items()})
        self.jobs = feed_jobs(self.settings, self.store, self.clock)
        self.matcher = Matcher([STEEL])
        self.queries = Queries(self.matcher)
        surfaces = {"console": ConsoleSurface(self.store.console, self.clock)}
        self.courier = deliver_alerts.Courier(self.store, surfaces, self.draw, self.clock, "one")
        self.trade = self.store.subscriptions.channel("console", "local", "trade")
        self.ops = self.store.subscriptions.channel("console", "local", "ops")
        subject = Subject(SubjectKind.TOPIC, "steel")
        self.store.subscriptions.subscribe(self.trade, subject, "Steel", Preferences(), "you", NOW - DAY)

    def clock(self) -> datetime:
        return self.now

    def draw(self, delivery: Delivery) -> Card:
        assert delivery.item
        return alert_card(delivery.item, delivery.labels, delivery.evidence, "en", self.settings.zone)

    def watch(self, path: str = "/feed", **values: object) -> None:
        self.store.feeds.sync([Feed(**({"id": "m", "title": "Ministry", "url": self.server.url(path)} | values))])

    def serve(self, *numbers: int, at: datetime | None = None, text: str = "A steel tariff rises", **more: str) -> None:
        self.server.answers["/feed"] = always(http(self.rss(numbers, at or self.now, text, **more)))

    def rss(self, numbers: Sequence[int], at: datetime, text: str, body: str = "Text.") -> bytes:
        items = "".join(
            f"<item><guid>g{n}</guid><title>{text} {n}</title><link>{self.server.url(f'/a/{n}')}</link>"
            f"<pubDate>{format_datetime(at - n * timedelta(minutes=7))}</pubDate><description>{body}</description></item>"
            for n in numbers
        )
        return f"<rss version='2.0'><channel><title>T</title><language>en</language>{items}</channel></rss>".encode()

    def after(self, length: timedelta = HOUR, *, asked: bool = True) -> None:
        """So much time passes, and everything runs; with `asked` the feed is due then."""
        self.now += length
        if asked:
            self.store.feeds.check_now(self.store.feeds.all())
        for name in ("watch_feeds", "complete_items", "feed_health"):
            self.jobs[name]()
        match_items.run(self.store, self.matcher, self.queries, self.now)
        deliver_alerts.run(self.courier)

    def told(self, channel: object) -> list[str]:
        """What stands in a channel, the oldest first."""
        return [message.card.plain for message in self.store.console.messages(channel, 99)]

    def asked(self) -> list[str]:
        return [asked.target for asked in self.server.asked]


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


@pytest.fixture
def house(sqlite_store: Store, server: Server) -> House:
    made = House(sqlite_store, server)
    made.watch()
    made.serve(1)
    made.after()
    return made


def broken(house: House) -> None:
    house.server.answers["/feed"] = always(http(status="500 Oops"))


def test_a_broken_feed_is_told_to_ops_at_once_to_its_readers_after_a_day_and_its_end_to_both_each_once(house: House):
    house.serve(2, 1)
    house.after()
    assert len(house.told(house.trade)) == 1
    broken(house)
    house.after()
    (first,) = house.told(house.ops)
    assert "Sources that need a look" in first
    assert "Ministry: failing since" in first
    assert "http-500" in first
    for _ in range(22):
        house.after()
    assert (len(house.told(house.ops)), len(house.told(house.trade))) == (1, 1)
    house.after(2 * HOUR)
    assert "Alerts from them may be missing" in house.told(house.trade)[1]
    house.after(5 * HOUR)
    assert (len(house.told(house.ops)), len(house.told(house.trade))) == (1, 2)
    house.serve(2, 1, at=NOW)
    house.after()
    house.after()
    assert [card.splitlines() for card in (house.told(house.ops)[1:] + house.told(house.trade)[2:])] == [
        ["Sources that work again", "• Ministry: works again"]
    ] * 2


def test_who_follows_nothing_or_never_had_anything_from_a_feed_is_not_told_of_it(house: House):
    other = house.store.subscriptions.channel("console", "local", "other")
    broken(house)
    for _ in range(4):
        house.after(10 * HOUR)
    assert len(house.told(house.ops)) == 1
    assert house.told(house.trade) == house.told(other) == []


def test_a_feed_that_falls_silent_far_beyond_its_norm_is_a_fault(house: House):
    for number in range(2, 9):
        house.serve(*range(number, 0, -1), at=house.now + 12 * HOUR)
        house.after(12 * HOUR)
    house.after(2 * DAY)
    assert house.told(house.ops) == []
    for _ in range(3):
        house.after(DAY)
    (told,) = house.told(house.ops)
    assert "answers, but has brought nothing since" in told


def test_a_withdrawn_feed_is_told_and_asked_once_a_day(house: House):
    house.server.answers["/feed"] = always(http(status="410 Gone"))
    house.after()
    assert "withdrawn by its publisher" in house.told(house.ops)[0]
    (feed,) = house.store.feeds.all()
    assert timedelta(hours=23) < feed.next_check_at - house.now <= DAY


@pytest.mark.parametrize("outage", ["failures", "process down"])
def test_after_an_outage_many_items_come_as_one_message_with_their_own_times(house: House, outage: str):
    if outage == "failures":
        broken(house)
        house.after()
        house.after(25 * HOUR)
    house.serve(*range(8, 0, -1), at=NOW + HOUR)
    house.after(2 * DAY, asked=False)
    bundle = next(card for card in house.told(house.trade) if "after an outage" in card)
    assert bundle.splitlines()[0] == "Ministry: 7 items about Steel, after an outage"
    assert "• Mon 2 Mar 2026, 18:46 KST · A steel tariff rises 2 (" in bundle
    assert len(house.told(house.trade)) == 1
    house.serve(*range(9, 0, -1))
    house.after()
    assert house.told(house.trade)[1].startswith("A steel tariff rises 9")
    assert not any("not asked" in card for card in house.told(house.ops))


def test_five_items_after_an_outage_still_come_singly(house: House):
    house.serve(*range(6, 0, -1))
    house.after(2 * DAY, asked=False)
    assert len(house.told(house.trade)) == 5


def test_a_backfill_makes_news_of_the_last_days(sqlite_store: Store, server: Server):
    house = House(sqlite_store, server)
    recent = house.rss([1, 2], NOW - DAY, "A steel tariff rises").decode()
    old = house.rss([3], NOW - 9 * DAY, "A steel tariff rises").decode()
    item = old[old.index("<item>") : old.index("</channel>")]
    server.answers["/feed"] = always(http(recent.replace("</channel>", f"{item}</channel>").encode()))
    house.watch(backfill_days=7)
    house.after(timedelta(0))
    assert sorted(card.splitlines()[0].split(" (")[0] for card in house.told(house.trade)) == [
        "A steel tariff rises 1",
        "A steel tariff rises 2",
    ]


def test_a_permanent_redirect_is_taken_over_after_several_polls_and_given_up_when_it_fails(house: House):
    house.server.answers |= {"/new": house.server.answers["/feed"], "/feed": redirect("/new")}
    for _ in range(5):
        house.after()
    house.server.asked.clear()
    house.after()
    assert house.asked() == ["/new"]
    house.server.answers["/new"] = always(http(status="404 Not Found"))
    house.after()
    house.server.asked.clear()
    house.after()
    assert house.asked() == ["/feed", "/new"]


def test_a_redirect_that_comes_and_goes_is_never_taken_over(house: House):
    straight = house.server.answers["/feed"]
    for _ in range(4):
        house.server.answers |= {"/new": straight, "/feed": redirect("/new")}
        house.after()
        house.after()
        house.server.answers["/feed"] = straight
        house.after()
    house.server.asked.clear()
    house.after()
    assert house.asked() == ["/feed"]


@pytest.mark.parametrize(("status", "mark"), [("404 Not Found", Mark.WITHDRAWN), ("200 OK", None)])
def test_what_vanished_from_its_list_and_its_address_is_marked_as_withdrawn(
    house: House, status: str, mark: Mark | None
):
    house.serve(6, 5, 4, 3, 2, 1)
    house.after()
    house.server.answers["/a/4"] = always(http(b"x", status=status))
    house.serve(7, 6, 5, 3, 2, 1)
    house.after()
    item = house.store.items.by_link(house.server.url("/a/4"))
    assert item is not None
    assert item.mark is mark
    card = alert_card(item, (), (), "en", house.settings.zone).plain
    assert ("Withdrawn by its publisher" in card) == (mark is not None)
    house.serve(7, 6, 5, 4, 3, 2, 1)
    house.after()
    assert house.store.items.by_link(house.server.url("/a/4")).mark is None


def test_what_vanished_from_a_sitemap_and_its_address_is_marked_too(house: House):
    def lists(*numbers: int) -> None:
        places = "".join(f"<url><loc>{house.server.url(f'/a/{n}')}</loc></url>" for n in numbers)
        house.server.answers["/map"] = always(http(f"<urlset>{places}</urlset>".encode()))

    house.watch("/map", id="s", kind=FeedKind.SITEMAP)
    lists(6, 5, 4, 3, 2, 1)
    house.after()
    house.server.answers["/a/4"] = always(http(status="410 Gone"))
    lists(6, 5, 3, 2, 1)
    house.after()
    marks = {n: house.store.items.by_link(house.server.url(f"/a/{n}")).mark for n in (5, 4, 3)}
    assert marks == {5: None, 4: Mark.WITHDRAWN, 3: None}


def test_a_title_that_says_corrected_is_a_revision_of_that_kind(house: House):
    house.serve(1, text="[Corrected] A steel tariff rises")
    house.after()
    item = house.store.items.by_link(house.server.url("/a/1"))
    assert (item.mark, item.revision) == (Mark.CORRECTED, 2)


@pytest.fixture
def reading(sqlite_store: Store, server: Server) -> House:
    made = House(sqlite_store, server, wishes={"full_text": True})
    made.watch()
    made.serve(1, text="Notice")
    made.after()
    made.serve(2, 1, text="Notice")
    return made


def test_a_bare_headline_is_completed_from_its_page_and_then_matches(reading: House):
    reading.server.answers["/a/2"] = always(http(PAGE % LONG, {"Content-Type": "text/html"}))
    reading.after()
    (card,) = reading.told(reading.trade)
    assert card.startswith("Notice 2")
    assert "steel tariff rises in March" in card
    reading.serve(3, 2, 1, text="Notice")
    reading.after()
    assert "steel tariff" in reading.store.items.by_link(reading.server.url("/a/2")).body


def test_a_page_that_robots_txt_forbids_is_never_asked_for(reading: House):
    reading.server.answers["/robots.txt"] = always(http(b"User-agent: *\nDisallow: /a/"))
    reading.after()
    reading.after()
    assert "/robots.txt" in reading.asked()
    assert "/a/2" not in reading.asked()


def test_without_the_setting_no_page_is_asked_for(house: House):
    house.serve(2, 1)
    house.after()
    assert set(house.asked()) == {"/feed"}


def test_a_page_that_is_down_is_asked_for_again_for_a_while(reading: House):
    reading.server.answers["/a/2"] = always(http(status="503 Busy"))
    reading.after()
    reading.server.answers["/a/2"] = always(http(PAGE % LONG, {"Content-Type": "text/html"}))
    reading.after()
    assert len(reading.told(reading.trade)) == 1


def board(*numbers: int) -> bytes:
    rows = "".join(f"<tr><td><a href='/b/{n}'>Steel tariff {n}</a></td><td>2026-03-0{n}</td></tr>" for n in numbers)
    return f"<html><table>{rows}</table></html>".encode()


def test_a_page_is_watched_by_its_rule(sqlite_store: Store, server: Server):
    house = House(sqlite_store, server)
    house.watch("/board", kind=FeedKind.PAGE, page=PageRule(row="tr", title="a", date="td:nth-child(2)"))
    server.answers["/board"] = always(http(board(2, 1), {"Content-Type": "text/html"}))
    house.after()
    server.answers["/board"] = always(http(board(3, 2, 1), {"Content-Type": "text/html"}))
    house.after()
    assert [card.split(" (")[0] for card in house.told(house.trade)] == ["Steel tariff 3"]


def test_the_parts_of_a_sitemap_are_read_though_its_index_is_unchanged(sqlite_store: Store, server: Server):
    house = House(sqlite_store, server)
    house.watch("/sitemap.xml", kind=FeedKind.SITEMAP)
    part = server.url("/part.xml")
    index = f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap><loc>{part}</loc></sitemap></sitemapindex>"
    server.answers["/sitemap.xml"] = always(http(index.encode(), {"ETag": '"same"'}))
    for numbers in ((1,), (2, 1)):
        rows = "".join(f"<url><loc>{server.url(f'/steel-tariff-{n}')}</loc></url>" for n in numbers)
        server.answers["/part.xml"] = always(
            http(f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{rows}</urlset>".encode())
        )
        house.after()
    assert not any("if-none-match" in asked.headers for asked in server.asked)
    assert [item.baseline for item in house.store.items.latest(None, 9)].count(False) == 1


def test_credentials_go_to_the_feeds_own_origin_only(house: House):
    vault = Vault(house.store, KEY)
    vault.keep(house.store.feeds.all()[0], "reader:sesame")
    house.server.asked.clear()
    house.after()
    assert house.server.asked[-1].headers["authorization"] == b"Basic cmVhZGVyOnNlc2FtZQ=="
    with Server(host="127.0.0.2") as stranger:
        stranger.answers["/feed"] = house.server.answers["/feed"]
        house.server.answers["/feed"] = redirect(stranger.url("/feed"))
        for _ in range(7):
            house.after()
        assert stranger.asked
        assert not any("authorization" in asked.headers for asked in stranger.asked)


def test_feeds_that_users_added_outlive_the_file(house: House):
    house.server.answers["/other"] = always(http(house.rss([5], house.now, "Other")))
    added = Feed("mine", "Mine", house.server.url("/other"), Tier.OFFICIAL)
    assert house.store.feeds.add(added)
    assert not house.store.feeds.add(added)
    house.watch()
    house.after()
    assert [(feed.id, feed.ok_at is not None) for feed in house.store.feeds.all()] == [("m", True), ("mine", True)]
    m, mine = house.store.feeds.all()
    assert (house.store.feeds.remove(m), house.store.feeds.remove(mine)) == (False, True)
    assert [feed.id for feed in house.store.feeds.all()] == ["m"]
