"""Which addresses are one article. More of it in test_items.py, where they name items."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.links import canonical_link, is_front_page

PART = st.text("abzAZ019-._~!$&'()*+,:=@[]/", max_size=12)
QUERY = st.lists(st.tuples(st.sampled_from(["id", "utm_source", "UTM_x", "fbclid", "q"]), PART), max_size=3)


@given(st.sampled_from(["http", "https"]), st.sampled_from(["n.example", "N.Example"]), PART, QUERY)
def test_an_ordinary_address_is_read_as_an_unusual_one(scheme: str, host: str, path: str, query: list[tuple[str, str]]):
    url = f"{scheme}://{host}/{path}" + ("?" + "&".join(f"{name}={value}" for name, value in query) if query else "")
    # With a fragment it goes the long way, at the end of which the fragment is gone.
    assert canonical_link(url) == canonical_link(url + "#part")
    assert is_front_page(url) == is_front_page(url + "#part")


@pytest.mark.parametrize(
    "url", ["https://n.example", "https://n.example/", "http://n.example//#top", "https://n.example:8080/"]
)
def test_the_address_of_a_site_is_its_front_page(url: str):
    assert is_front_page(url)


@pytest.mark.parametrize(
    "url", ["https://n.example/a", "https://n.example/?id=1", "https://n.example/?id=1#top", "https://한.example/가"]
)
def test_an_address_that_leads_somewhere_is_none(url: str):
    assert not is_front_page(url)
