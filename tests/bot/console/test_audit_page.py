"""Who changed what, in the console and everywhere."""

from core.roles import Person, Place
from storage.audit import Actor

from .conftest import NOW
from .filled import HOSTILE
from .test_pages import text_of


def test_an_entry_says_who_where_what_and_how_it_was(browser, trade, sqlite_store):
    actor = Actor(Place("slack", "T1", "C1", "alerts"), Person("U1", HOSTILE), "digest", NOW, approved_by="U2")
    sqlite_store.audit.record(actor, {"digest": "daily"}, {"digest": "weekly"})
    (row,) = browser.page("/audit").xpath("//tbody/tr")
    told = text_of(row)
    assert HOSTILE in told
    assert "#alerts slack T1" in told
    assert "Digest: daily weekly" in told
    assert "approved by U2" in told
    assert browser.page("/audit?q=alerts").xpath("//tbody/tr")
    assert "Nobody changed anything" in text_of(browser.page("/audit?q=nothing").xpath("//main")[0])


def test_what_is_done_to_a_delivery_is_written_down(browser, delivery, sqlite_store):
    browser.submit(f"/deliveries/{delivery.key}/drop", {})
    (change,) = sqlite_store.audit.everything()
    name = f"delivery {delivery.key}"
    assert (change.user.id, change.verb, change.before, change.after) == (
        "you", "drop", {name: "pending"}, {name: "suppressed"},
    )  # fmt: skip


def test_the_guide_leads_to_every_page(browser, trade):
    links = browser.page("/guide").xpath("//main//li/a/@href")
    assert len(links) == len(set(links)) == 17
    assert {browser.get(link).status_code for link in links} <= {200, 303}
