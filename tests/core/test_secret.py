"""A text that never prints."""

from core.secret import Secret


def test_only_asking_for_it_gives_it_out() -> None:
    secret = Secret("xoxb-1")
    assert secret.reveal() == "xoxb-1"
    assert "xoxb" not in f"{secret} {secret!r} {[secret]}"


def test_secrets_are_compared_by_what_they_hide() -> None:
    assert Secret("a") == Secret("a")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a"), Secret("한")}) == 2
