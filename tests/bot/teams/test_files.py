"""Files on Teams: offered in a chat, a link elsewhere, else the text or what to do. Each way ends with the file or a word."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest

from bot.commands.request import Reply, Request
from bot.teams.activity import Trust
from bot.teams.files import CONSENT, TAKEN
from bot.teams.send import TeamsSurface
from core.card import Attachment, say
from core.model import Channel
from core.ports import Outcome, Post, Sent
from core.states import Kind
from storage.teams import Conversation
from tests.bot.teams.conftest import Bot, MakeBot
from tests.bot.teams.schema import problems
from tests.conftest import NOW
from tests.servers.connector import CHANNEL, CHAT, PERSON, TENANT, Json, Plan

URL = "https://policy.example"
LOG = Attachment("policywire.jsonl", "application/x-ndjson", b'{"verb": "subscribe"}\n', "Policywire: policywire.jsonl")
BRIEF = Attachment("cbam.docx", "application/octet-stream", b"PK" * 40_000, "CBAM · brief")


@pytest.fixture
def make(make_bot: MakeBot) -> Callable[..., Bot]:
    """A bot whose answer to everything is a file."""

    def make(file: Attachment = BRIEF, **how: Any) -> Bot:
        def dispatch(request: Request) -> Reply:
            return Reply(say("here"), file=file)

        return make_bot(dispatch, **how)

    return make


def offered(body: Json) -> Json:
    """The offer of a message."""
    (attachment,) = body["attachments"]
    assert attachment["contentType"] == CONSENT
    assert attachment["name"]
    content: Json = attachment["content"]
    return content


def link(card: Json) -> str:
    (row,) = (element for element in card["body"] if element["type"] == "ActionSet")
    return str(row["actions"][0]["url"])


@pytest.mark.parametrize(
    ("url", "takes"),
    [
        ("https://contoso-my.sharepoint.com/personal/kim/_api/v2.0/drive/x?guid=1", True),
        ("https://contoso-my.sharepoint.us/x", True),
        ("https://contoso-my.sharepoint.com:8443/x", False),
        ("http://contoso-my.sharepoint.com/x", False),
        ("https://sharepoint.com.evil.example/x", False),
        ("https://evilsharepoint.com/x", False),
        ("https://127.0.0.1/x", False),
        ("https://[x/", False),
    ],
)
def test_files_go_to_onedrive_only(url: str, takes: bool) -> None:
    assert Trust(frozenset({TENANT})).takes_files(url) is takes


class TestAnswers:
    """A file for the one who asked."""

    def test_in_a_chat_it_is_offered_taken_and_shown(self, make: Callable[..., Bot]) -> None:
        bot = make()
        bot.say("admin export")
        offer = offered(bot.fake.wait_for(2)[1].body)
        assert offer["sizeInBytes"] == 80_000
        info = {
            "uploadUrl": f"{bot.fake.url}/drive",
            "contentUrl": "https://one.example/cbam.docx",
            "uniqueId": "7",
            "fileType": "docx",
        }
        value = {"action": "accept", "context": offer["acceptContext"], "uploadInfo": info}
        assert bot.invoke("fileConsent/invoke", value, id="1").status_code == 200
        shown = bot.fake.wait_for(3)[2].body["attachments"][0]
        assert (shown["contentType"], shown["contentUrl"]) == (TAKEN, info["contentUrl"])
        assert bot.fake.files == [(BRIEF.data, "bytes 0-79999/80000", None)]
        # Pressed twice, or again later: once is enough.
        bot.invoke("fileConsent/invoke", value, id="1")
        bot.invoke("fileConsent/invoke", value, id="2")
        assert "kept no longer" in bot.fake.wait_for(4)[3].plain
        assert len(bot.fake.files) == 1

    def test_what_is_declined_is_forgotten(self, make: Callable[..., Bot]) -> None:
        bot = make()
        bot.say("admin export")
        word = offered(bot.fake.wait_for(2)[1].body)["declineContext"]
        assert bot.files.find(word["file"]) == BRIEF
        bot.invoke("fileConsent/invoke", {"action": "decline", "context": word})
        assert "not sent" in bot.fake.wait_for(3)[2].plain
        assert bot.files.find(word["file"]) is None

    @pytest.mark.parametrize(
        "elsewhere", ["https://evil.example/x", "file:///etc/passwd", "", "https://x.sharepoint.com@evil.example/"]
    )
    def test_an_address_that_is_no_onedrive_gets_nothing(self, make: Callable[..., Bot], elsewhere: str) -> None:
        bot = make()
        bot.say("admin export")
        word = offered(bot.fake.wait_for(2)[1].body)["acceptContext"]
        bot.invoke("fileConsent/invoke", {"action": "accept", "context": word, "uploadInfo": {"uploadUrl": elsewhere}})
        assert "could not be put into your OneDrive" in bot.fake.wait_for(3)[2].plain
        assert bot.fake.files == []

    def test_where_the_drive_refuses_there_is_the_link(self, make: Callable[..., Bot]) -> None:
        bot = make(public_url=URL)
        bot.fake.plan("/drive", Plan(507))
        bot.say("admin export")
        word = offered(bot.fake.wait_for(2)[1].body)["acceptContext"]
        info = {"uploadUrl": f"{bot.fake.url}/drive"}
        bot.invoke("fileConsent/invoke", {"action": "accept", "context": word, "uploadInfo": info})
        told = bot.fake.wait_for(3)[2]
        assert "could not be put" in told.plain
        assert bot.files.find(link(told.card).rpartition("/")[2]) == BRIEF

    @pytest.mark.parametrize(
        "value", [{}, {"action": "accept"}, {"action": "accept", "context": {"file": ["x"]}, "uploadInfo": 7}]
    )
    def test_an_odd_consent_is_answered(self, make: Callable[..., Bot], value: Json) -> None:
        bot = make()
        assert bot.invoke("fileConsent/invoke", value).status_code == 200
        assert bot.fake.wait_for(1)[0].plain

    def test_in_a_channel_it_is_a_link_for_the_sender_alone(self, make: Callable[..., Bot]) -> None:
        bot = make(public_url=URL)
        bot.say("admin export", place=CHANNEL)
        answer, file = bot.fake.wait_for(2)
        assert answer.query == file.query == "isTargetedActivity=true"
        assert problems(file.card) == []
        assert link(file.card).startswith(f"{URL}/files/")
        assert bot.files.find(link(file.card).rpartition("/")[2]) == BRIEF
        assert "Tue 3 Mar 2026" in file.plain

    def test_without_an_address_a_channels_file_waits_in_the_chat(self, make: Callable[..., Bot]) -> None:
        bot = make()
        bot.store.teams.refresh(Conversation(TENANT, CHAT, "personal", bot.fake.url, person=PERSON["id"]))
        bot.say("admin export", place=CHANNEL)
        _, offer, told = bot.fake.wait_for(3)
        assert offer.path == f"/v3/conversations/{CHAT}/activities"
        assert offered(offer.body)
        assert "cbam.docx is waiting for you in the chat with me" in told.plain
        assert told.query == "isTargetedActivity=true"

    @pytest.mark.parametrize(
        ("file", "told"), [(LOG, '{"verb": "subscribe"}'), (BRIEF, "POLICYWIRE_PUBLIC_URL"),
                           (Attachment("x.md", "text/markdown", b"\xff", "x"), "POLICYWIRE_PUBLIC_URL")]
    )  # fmt: skip
    def test_where_no_way_leads_it_is_the_text_or_what_to_do(
        self, make: Callable[..., Bot], file: Attachment, told: str
    ) -> None:
        bot = make(file)
        bot.fake.plan(
            "/v3/conversations", Plan(403), Plan(201, {"id": "t1"}), Plan(403)
        )  # no chat, the answer, no chat
        bot.say("admin export", place=CHANNEL)
        bot.fake.wait_until(lambda: any(told in post.plain for post in bot.fake.posts()))

    def test_a_person_without_a_onedrive_gets_it_otherwise(self, make: Callable[..., Bot]) -> None:
        bot = make(LOG)
        bot.fake.plan("/activities", Plan(201, {"id": "t1"}), Plan(403))
        bot.say("admin export")
        assert '{"verb": "subscribe"}' in bot.fake.wait_for(3)[2].plain

    def test_a_button_that_brings_a_file_brings_it(self, make: Callable[..., Bot]) -> None:
        bot = make(public_url=URL)
        bot.press({"line": "admin export", "replace": True}, place=CHANNEL)
        assert link(bot.fake.wait_for(1)[0].card).startswith(f"{URL}/files/")


def deliver(bot: Bot, file: Attachment, place: str = CHANNEL) -> Sent:
    kind = "personal" if place == CHAT else "channel"
    bot.store.teams.refresh(Conversation(TENANT, place, kind, bot.fake.url, person="29:kim" if place == CHAT else ""))
    there = TeamsSurface(bot.connector, bot.store.teams, bot.trust, bot.files)
    post = Post(1, Channel("teams", TENANT, place), say("CBAM · shared by Kim"), kind=Kind.FILE, file=file)
    promise: Future[Sent] = there.begin([post])[0]
    return promise.result(30)


class TestDeliveries:
    """A file for a channel, through the ledger."""

    def test_a_channel_gets_a_link_for_a_week(self, make: Callable[..., Bot]) -> None:
        bot = make(public_url=URL)
        assert deliver(bot, BRIEF).outcome is Outcome.SENT
        (post,) = bot.fake.posts()
        assert "CBAM · shared by Kim" in post.plain
        assert "Mon 9 Mar 2026" in post.plain
        assert bot.store.downloads.find(link(post.card).rpartition("/")[2], NOW) == BRIEF

    def test_without_an_address_it_gets_the_text_or_what_to_do(self, make: Callable[..., Bot]) -> None:
        bot = make()
        text = Attachment("cbam.md", "text/markdown; charset=utf-8", "# CBAM\n- 첫 가격 공고\n".encode(), "CBAM")
        assert deliver(bot, text).outcome is deliver(bot, BRIEF).outcome is Outcome.SENT
        shown, told = (post.plain for post in bot.fake.posts())
        assert "- 첫 가격 공고" in shown
        assert "cbam.docx (78 KB)" in told

    def test_a_chat_is_offered_it_and_gets_the_text_where_it_cannot_be(self, make: Callable[..., Bot]) -> None:
        bot = make()
        assert deliver(bot, BRIEF, CHAT).outcome is Outcome.SENT
        assert offered(bot.fake.posts()[0].body)
        bot.fake.plan("/activities", Plan(403))
        assert deliver(bot, LOG, CHAT).outcome is Outcome.SENT
        assert '{"verb": "subscribe"}' in bot.fake.posts()[2].body["text"]
