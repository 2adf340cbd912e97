"""WebSub: we subscribe at a feed's hub, say yes to its question, and read the feed when it tells us under our secret."""

import hmac
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.websub import websub_router
from core.model import Feed
from jobs.fetch import HttpFetcher
from jobs.websub import LONGEST_BODY, WebSub
from storage.store import Store
from tests.conftest import NOW
from tests.servers.misbehaving import Server, always, http

TOPIC = "https://ministry.example/rss"


@pytest.fixture
def forms() -> list[tuple[str, dict[str, str]]]:
    return []


@pytest.fixture
def websub(sqlite_store: Store, forms: list[tuple[str, dict[str, str]]]) -> WebSub:
    sqlite_store.feeds.sync([Feed("m", "Ministry", TOPIC), Feed("n", "No hub", "https://n.example/")])
    feed = sqlite_store.feeds.all()[0]
    sqlite_store.feeds.polled(feed, NOW, NOW + timedelta(hours=1), [], hub="https://hub.example/")

    def post(url: str, form: dict[str, str]) -> int:
        forms.append((url, form))
        return 202

    return WebSub(sqlite_store, post, "https://policy.example", "a secret of ours")


@pytest.fixture
def web(websub: WebSub) -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(websub_router(websub, lambda: NOW))
    with TestClient(app, base_url="https://policy.example") as client:
        yield client


def asked(websub: WebSub, forms: list[tuple[str, dict[str, str]]]) -> dict[str, str]:
    assert websub.run(NOW).counts == {"asked": 1}
    ((url, form),) = forms
    assert (url, form["hub.topic"], form["hub.mode"]) == ("https://hub.example/", TOPIC, "subscribe")
    return form


def question(form: dict[str, str], **changed: str) -> dict[str, str]:
    said = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.challenge": "c4", "hub.lease_seconds": "864000"}
    return said | {name.replace("_", ".", 1): value for name, value in changed.items()}


def test_a_subscription_is_confirmed_kept_and_renewed_before_its_end(websub, web, forms):
    form = asked(websub, forms)
    answer = web.get(form["hub.callback"], params=question(form))
    assert (answer.status_code, answer.text) == (200, "c4")
    assert websub.run(NOW + timedelta(days=6)).counts == {"asked": 0}
    assert websub.run(NOW + timedelta(days=8)).counts == {"asked": 1}


def test_a_confirmed_subscription_outlives_the_process_but_not_the_feeds_address(websub, web, forms, sqlite_store):
    form = asked(websub, forms)
    web.get(form["hub.callback"], params=question(form))
    again = WebSub(sqlite_store, lambda url, form: 202, "https://policy.example", "a secret of ours")
    assert again.run(NOW + timedelta(days=6)).counts == {"asked": 0}
    (feed, _) = sqlite_store.feeds.all()
    sqlite_store.feeds.sync([replace(feed, url="https://m.example/moved")])
    (feed,) = sqlite_store.feeds.all()
    sqlite_store.feeds.polled(feed, NOW, NOW + timedelta(hours=1), [], hub="https://hub.example/")
    assert again.run(NOW + timedelta(days=6)).counts == {"asked": 1}


def test_a_hub_that_never_comes_back_is_asked_again(websub, forms):
    asked(websub, forms)
    assert websub.run(NOW + timedelta(hours=1)).counts == {"asked": 0}
    assert websub.run(NOW + timedelta(hours=7)).counts == {"asked": 1}


@pytest.mark.parametrize("changed", [{"hub_mode": "unsubscribe"}, {"hub_topic": "https://other.example/"}])
def test_what_we_never_asked_for_is_refused(websub, web, forms, changed):
    form = asked(websub, forms)
    assert web.get(form["hub.callback"], params=question(form, **changed)).status_code == 404
    assert web.get(form["hub.callback"] + "0", params=question(form)).status_code == 404


def signed(form: dict[str, str], body: bytes, method: str = "sha256") -> dict[str, str]:
    return {"X-Hub-Signature": f"{method}={hmac.new(form['hub.secret'].encode(), body, method).hexdigest()}"}


@pytest.mark.parametrize("method", ["sha1", "sha256"])
def test_news_under_our_secret_makes_the_feed_due(websub, web, forms, sqlite_store, method):
    form = asked(websub, forms)
    assert [feed.id for feed in sqlite_store.feeds.due(NOW, 9)] == ["n"]
    assert web.post(form["hub.callback"], content=b"<rss/>", headers=signed(form, b"<rss/>", method)).status_code == 202
    assert {feed.id for feed in sqlite_store.feeds.due(NOW, 9)} == {"m", "n"}


@pytest.mark.parametrize("signature", ["", "sha256=", "sha256=00", "md5=00", "sha256=é"])
def test_news_of_anybody_else_changes_nothing(websub, web, forms, sqlite_store, signature):
    form = asked(websub, forms)
    headers = {"X-Hub-Signature": signature.encode("latin-1")}
    assert web.post(form["hub.callback"], content=b"<rss/>", headers=headers).status_code == 202
    stolen = signed(form, b"another body")
    assert web.post(form["hub.callback"], content=b"<rss/>", headers=stolen).status_code == 202
    assert [feed.id for feed in sqlite_store.feeds.due(NOW, 9)] == ["n"]


def test_an_endless_body_is_cut(websub, web, forms):
    form = asked(websub, forms)
    assert web.post(form["hub.callback"], content=b"x" * (LONGEST_BODY + 1)).status_code == 413


def test_a_hub_that_refuses_is_named(sqlite_store, websub):
    refusing = WebSub(sqlite_store, lambda url, form: 403, "https://policy.example", "k")
    assert refusing.run(NOW).errors == ("m: its hub answered 403",)


def test_a_hub_inside_is_not_asked():
    with Server() as inside:
        inside.answers["*"] = always(http(status="202 Accepted"))
        assert HttpFetcher().post(inside.url("/hub"), {"a": "b"}) == 0
        assert inside.asked == []
        assert HttpFetcher(allow_private=["127.0.0.0/8"]).post(inside.url("/hub"), {"a": "b"}) == 202
