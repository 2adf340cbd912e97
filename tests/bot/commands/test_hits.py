"""The live count of a form."""

import pytest

from bot.commands.hits import Hits, hits
from core.catalogue import Catalogue
from core.errors import QueryError
from core.forecast import Advice
from core.model import Preferences, Sensitivity, Subject, SubjectKind
from storage.store import Store
from tests.bot.commands.conftest import NOW
from tests.bot.commands.test_preview import TARIFFS, pour

ALL = Preferences()


def test_a_topic_is_counted_by_what_its_items_are(sqlite_store: Store, catalogue: Catalogue) -> None:
    pour(sqlite_store, 3, 40)

    def count(text: str, **wishes: object) -> Hits:
        return hits(sqlite_store, catalogue, text, Preferences(**wishes), NOW)

    assert count("us-tariffs") == Hits(TARIFFS, 90)
    assert count("US tariffs (all authorities)", langs=("en",), countries=("US",), sources=("press",)).count == 90
    for narrowed in ({"langs": ("ko",)}, {"sources": ("official",)}, {"sensitivity": Sensitivity.FEWER}):
        found = count("us-tariffs", **narrowed)
        assert (found.count, found.advice) == (0, Advice.NARROW)


def test_a_query_with_few_candidates_is_counted_exactly(filled: Store, catalogue: Catalogue) -> None:
    found = hits(filled, catalogue, "price or 핵심광물", ALL, NOW)
    assert found == Hits(Subject(SubjectKind.QUERY, "price OR 핵심광물"), 2)
    assert (found.advice, found.a_day) == (Advice.FINE, 2 / 30)
    assert hits(filled, catalogue, "price", Preferences(langs=("ko",)), NOW).count == 0


def test_a_query_with_many_candidates_is_counted_on_a_sample(sqlite_store: Store, catalogue: Catalogue) -> None:
    pour(sqlite_store, 20, 30)
    found = hits(sqlite_store, catalogue, "gallium NOT zzz", ALL, NOW)
    assert found.estimated
    assert (found.count, found.advice) == (600, Advice.BROAD)


def test_what_is_no_query_is_refused_with_its_place(filled: Store, catalogue: Catalogue) -> None:
    with pytest.raises(QueryError, match="Missing"):
        hits(filled, catalogue, "(gallium", ALL, NOW)
