"""Which lines need which right, whatever the verb; what by request means; who is told what."""

import json
from decimal import Decimal

import pytest

from bot.commands.line import parse
from bot.commands.table import BY_VERB, COMMANDS, OPTIONS, WORDS
from core.catalogue import Catalogue
from core.gate import Refusal
from core.roles import Need
from core.written import ModelUse, Purpose, Shortfall
from storage.store import Store
from tests.bot.commands.conftest import NOW, Ask, asking, lines_of

# Every example line that changes something, by what it needs; all others are for anyone.
CHANGING = {
    "subscribe": Need.MEMBER, "unsubscribe": Need.MEMBER, "digest": Need.MEMBER, "quiet": Need.MEMBER, "pause": Need.MEMBER,
    "resume": Need.MEMBER, "mute": Need.MEMBER, "requests": Need.EDITOR, "admin": Need.ADMIN, "test": Need.MEMBER,
}  # fmt: skip
LINES = {
    "list all": Need.ADMIN, "feeds add": Need.ADMIN, "settings sensitivity": Need.MEMBER, "language channel": Need.MEMBER,
}  # fmt: skip


def need(line: str) -> Need:
    parsed = parse(line, WORDS, OPTIONS, "en")
    return BY_VERB[parsed.verb].needs(parsed)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: c.verb)
def test_every_example_has_the_need_that_is_known_here(command: object) -> None:
    verb, examples = getattr(command, "verb", ""), getattr(command, "examples", {})
    for line in examples["en"]:
        special = next((needed for start, needed in LINES.items() if line.startswith(start)), None)
        assert need(line) is (special or CHANGING.get(verb, Need.ANYONE)), line
    assert [need(line) for line in examples["ko"]] == [need(line) for line in examples["en"]] or len(
        examples["ko"]
    ) != len(examples["en"])


@pytest.mark.parametrize("line", ["digest", "quiet", "mute", "pause", "unsubscribe", "subscribe", "list", "feeds"])
def test_a_verb_alone_is_for_anyone(line: str) -> None:
    assert need(line) is Need.ANYONE


@pytest.mark.parametrize(
    "line",
    [line for c in COMMANDS for line in c.examples["en"] if need(line) is Need.MEMBER],
)
def test_a_stranger_changes_nothing_in_a_channel_for_editors(ask: Ask, filled: Store, line: str) -> None:
    ask("admin lock editors", admin=True)
    before = filled.audit.everything()
    assert "only editors change what comes" in ask(line).card.plain
    assert filled.audit.everything() == before


def test_an_approved_line_is_done_in_the_name_of_the_one_who_asked(ask: Ask, filled: Store) -> None:
    ask("admin lock request", admin=True)
    asked = ask("구독 cbam", user="U5", user_name="park", lang="ko")
    assert asked.announce is not None
    approve, _ = lines_of(asked.announce)
    ask(approve, user="U9", user_name="boss", admin=True)
    (subscription,) = filled.subscriptions.of_channel(filled.subscriptions.channel("slack", "T1", "C1"))
    assert subscription.created_by == "U5"
    (done, *_) = filled.audit.everything()
    assert (done.user.id, done.verb, done.approved_by) == ("U5", "subscribe", "boss (U9)")


def test_an_approved_line_gives_nobody_more_rights_than_a_member_has(ask: Ask, filled: Store) -> None:
    ask("admin lock request", admin=True)
    assert "Only an administrator" in ask("admin roles @me editor").card.plain
    assert "Only an administrator" in ask("feeds add https://m.example/rss").card.plain
    assert filled.roles.waiting(filled.subscriptions.channel("slack", "T1", "C1")) == []


def test_a_request_is_decided_by_the_rules_of_its_own_channel(ask: Ask, filled: Store, catalogue: Catalogue) -> None:
    ask("admin lock request", admin=True)
    ask("admin roles @lee editor", channel="C2", admin=True, mentions={"@lee": "U2"})
    ask("subscribe cbam")
    assert "Only this channel's editors" in ask("requests approve 1", channel="C2", user="U2").card.plain
    elsewhere = asking(filled, catalogue, workspace="T2", admin=True)
    assert "no request #1" in elsewhere("requests approve 1").card.plain
    assert "approved" in ask("requests approve 1", channel="C2", admin=True).card.plain


def test_admin_names_a_channel_by_its_mention(ask: Ask, filled: Store) -> None:
    filled.subscriptions.channel("slack", "T1", "C7", name="trade")
    filled.subscriptions.channel("slack", "T1", "C8", name="trade")
    told = ask("admin lock #trade editors", admin=True, mentions={"#trade": "C8"}).card.plain
    assert "For editors" in told
    assert "only editors" in ask("digest daily 08:30", channel="C8").card.plain
    assert "only editors" not in ask("digest daily 08:30", channel="C7").card.plain
    assert "is known here" in ask("admin lock #trade editors", admin=True).card.plain  # which of the two?
    assert "is known here" in ask("admin lock #trade editors", admin=True, workspace="T2").card.plain


def test_the_export_has_the_workspace_and_no_other(ask: Ask, filled: Store, catalogue: Catalogue) -> None:
    ask("subscribe cbam", user_name="kim")
    other = asking(filled, catalogue, workspace="T2", channel="C9", user="U9", admin=True)
    other("subscribe us-tariffs")
    for line in ("admin export", "admin audit since:1d"):
        file = other(line).file
        assert file is not None
        lines = [json.loads(one) for one in file.data.decode().splitlines()]
        assert lines
        assert "cbam" not in file.data.decode()
        assert "T1" not in file.data.decode()
    assert "CBAM" not in other("list all").card.plain
    assert "CBAM" not in other("admin audit").card.plain


def test_where_no_file_can_be_handed_over_the_command_is_named(ask: Ask) -> None:
    ask("subscribe cbam", surface="console", workspace="local", admin=True)
    reply = ask("admin audit", surface="console", workspace="local", admin=True)
    assert reply.file is None
    assert "policywire audit --workspace console:local" in reply.card.plain


def test_feeds_that_administrators_add_are_in_the_log_without_their_address(ask: Ask, filled: Store) -> None:
    ask("feeds add https://ministry.example/rss?key=s3cret tier:official", admin=True)
    (change,) = filled.audit.everything()
    assert change.verb == "feeds"
    assert list(change.after.values()) == ["ministry.example (official)"]
    assert "s3cret" not in str(change)


def test_an_administrator_is_told_what_the_language_model_did_here(ask: Ask, filled: Store) -> None:
    dropped = (("Duties of 99 percent apply.", Refusal.NUMBER),)
    shown = ModelUse(
        NOW, "slack:T1", Purpose.SUMMARY, "K7Q2", "tiny", 120, Decimal("0.0002"), None, ("It rises.",), dropped
    )
    filled.language.record(shown)
    filled.language.record(ModelUse(NOW, "slack:T1", Purpose.TRANSLATION, "", "tiny", shortfall=Shortfall.BUDGET))
    filled.language.record(ModelUse(NOW, "slack:T2", Purpose.SUMMARY, "ZZZZ", "tiny"))
    told = ask("admin model", admin=True).card.plain
    assert "Asked 2 times: 120 tokens, cost 0.0002" in told
    assert "summary · #K7Q2 · tiny · 120 tokens · shown; dropped: “Duties of 99 percent apply.” (number)" in told
    assert "translation · a page that is not stored · tiny · no tokens · not shown (budget)" in told
    assert "ZZZZ" not in told
    assert "nothing in that time" in ask("admin model since:2020-01-01", workspace="T9", admin=True).card.plain
    assert "Only an administrator" in ask("admin model").card.plain


def test_a_flood_of_requests_is_refused(ask: Ask) -> None:
    ask("admin lock request", admin=True)
    told = [ask(f'subscribe "phrase {number}"').card.plain for number in range(52)]
    assert "Too many requests" in told[-1]
    assert "Too many requests" not in told[0]


def test_editors_are_asked_alone_too_and_decide_from_there(filled: Store, catalogue: Catalogue) -> None:
    ask = asking(filled, catalogue, channel="C5", channel_name="trade")
    ask("admin roles @lee editor", user="U9", admin=True, mentions={"@lee": "U2"})
    ask("admin lock request", user="U9", admin=True)
    ask("subscribe cbam", user="U1", user_name="kim")
    (told,) = [one for one in filled.ledger.recent(9) if one.channel.address == "U2"]
    assert told.card is not None
    assert told.card.plain.startswith("kim asks the editors of #trade for:\n• subscribe cbam")
    approve, decline = lines_of(told.card)
    # Others may not, wherever they are; nor does another workspace know of it.
    assert "Only this channel's editors" in ask(approve, user="U3", channel="D3", channel_name="").card.plain
    assert "no request" in ask(approve, user="U2", channel="D2", workspace="T2", admin=True).card.plain
    reply = ask(approve, user="U2", user_name="lee", channel="D2", channel_name="")
    assert reply.announce is None  # it is for the channel, not for the conversation with the editor
    assert "CBAM" in ask("list").card.plain
    (public,) = [one for one in filled.ledger.recent(9) if one.channel.address == "C5" and one.card]
    assert public.card is not None
    assert "subscribe cbam" in public.card.plain
    assert "no request" in ask(decline, user="U2", channel="D2", channel_name="").card.plain
