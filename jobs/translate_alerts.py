"""Alerts in another language than their channel's → a model's translation below the original, where one is configured.

An alert never waits for it: one that goes out before is edited when the translation is there, and where none comes it stays as it is.
"""

from collections import Counter
from datetime import datetime, timedelta

from core.item_card import ALERT_SENTENCES, to_translate
from core.ports import Translator
from jobs.report import Report
from storage.store import Store

# An alert is given a translation for so long, and so many are asked for in a run.
YOUNG = timedelta(minutes=30)
AT_ONCE = 10


def run(store: Store, translator: Translator | None, now: datetime) -> Report:
    """Translate what recent alerts show, each once for all channels of a language."""
    counts: Counter[str] = Counter()
    for delivery in store.translations.wanted(now - YOUNG, AT_ONCE) if translator else ():
        item, channel = delivery.item, delivery.channel
        if translator is None or item is None:
            raise AssertionError("an alert that wants a translation is about an item")
        lines = to_translate(item, channel.lang, ALERT_SENTENCES, delivery.evidence)
        workspace = f"{channel.surface}:{channel.workspace}"
        made = translator.translate(item, lines, channel.lang, workspace=workspace, now=now)
        counts["translated" if any(made.lines) else "not translated"] += 1
        counts["edits"] += store.translations.keep(item, channel.lang, lines, made, now - YOUNG, now)
    return Report(dict(counts))
