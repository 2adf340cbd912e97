"""What is told of a channel that gets nothing any more."""

import pytest

from core.fate_card import fate_card
from core.model import Channel
from core.spaces import Fate


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("fate", Fate)
def test_it_names_the_channel_and_the_surfaces_own_word_only_where_it_refused(fate: Fate, lang: str) -> None:
    for surface in ("slack", "teams"):
        told = fate_card(Channel(surface, "T1", "C1", "trade", lang), fate, "restricted_action", 3).plain
        assert "#trade" in told
        assert ("restricted_action" in told) == (surface.capitalize() in told) == (fate is Fate.REFUSED)
        assert ("/invite" in told) == (surface == "slack" and fate is Fate.REMOVED)


def test_a_channel_without_a_name_is_called_by_its_address() -> None:
    assert "C1" in fate_card(Channel("slack", "T1", "C1"), Fate.DELETED, "channel_deleted", 1).plain
