"""What a term is to a topic."""

import pytest

from core.explain import Role, role
from core.model import Acronym, Topic

TOPIC = Topic(
    "cepa",
    "CEPA",
    "agreements",
    {"en": ("trade deal",)},
    (Acronym("CEPA", True),),
    signals=("이행위원회",),
    hints=("tariff*",),
    frames=(("country", "act"),),
    classes={"country": ("Egypt",), "act": ("sign*",)},
)


@pytest.mark.parametrize(
    ("term", "kind"),
    [
        ("trade deal", Role.NAME),
        ("CEPA", Role.ACRONYM),
        ("이행위원회", Role.SIGNAL),
        ("tariff*", Role.HINT),
        ("Egypt + sign*", Role.SIGNAL),
        ("sign* + Egypt", Role.EARLIER),
        ("Egypt + sign* + more", Role.EARLIER),
        ("gone", Role.EARLIER),
    ],
)
def test_a_term_has_the_role_of_its_list(term: str, kind: Role) -> None:
    assert role(TOPIC, term) is kind
