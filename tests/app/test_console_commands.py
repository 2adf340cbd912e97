"""policywire console …"""

from bot.console.passwords import fits


def test_a_password_becomes_a_line_for_the_settings(policywire):
    done = policywire("console", "password", given=b"correct horse battery\n")
    name, _, value = done.out.strip().partition("=")
    assert name == "POLICYWIRE_CONSOLE_PASSWORD_HASH"
    assert fits("correct horse battery", value.strip("'"))
    assert "correct horse" not in done.out


def test_a_short_password_is_refused(policywire):
    done = policywire("console", "password", given=b"short\n")
    assert (done.status, done.out) == (1, "")
    assert "at least 12" in done.err
