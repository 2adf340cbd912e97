"""Who the console talks to."""

import asyncio

import pytest

from bot.console.guard import MAX_BODY, Guard, is_loopback_host
from core.card import say

from .conftest import HOME, NOW

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:8080", "localhost:8080", "LocalHost:8080", "[::1]:8080"],
)
def test_loopback_names_with_the_own_port_are_answered(browser, trade, host):
    assert browser.get("/chat/trade", Host=host).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example:8080", "evil.example", "127.0.0.1", "localhost", "127.0.0.1:3000", "localhost.evil.example:8080",
        "127.0.0.1.nip.io:8080", "127.0.0.1:8080@evil.example", "evil.example@127.0.0.1:8080", "0.0.0.0:8080",
        "192.168.0.7:8080", "[::2]:8080", "::1:8080", "", ":8080", "127.0.0.1:8080:8080", "127.0.0.1:08080",
        "localhost.:8080", "127.1:8080",
    ],
)  # fmt: skip
def test_any_other_host_is_turned_away(browser, trade, host, sqlite_store):
    sqlite_store.console.post(trade, say("confidential"), NOW)
    answer = browser.get("/chat/trade", Host=host)
    assert answer.status_code == 421
    assert answer.text == "The console answers on this machine only. Open http://127.0.0.1:8080/\n"


def test_port_80_needs_no_port_in_the_host():
    assert is_loopback_host("localhost", 80)
    assert is_loopback_host("[::1]", 80)
    assert not is_loopback_host("localhost", 8080)


@pytest.mark.parametrize(
    "header",
    [
        "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Anything", "X-Real-IP", "Via",
        "CF-Connecting-IP", "ngrok-trace-id", "Tailscale-User-Login", "X-Original-Host",
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/chat/trade", "/static/console.css", "/healthz", "/messages/trade"])
def test_a_forwarded_request_is_turned_away(browser, trade, header, path):
    answer = browser.get(path, **{header: "127.0.0.1"})
    assert answer.status_code == 403
    assert header.lower() in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:3000"},
        {"Origin": "https://127.0.0.1:8080"},
        {"Origin": "http://localhost:8080"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": HOME, "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"},
    ],
)
@pytest.mark.parametrize("path", ["/chat/trade", "/channels"])
def test_a_form_from_elsewhere_does_nothing(browser, trade, bot, sqlite_store, headers, path):
    fields = {"token": browser.token(), "line": "unsubscribe all", "name": "new"}
    assert browser.post(path, fields, **headers).status_code == 403
    assert bot.heard == []
    assert [c.name for c in sqlite_store.console.channels()] == ["trade"]


@pytest.mark.parametrize("headers", [{"Origin": HOME}, {"Sec-Fetch-Site": "same-origin"}])
def test_one_word_of_the_own_origin_is_enough(browser, trade, bot, headers):
    assert browser.post("/chat/trade", {"token": browser.token(), "line": "list"}, **headers).status_code == 303
    assert len(bot.heard) == 1


@pytest.mark.parametrize("token", [None, "", "x", "é", "0" * 43])
def test_a_form_without_the_token_does_nothing_but_keeps_what_was_typed(browser, trade, bot, sqlite_store, token):
    fields = {"line": "subscribe cbam"} | ({} if token is None else {"token": token})
    answer = browser.post("/chat/trade", fields, Origin=HOME)
    assert answer.status_code == 403
    assert "started anew" in answer.text
    assert 'value="subscribe cbam"' in answer.text
    assert bot.heard == []
    assert sqlite_store.console.messages(trade, 9) == []
    assert browser.post("/channels", {"name": "new"} | fields, Origin=HOME).status_code == 403
    assert [c.name for c in sqlite_store.console.channels()] == ["trade"]


def test_two_processes_do_not_share_a_token(browser, trade, sqlite_store, bot):
    other = type(browser)(sqlite_store, bot, lambda lang: say(""))
    assert other.token() != browser.token()


def test_a_form_that_is_no_urlencoded_form_has_no_fields(browser, trade, bot):
    body = "&".join(f"a{n}=1" for n in range(299)) + f"&token={browser.token()}&line=list"
    answer = browser.ask("POST", "/chat/trade", {**FORM, "Origin": HOME}, content=body)
    assert answer.status_code == 403
    assert bot.heard == []


def test_a_body_is_taken_up_to_its_cap(browser, trade, bot):
    answer = browser.submit("/chat/trade", {"line": "x" * (MAX_BODY + 1)})
    assert answer.status_code == 413
    assert "64 KiB" in answer.text


def test_a_body_longer_than_it_claims_is_cut_off():
    heard, sent = [], []

    async def app(scope, receive, send):
        heard.append(scope)

    async def receive():
        return {"type": "http.request", "body": b"x" * 10_000, "more_body": True}

    async def send(message):
        sent.append(message)

    headers = [(b"host", b"localhost:8080"), (b"origin", b"http://localhost:8080"), (b"content-length", b"10")]
    scope = {"type": "http", "method": "POST", "path": "/", "headers": headers, "server": ("127.0.0.1", 8080)}
    asyncio.run(Guard(app)(scope, receive, send))
    assert sent[0]["status"] == 413
    assert heard == []


@pytest.mark.parametrize("length", ["-1", "x", "1e3", "٣"])
def test_a_nonsensical_length_is_refused(browser, trade, bot, length):
    headers = {**FORM, "Origin": HOME, "Content-Length": length}
    headers = {name: value.encode() for name, value in headers.items()}
    answer = browser.ask("POST", "/chat/trade", headers, content=b"")
    assert answer.status_code == 413


def test_two_hosts_are_turned_away(browser, trade):
    answer = browser.ask("GET", "/chat/trade", [("Host", "localhost:8080"), ("Host", "evil.example")])
    assert answer.status_code == 421


def test_a_web_socket_is_closed():
    sent = []

    async def send(message):
        sent.append(message)

    asyncio.run(Guard(None)({"type": "websocket", "headers": []}, None, send))
    assert sent == [{"type": "websocket.close", "code": 1008}]


@pytest.mark.parametrize(
    "path", ["/", "/chat/trade", "/messages/trade", "/status", "/static/console.js", "/chat/nowhere"]
)
def test_every_answer_carries_the_headers(browser, trade, path):
    headers = browser.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] in {"same-origin", "no-referrer"}
    assert headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in headers


def test_a_refusal_carries_the_headers_too(browser):
    assert "default-src 'none'" in browser.get("/", Host="evil.example").headers["content-security-policy"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_do_nothing(browser, trade, method):
    assert browser.ask(method, "/chat/trade", {}).status_code == 403
    assert browser.ask(method, "/chat/trade", {"Origin": HOME}).status_code == 405


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
def test_no_page_of_the_framework_is_open(browser, path):
    assert browser.get(path).status_code == 404
