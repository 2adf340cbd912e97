"""A brief and a calendar as files in the channel."""

from core.model import Kind, Rank
from storage.store import Store
from tests.bot.commands.conftest import asking


def test_the_button_sends_the_file_into_the_channel_once(filled: Store, catalogue):
    ask = asking(filled, catalogue, channel="export")
    answered = ask("brief cbam since:2026-02-01")
    (button,) = [b for block in answered.card.blocks for b in getattr(block, "buttons", ()) if b.label == "Export"]
    for _ in range(2):
        assert "on its way into this channel" in ask(button.command).card.plain
    (delivery,) = filled.ledger.recent(9)
    assert (delivery.kind, delivery.rank, delivery.channel.address) == (Kind.FILE, Rank.ANSWER, "export")
    assert delivery.file is not None
    assert delivery.file.name.endswith(".md")
    assert delivery.file.data.startswith(b"# ")


def test_a_file_of_another_kind_is_refused_with_those_there_are(filled: Store, catalogue):
    ask = asking(filled, catalogue, channel="export")
    assert "md" in ask("brief cbam since:2026-02-01 export:pdf").card.plain
    assert filled.ledger.recent(9) == []
