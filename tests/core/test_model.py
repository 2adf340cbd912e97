"""What a subscription follows, and what the database knows it by."""

import pytest

from core.model import Subject, SubjectKind


def test_a_topic_is_known_by_its_id_and_a_query_by_a_digest_of_any_length():
    assert Subject(SubjectKind.TOPIC, "cbam").key == "cbam"
    keys = {Subject(SubjectKind.QUERY, text).key for text in ("cbam", "탄소국경" * 500, "탄소국경" * 501)}
    assert len(keys) == 3
    assert all(key.startswith("query:") and len(key) == 30 for key in keys)
    assert Subject(SubjectKind.QUERY, "half a character \ud800").key.startswith("query:")


@pytest.mark.parametrize(
    ("verdict", "subject"),
    [
        ("cbam", Subject(SubjectKind.TOPIC, "cbam")),
        ('query:"a" OR query:b', Subject(SubjectKind.QUERY, '"a" OR query:b')),
        ("odd query:x", Subject(SubjectKind.TOPIC, "odd query:x")),
    ],
)
def test_a_verdict_names_its_subject(verdict, subject):
    assert Subject.of_verdict(verdict) == subject
