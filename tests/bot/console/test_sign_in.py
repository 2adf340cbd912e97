"""Signing in: who gets a page, how guessing ends, what each role may do, and a provider's word."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from argon2 import PasswordHasher
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from lxml import html

from bot.console.frame import Tools
from bot.console.oidc import Provider
from bot.console.passwords import fits, hashed, is_hash
from bot.console.people import Person, Role
from bot.console.sign_in import GUESSES, SignIn
from core.card import say
from storage.sessions import Session

from .conftest import NOW, Bot, Browser
from .test_pages import text_of

PASSWORD = "correct horse battery"
# Cheap to check, so that the tests are quick.
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
ORIGIN = "https://console.example"
SEEN = {"Host": "console.example", "Origin": ORIGIN}
COOKIE = "__Host-policywire"


class Visitor(Browser):
    """A browser somewhere, behind a proxy, that keeps its cookie."""

    cookie = ""

    def ask(self, method, path, headers, **more):
        kept = {"Cookie": f"{COOKIE}={self.cookie}"} if self.cookie else {}
        answer = super().ask(method, path, {**SEEN, "X-Forwarded-For": "10.0.0.1", **kept, **headers}, **more)
        if set_cookie := answer.headers.get("set-cookie", ""):
            name, _, value = set_cookie.partition(";")[0].partition("=")
            self.cookie = value.strip('"') if name == COOKIE else self.cookie
        return answer

    def token(self) -> str:
        return str(self.page("/items").xpath("//input[@name='token']/@value")[0])

    def submit(self, path, fields, **headers):
        return self.post(path, {"token": self.token(), **fields}, **headers)


def visitor(store, bot, **settings) -> Visitor:
    sign_in = SignIn(**({"origin": ORIGIN, "password_hash": HASH} | settings))
    return Visitor(store, bot, lambda lang: say("well"), tools=Tools(), sign_in=sign_in, secret="s" * 32)


@pytest.fixture
def guest(sqlite_store, bot) -> Visitor:
    return visitor(sqlite_store, bot)


def as_role(guest: Visitor, role: Role) -> Visitor:
    """Signed in as somebody with the role."""
    from bot.console.sign_in import LASTS, digest

    guest.cookie = f"secret-of-{role.name}"
    guest.store.sessions.open(digest(guest.cookie), Session("kim@example.com", "Kim", role), NOW, NOW + LASTS)
    return guest


@pytest.mark.parametrize("path", ["/", "/items", "/items?q=a", "/chat/trade", "/audit", "/deliveries", "/status"])
def test_nobody_gets_a_page_without_signing_in(guest, trade, path):
    answer = guest.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=%2F")
    assert guest.get("/sign-in").status_code == 200
    assert guest.get("/static/console.css").status_code == 200


@pytest.mark.parametrize("path", ["/chat/trade", "/feeds/add", "/look", "/sign-out"])
def test_nobody_does_anything_without_signing_in(guest, bot, trade, path):
    assert guest.post(path, {"line": "list", "token": ""}).status_code == 401
    assert bot.heard == []


def test_the_password_lets_in_and_signing_out_ends_it(guest, trade):
    answer = guest.post("/sign-in", {"password": PASSWORD, "next": "/items"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/items")
    cookie = answer.headers["set-cookie"]
    assert all(word in cookie for word in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"))
    page = guest.page("/items")
    assert "Signed in as admin (administrator)" in text_of(page)
    kept = guest.cookie
    assert guest.submit("/sign-out", {}).headers["location"] == "/sign-in"
    guest.cookie = kept
    assert guest.get("/items").status_code == 303


def test_a_database_does_not_hold_what_a_browser_needs(guest, sqlite_store):
    guest.post("/sign-in", {"password": PASSWORD})
    assert sqlite_store.sessions.find(guest.cookie, NOW) is None


def test_guessing_ends(guest, sqlite_store):
    for _ in range(GUESSES):
        assert guest.post("/sign-in", {"password": "wrong"}).status_code == 403
    answer = guest.post("/sign-in", {"password": PASSWORD})
    assert answer.status_code == 429
    assert "Too many wrong passwords" in answer.text


def test_a_session_ends_by_itself(guest, sqlite_store):
    as_role(guest, Role.ADMIN)
    from bot.console.sign_in import LASTS, digest

    assert sqlite_store.sessions.find(digest(guest.cookie), NOW + LASTS) is None


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_one_is_led_nowhere_else(guest, target):
    assert guest.post("/sign-in", {"password": PASSWORD, "next": target}).headers["location"] == "/"


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "evil.example", "console.example:8080"])
def test_another_host_is_turned_away(guest, host):
    assert guest.get("/sign-in", Host=host).status_code == 421


def test_a_form_from_elsewhere_does_not_even_sign_in(guest):
    assert guest.post("/sign-in", {"password": PASSWORD}, Origin="https://evil.example").status_code == 403
    assert guest.post("/sign-in", {"password": PASSWORD}, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_a_session_without_the_forms_token_does_nothing(guest, bot, trade):
    as_role(guest, Role.ADMIN)
    assert guest.post("/chat/trade", {"line": "list", "token": ""}).status_code == 403
    assert guest.submit("/chat/trade", {"line": "list"}).status_code == 303
    assert (bot.heard[0].user, bot.heard[0].user_name, bot.heard[0].admin) == ("kim@example.com", "Kim", True)


@pytest.mark.parametrize(
    ("path", "needed"),
    [
        ("/chat/trade", Role.EDITOR), ("/channels", Role.EDITOR), ("/feeds/try", Role.EDITOR), ("/topics/new", Role.EDITOR),
        ("/form/subscribe?channel=trade", Role.EDITOR), ("/feeds/add", Role.ADMIN), ("/feeds/remove", Role.ADMIN),
        ("/deliveries/1/retry", Role.ADMIN), ("/deliveries/1/drop", Role.ADMIN), ("/look", Role.VIEWER),
    ],
)  # fmt: skip
@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR, Role.ADMIN])
def test_roles(guest, trade, path, needed, role):
    as_role(guest, role)
    answer = guest.submit(path, {"url": "https://a.example/", "name": "x", "line": "list"})
    assert (answer.status_code == 403) == (role < needed)


@pytest.mark.parametrize("path", ["/audit", "/status?check=true"])
def test_a_viewer_does_not_see_everything(guest, trade, path):
    assert as_role(guest, Role.VIEWER).get(path).status_code == 403
    assert as_role(guest, Role.ADMIN).get(path).status_code == 200


def test_a_viewer_gets_no_buttons_that_would_be_refused(guest, trade):
    page = as_role(guest, Role.VIEWER).page("/feeds")
    assert page.xpath("//main//form/@method") == ["get"]


def test_passwords():
    made = hashed("a long password")
    assert is_hash(made)
    assert fits("a long password", made)
    assert not fits("another", made)
    assert not fits("x", "no hash")
    assert not is_hash("secret")
    with pytest.raises(ValueError, match="at least 12"):
        hashed("short")


def test_who_is_what_by_the_settings():
    provider = Provider("https://i.example", "id", "s3cret", ("kim@a.example",), ("@a.example",), ("*",))
    assert provider.person({"email": "Kim@A.example", "name": "Kim"}) == Person("kim@a.example", "Kim", Role.ADMIN)
    assert provider.role("lee@a.example") is Role.EDITOR
    assert provider.role("x@b.example") is Role.VIEWER
    assert provider.person({"email": "kim@a.example", "email_verified": False}) is None
    assert provider.person({}) is None
    assert Provider("https://i.example", "id", "s3cret").role("kim@a.example") is None
    assert "s3cret" not in repr(provider)


@contextmanager
def company(email: str) -> Iterator[str]:
    """An OpenID Connect provider on loopback that vouches for everybody under one address."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    asked: dict[str, str] = {}

    def b64(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    def number(value: int) -> str:
        return b64(value.to_bytes((value.bit_length() + 7) // 8, "big"))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/.well-known"):
                names = {"authorization_endpoint": "auth", "token_endpoint": "token", "jwks_uri": "keys"}
                self.say({"issuer": home, **{name: f"{home}/{path}" for name, path in names.items()}})
            else:
                public = key.public_key().public_numbers()
                self.say(
                    {
                        "keys": [
                            {
                                "kty": "RSA",
                                "kid": "1",
                                "alg": "RS256",
                                "use": "sig",
                                "n": number(public.n),
                                "e": number(public.e),
                            }
                        ]
                    }
                )

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            assert form["code_verifier"]
            claims = {
                "iss": home,
                "aud": "policywire",
                "sub": "1",
                "iat": 1_700_000_000,
                "exp": 4_000_000_000,
                "email": email,
                "nonce": asked["nonce"],
            }
            parts = [b64(json.dumps(part).encode()) for part in ({"alg": "RS256", "kid": "1"}, claims)]
            signed = key.sign(".".join(parts).encode(), padding.PKCS1v15(), hashes.SHA256())
            self.say({"access_token": "a", "token_type": "Bearer", "id_token": ".".join([*parts, b64(signed)])})

        def say(self, value: object) -> None:
            data = json.dumps(value).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *arguments: object) -> None:
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    home = f"http://127.0.0.1:{server.server_port}"
    company.asked = asked  # type: ignore[attr-defined] - what the browser carries between the two
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield home
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(("email", "status"), [("kim@a.example", 303), ("stranger@b.example", 403)])
def test_a_provider_vouches_for_people(sqlite_store, email, status):
    with company(email) as home:
        provider = Provider(home, "policywire", "secret", editors=("@a.example",))
        guest = visitor(sqlite_store, Bot(), password_hash="", provider=provider)
        assert not html.fromstring(guest.get("/sign-in").text).xpath("//input[@type='password']")
        begun = guest.get("/sign-in/provider?next=%2Ffeeds")
        query = {name: values[0] for name, values in parse_qs(urlsplit(begun.headers["location"]).query).items()}
        assert query["redirect_uri"] == f"{ORIGIN}/sign-in/back"
        company.asked["nonce"] = query["nonce"]
        state = begun.headers["set-cookie"].partition(";")[0]
        back = guest.get(f"/sign-in/back?code=c&state={query['state']}", Cookie=state)
        assert back.status_code == status
        if status == 303:
            assert back.headers["location"] == "/feeds"
            assert "kim@a.example (editor)" in text_of(guest.page("/items"))
        # The answer of another sign-in opens nothing.
        assert guest.get("/sign-in/back?code=c&state=other", Cookie=state).status_code == 403


def test_without_a_provider_there_is_no_such_way(guest):
    assert guest.get("/sign-in/provider").status_code == 404
    assert guest.get("/sign-in/back?code=c&state=s").status_code == 404
