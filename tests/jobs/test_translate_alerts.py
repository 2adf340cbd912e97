"""A translation comes below an alert that is there already, once, and an alert that gets none stays as it is."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.card import Paragraph
from core.item_card import alert_card
from core.model import Delivery, DeliveryState, Item, Kind
from core.written import Shortfall, Translation
from jobs import translate_alerts
from storage.lanes import Ended
from storage.store import Store
from tests.storage.helpers import NOW, SPAN, add_item, alert, channel, subscribe

SOON = NOW + timedelta(seconds=30)


class Translator:
    """Says each line in capitals, or nothing."""

    def __init__(self, *, works: bool = True) -> None:
        self.works, self.asked = works, []

    def translate(self, item: Item, lines: Sequence[str], lang: str, *, workspace: str, now: datetime) -> Translation:
        self.asked.append((item.id, lang, workspace))
        made = tuple(line.upper() if self.works else None for line in lines)
        return Translation(lang, tuple(lines), made, None if self.works else Shortfall.TIMEOUT, model="tiny")


@pytest.fixture
def item(store: Store) -> Item:
    return add_item(store, "CBAM 시행", lang="ko")


def told(store: Store, item: Item, *names: str) -> None:
    """Channels, in English, that were just sent the item."""
    places = [channel(store, name) for name in names]
    alert(store, item, *(subscribe(store, place) for place in places))
    tasks = store.lanes.tick("w", [], NOW, 9, timedelta(minutes=1), {})
    ends = [Ended(task, DeliveryState.SENT, NOW, message_id=f"m{task.delivery.key}") for task in tasks]
    store.lanes.tick("w", ends, NOW, 0, timedelta(minutes=1), {})


def edits(store: Store) -> list[Delivery]:
    return [one for one in store.ledger.recent(99) if one.kind is Kind.EDIT]


def test_one_translation_serves_every_channel_of_the_language_and_edits_what_was_sent(store: Store, item: Item):
    told(store, item, "trade", "customs")
    translator = Translator()
    report = translate_alerts.run(store, translator, SOON)
    assert report.counts == {"translated": 1, "edits": 2}
    assert translator.asked == [(item.id, "en", "console:local")]
    assert {one.channel.name for one in edits(store)} == {"trade", "customs"}
    assert not translate_alerts.run(store, translator, SOON).worked
    kept = store.translations.of(item, "en")
    assert kept is not None
    card = alert_card(item, ["CBAM"], [SPAN], "en", ZoneInfo("UTC"), translation=kept)
    assert "Machine translation by tiny" in card.plain
    assert "THE TEXT OF CBAM" in card.plain
    assert "The text of CBAM" in card.plain


def test_an_alert_that_is_not_sent_yet_needs_no_edit(store: Store, item: Item):
    alert(store, item, subscribe(store, channel(store)))
    assert translate_alerts.run(store, Translator(), SOON).counts == {"translated": 1, "edits": 0}


def test_what_could_not_be_translated_is_not_asked_for_again(store: Store, item: Item):
    told(store, item, "trade")
    translator = Translator(works=False)
    assert translate_alerts.run(store, translator, SOON).counts == {"not translated": 1, "edits": 0}
    assert not translate_alerts.run(store, translator, SOON).worked
    assert len(translator.asked) == 1
    assert edits(store) == []
    kept = store.translations.of(item, "en")
    assert alert_card(item, [], [], "en", ZoneInfo("UTC"), translation=kept) == alert_card(
        item, [], [], "en", ZoneInfo("UTC")
    )


def test_nobody_asks_for_what_is_old_in_the_channels_language_or_without_a_translator(store: Store, item: Item):
    told(store, add_item(store, "CBAM starts", lang="en"), "trade")
    told(store, item, "customs")
    translator = Translator()
    assert not translate_alerts.run(store, None, SOON).worked
    assert not translate_alerts.run(store, translator, NOW + timedelta(hours=1)).worked
    assert translate_alerts.run(store, translator, SOON).counts["translated"] == 1


def test_of_a_translation_only_what_stands_above_it_is_shown(store: Store, item: Item):
    kept = Translation("en", ("something else",), ("SOMETHING ELSE",), model="tiny")
    card = alert_card(item, [], [], "en", ZoneInfo("UTC"), translation=kept)
    assert not [block for block in card.blocks if isinstance(block, Paragraph) and "ELSE" in block.spans[0].text]
