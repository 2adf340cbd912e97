"""Edits of topics and their versions; matches that are made anew."""

from core.model import Match
from storage.store import Store
from storage.topics import Version
from tests.storage.helpers import CBAM, NOW, SPAN, STEEL, add_item


def test_every_edit_is_a_version_and_the_last_one_counts(store: Store) -> None:
    assert (store.topics.stamp(), store.topics.edits()) == (0, {})
    assert store.topics.write({"cbam": {"name": "Carbon"}, "@noise": ["golf"]}, "mina", NOW) == {"cbam": 1, "@noise": 1}
    first = store.topics.stamp()
    assert store.topics.write({"cbam": None, "steel": {"name": "강철"}}, "jun", NOW) == {"cbam": 2, "steel": 1}
    assert store.topics.stamp() > first
    assert list(store.topics.edits()) == ["cbam", "@noise", "steel"]
    assert store.topics.edits()["cbam"] == Version("cbam", 2, None, "jun", NOW)
    assert [(v.number, v.data, v.by) for v in store.topics.history("cbam")] == [
        (1, {"name": "Carbon"}, "mina"),
        (2, None, "jun"),
    ]
    assert store.topics.history("tin") == []
    assert store.topics.write({}, "mina", NOW) == {}


def test_matches_are_made_anew_without_losing_what_was_told(store: Store) -> None:
    kept, lost, new = (add_item(store, name) for name in ("kept", "lost", "new"))
    before = [Match(kept, CBAM, 2.0, ()), Match(lost, CBAM, 2.0, (SPAN,)), Match(lost, STEEL, 2.0, ())]
    store.ledger.write([kept, lost, new], before, [], NOW)
    for _ in range(2):
        store.topics.rematched(
            [kept, lost, new], [CBAM], [Match(kept, CBAM, 3.0, (SPAN,)), Match(new, CBAM, 1.5, ())], NOW
        )
    told = {item.title: store.reasons.matches(item) for item in (kept, lost, new)}
    assert [
        (title, m.score, len(m.evidence)) for title, ms in told.items() for key, m in ms.items() if key == "cbam"
    ] == [
        ("kept", 3.0, 1),
        ("lost", 0.0, 1),
        ("new", 1.5, 0),
    ]
    assert told["lost"]["steel"].score == 2.0
    assert store.ledger.counts() == {}
    store.topics.rematched([kept], [CBAM], [], NOW)
    assert store.reasons.matches(kept)["cbam"].score == 0.0
