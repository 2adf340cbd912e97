"""Who may do what, who takes over, and what a change was."""

import pytest

from core.roles import Mode, Need, Person, Rules, Ruling, difference, heir, rule

KIM, LEE = Person("U1", "kim"), Person("U2", "lee")


@pytest.mark.parametrize(
    ("need", "mode", "stranger", "editor"),
    [
        (Need.ANYONE, Mode.EDITORS, Ruling.ALLOWED, Ruling.ALLOWED),
        (Need.MEMBER, Mode.OPEN, Ruling.ALLOWED, Ruling.ALLOWED),
        (Need.MEMBER, Mode.EDITORS, Ruling.EDITORS_ONLY, Ruling.ALLOWED),
        (Need.MEMBER, Mode.REQUEST, Ruling.ASK, Ruling.ALLOWED),
        (Need.EDITOR, Mode.OPEN, Ruling.EDITORS_ONLY, Ruling.ALLOWED),
        (Need.EDITOR, Mode.REQUEST, Ruling.EDITORS_ONLY, Ruling.ALLOWED),
        (Need.ADMIN, Mode.OPEN, Ruling.ADMINS_ONLY, Ruling.ADMINS_ONLY),
    ],
)
def test_what_a_need_means_in_a_channel(need: Need, mode: Mode, stranger: Ruling, editor: Ruling) -> None:
    rules = Rules(mode, (KIM,))
    assert rule(need, rules, "U9", admin=False) is stranger
    assert rule(need, rules, KIM.id, admin=False) is editor
    assert rule(need, rules, "U9", admin=True) is Ruling.ALLOWED


def test_the_longest_standing_other_editor_takes_over() -> None:
    assert heir(Rules(Mode.OPEN, (KIM, LEE)), "U9") == KIM
    assert heir(Rules(Mode.OPEN, (KIM, LEE)), KIM.id) == LEE
    assert heir(Rules(Mode.OPEN, (KIM,)), KIM.id) is None


def test_a_difference_has_what_was_made_changed_and_taken_away() -> None:
    assert difference({"a": "1", "b": "2", "c": "3"}, {"b": "2", "c": "4", "d": "5"}) == (
        {"a": "1", "c": "3"},
        {"c": "4", "d": "5"},
    )


def test_a_person_is_called_by_name_where_there_is_one() -> None:
    assert (str(KIM), str(Person("U3"))) == ("kim", "U3")
