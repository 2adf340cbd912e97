"""Content-Encoding taken off from any chunks: what the network cuts where it likes."""

import gzip
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from jobs.inflate import Body

FEED = b"<rss version='2.0'><channel><title>T</title></channel></rss>"
TWO_MEMBERS = gzip.compress(FEED[:20]) + gzip.compress(FEED[20:])


def unpacked(body: bytes, cuts: list[int]) -> bytes:
    inflating = Body("gzip", 10_000)
    edges = [0, *sorted(cuts), len(body)]
    for start, end in pairwise(edges):
        inflating.add(body[start:end])
    return inflating.whole()


@given(cuts=st.lists(st.integers(0, len(TWO_MEMBERS))))
def test_two_gzip_members_are_one_body_wherever_the_chunks_end(cuts: list[int]) -> None:
    assert unpacked(TWO_MEMBERS, cuts) == FEED


def test_a_second_member_whose_first_byte_comes_alone_is_not_lost() -> None:
    assert unpacked(TWO_MEMBERS, list(range(len(TWO_MEMBERS)))) == FEED


def test_rubbish_after_the_end_is_ignored_even_where_it_begins_like_a_member() -> None:
    assert unpacked(gzip.compress(FEED) + b"\x1f", []) == FEED
    assert unpacked(gzip.compress(FEED) + b"\x1frubbish", [len(gzip.compress(FEED)) + 1]) == FEED
