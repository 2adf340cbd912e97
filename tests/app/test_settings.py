"""Settings: defaults, one line for what is wrong, nothing secret in it, and documents that list them all."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.settings import SEEDS, Settings, env_name, load
from core.errors import SettingError
from core.ports import Uncertain

ROOT = Path(__file__).parents[2]
NAMES = {env_name(field) for field in Settings.model_fields}
SLACK = {"SLACK_BOT_TOKEN": "xoxb-1-HUSH", "SLACK_APP_TOKEN": "xapp-1-HUSH"}


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def written(file: Path, **settings: str) -> Settings:
    file.write_text("".join(f"{name}={value}\n" for name, value in settings.items()), "utf-8")
    return load(file)


def refused(file: Path, **settings: str) -> str:
    """The one line that stops the start."""
    with pytest.raises(SettingError) as caught:
        written(file, **settings)
    assert "\n" not in caught.value.user
    assert "HUSH" not in f"{caught.value!r} {caught.value} {caught.value.user}"
    return caught.value.user


def test_without_any_setting_everything_has_a_default(env_file: Path) -> None:
    assert load(env_file).model_dump() == {
        "database_url": SecretStr("sqlite:///var/policywire.db"),
        "corpus_dirs": (), "feeds_file": SEEDS / "feeds.yaml", "topics_file": SEEDS / "topics.yaml", "agencies_file": SEEDS / "agencies.yaml",
        "seed_corpus": True, "watch_feeds": True, "feed_allow_private": (), "feed_proxy": None, "feed_ca_bundle": None,
        "full_text": False, "ops_channel": None, "secret_key": None, "public_url": None,
        "llm_url": None, "llm_key": None, "llm_model": "", "llm_seconds": 30.0, "llm_tokens_a_day": 200_000,
        "llm_price_in": Decimal(0), "llm_price_out": Decimal(0), "llm_cost_a_day": Decimal(0),
        "llm_translate_alerts": False,
        "language": "en", "timezone": "Asia/Seoul",
        "console_host": "127.0.0.1", "console_port": 8080, "console_url": None, "console_password_hash": None, "console_oidc_issuer": None,
        "console_oidc_client_id": None, "console_oidc_client_secret": None, "console_admins": (), "console_editors": (),
        "console_viewers": (), "api_token": None, "operations_host": "127.0.0.1", "operations_port": None, "chat_host": "127.0.0.1", "chat_port": 3000,
        "slack_client_id": None, "slack_client_secret": None, "teams_client_id": None, "teams_client_secret": None,
        "teams_tenant_ids": (), "teams_admins": (), "teams_authentication": True,
        "slack_bot_token": None, "slack_app_token": None, "slack_signing_secret": None, "slack_api_url": "https://slack.com/api/",
        "uncertain": Uncertain.HOLD, "keep_days": 730, "log_format": "text", "log_level": "INFO",
        "traces_url": None, "traces_authorization": None,
    }  # fmt: skip


def test_an_empty_value_is_no_value(env_file: Path) -> None:
    assert written(env_file, **dict.fromkeys(NAMES, "")) == load(None)


def test_the_environment_counts_more_than_the_file(env_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYWIRE_LANGUAGE", "ko")
    settings = written(env_file, POLICYWIRE_LANGUAGE="en", POLICYWIRE_CONSOLE_PORT="9090")
    assert (settings.language, settings.console_port) == ("ko", 9090)


def test_a_file_from_windows_is_read(env_file: Path) -> None:
    env_file.write_bytes(b"\xef\xbb\xbfPOLICYWIRE_LANGUAGE=ko\r\nPOLICYWIRE_CHAT_PORT=3001\r\n")
    assert (load(env_file).language, load(env_file).chat_port) == ("ko", 3001)


def test_lists_are_written_with_commas(env_file: Path) -> None:
    settings = written(env_file, POLICYWIRE_CORPUS_DIRS="/a b, /c,,", POLICYWIRE_FEED_ALLOW_PRIVATE="10.0.0.0/8,intra")
    assert settings.corpus_dirs == (Path("/a b"), Path("/c"))
    assert settings.corpus_folders == (SEEDS / "corpus", Path("/a b"), Path("/c"))
    assert settings.feed_allow_private == ("10.0.0.0/8", "intra")
    assert written(env_file, POLICYWIRE_SEED_CORPUS="no").corpus_folders == ()


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("POLICYWIRE_WATCH_FEEDS", "maybe", "write true or false"),
        ("POLICYWIRE_SEED_CORPUS", "2", "write true or false"),
        ("POLICYWIRE_LANGUAGE", "fr", "Input should be 'en' or 'ko'"),
        ("POLICYWIRE_LOG_LEVEL", "LOUD", "Input should be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("POLICYWIRE_TIMEZONE", "Seoul", "'Seoul' is no IANA time zone; write one such as Asia/Seoul or Europe/Berlin"),
        ("POLICYWIRE_TIMEZONE", "../etc/passwd", "is no IANA time zone"),
        ("POLICYWIRE_CONSOLE_PORT", "eighty", "write a port number from 1 to 65535"),
        ("POLICYWIRE_CONSOLE_PORT", "0", "write a port number from 1 to 65535"),
        ("POLICYWIRE_CHAT_PORT", "65536", "write a port number from 1 to 65535"),
        ("POLICYWIRE_CONSOLE_HOST", "0.0.0.0", "the console has no sign-in"),
        ("SLACK_API_URL", "slack.com/api/", "write an address that starts with https://"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_the_setting_and_the_fix(
    env_file: Path, name: str, value: str, told: str
) -> None:
    line = refused(env_file, **{name: value})
    assert line.startswith(f"{name}: ")
    assert told in line


def test_the_log_level_may_be_written_small(env_file: Path) -> None:
    assert written(env_file, POLICYWIRE_LOG_LEVEL="debug").log_level == "DEBUG"


def test_the_api_address_ends_in_a_slash(env_file: Path) -> None:
    assert written(env_file, SLACK_API_URL="http://127.0.0.1:3999/api").slack_api_url == "http://127.0.0.1:3999/api/"


def test_one_port_for_both_is_refused(env_file: Path) -> None:
    line = refused(env_file, POLICYWIRE_CONSOLE_PORT="3000")
    assert "POLICYWIRE_CONSOLE_PORT and POLICYWIRE_CHAT_PORT are both 3000" in line


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"SLACK_APP_TOKEN": "xapp-1-HUSH"}, "SLACK_BOT_TOKEN is missing"),
        ({"SLACK_SIGNING_SECRET": "HUSH"}, "SLACK_BOT_TOKEN is missing"),
        ({"SLACK_BOT_TOKEN": "xoxb-1-HUSH"}, "set SLACK_APP_TOKEN (xapp-…, Socket Mode) or SLACK_SIGNING_SECRET"),
        (SLACK | {"SLACK_BOT_TOKEN": "xoxp-1-HUSH"}, "SLACK_BOT_TOKEN does not start with xoxb-"),
        (SLACK | {"SLACK_APP_TOKEN": "xoxb-1-HUSH"}, "SLACK_APP_TOKEN does not start with xapp-"),
    ],
)
def test_half_of_slack_is_a_mistake(env_file: Path, given: dict[str, str], told: str) -> None:
    assert told in refused(env_file, **given)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("POLICYWIRE_LANGAUGE", "did you mean POLICYWIRE_LANGUAGE?"),
        ("POLICYWIRE_CORPUS_DIR", "did you mean POLICYWIRE_CORPUS_DIRS?"),
        ("POLICYWIRE_DATABASE_URL", "did you mean DATABASE_URL?"),
        ("POLICYWIRE_SLACK_BOT_TOKEN", "did you mean SLACK_BOT_TOKEN?"),
        ("POLICYWIRE_XYZZY", "see .env.example for all settings"),
    ],
)
def test_a_misspelt_name_is_refused_with_the_right_one(
    env_file: Path, monkeypatch: pytest.MonkeyPatch, name: str, hint: str
) -> None:
    assert refused(env_file, **{name: "HUSH"}) == f"{name} is no setting of Policywire; {hint}"
    env_file.write_text("")
    monkeypatch.setenv(name, "HUSH")
    with pytest.raises(SettingError, match=re.escape(hint)):
        load(env_file)


@pytest.mark.parametrize(
    ("name", "meant"),
    [("SLACK_BOT_TOKN", "SLACK_BOT_TOKEN"), ("DATABASE_URI", "DATABASE_URL"), ("LANGUAGE", "POLICYWIRE_LANGUAGE")],
)
def test_in_our_own_file_a_name_without_prefix_is_told_apart_too(env_file: Path, name: str, meant: str) -> None:
    assert refused(env_file, **{name: "HUSH"}) == f"{name} is no setting of Policywire; did you mean {meant}?"


def test_other_programs_names_are_left_alone(env_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URI", "theirs")
    monkeypatch.setenv("LANGUAGE", "de")
    assert written(env_file, COMPOSE_PROJECT_NAME="x", PYTHONUNBUFFERED="1").language == "en"


def test_a_file_that_is_no_text_is_named(env_file: Path) -> None:
    env_file.write_bytes("POLICYWIRE_LANGUAGE=한국어\n".encode("euc-kr"))
    with pytest.raises(SettingError, match=r"\.env is not UTF-8 text \(byte 20\); save it as UTF-8"):
        load(env_file)


@pytest.mark.parametrize("line", ["POLICYWIRE_LANGUAGE ko", "just words", "= ko", "POLICYWIRE_LANGUAGE: ko"])
def test_a_line_that_sets_nothing_is_named(env_file: Path, line: str) -> None:
    env_file.write_text(f"# mine\n\nexport POLICYWIRE_CHAT_PORT=3001\n{line}\n", "utf-8")
    with pytest.raises(SettingError) as caught:
        load(env_file)
    assert caught.value.user == f"{env_file}:4: this line sets nothing; write NAME=value, or # before a remark"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("POLICYWIRE_FEEDS_FILE", "/nowhere/feeds.yaml", "there is no file /nowhere/feeds.yaml"),
        ("POLICYWIRE_TOPICS_FILE", "/nowhere/topics.yaml", "there is no file /nowhere/topics.yaml"),
        ("POLICYWIRE_FEED_CA_BUNDLE", "/nowhere/ca.pem", "there is no file /nowhere/ca.pem"),
        ("POLICYWIRE_CORPUS_DIRS", "/nowhere/docs", "/nowhere/docs is no readable folder"),
    ],
)
def test_a_path_that_leads_nowhere_names_its_setting(env_file: Path, name: str, value: str, told: str) -> None:
    settings = written(env_file, **{name: value})
    with pytest.raises(SettingError, match=f"^{name}: {re.escape(told)}"):
        settings.check_paths()


def test_the_shipped_paths_are_there() -> None:
    load(None).check_paths()


def test_secrets_never_print(env_file: Path) -> None:
    settings = written(
        env_file, **SLACK, SLACK_SIGNING_SECRET="HUSH", DATABASE_URL="postgresql://u:HUSH@h/d",
        POLICYWIRE_FEED_PROXY="http://u:HUSH@proxy:3128",
    )  # fmt: skip
    assert "HUSH" not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"


def test_the_example_lists_exactly_the_settings_with_their_defaults(env_file: Path) -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    listed = re.findall(r"^#?([A-Z][A-Z_]+)=(.*)$", example, re.MULTILINE)
    assert {name for name, _ in listed} == NAMES
    assert len(listed) == len(NAMES)
    # Where the code has a default to write down, the example shows it; else it shows a form.
    for name, value in listed:
        field = next(f for f in Settings.model_fields if env_name(f) == name)
        default = Settings.model_fields[field].default
        if isinstance(default, str | int) and not isinstance(default, SecretStr):
            assert value.lower() == str(default).lower(), name
    assert load(ROOT / ".env.example") == load(None)


@pytest.mark.parametrize("file", [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))], ids=lambda f: f.name)
def test_documents_name_no_setting_that_is_not_there(file: Path) -> None:
    named = set(re.findall(r"\b((?:POLICYWIRE|SLACK)_[A-Z_]+|DATABASE_URL)\b", file.read_text("utf-8")))
    assert named <= NAMES


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"LLM_URL": "http://127.0.0.1:1/v1"}, "name the model to ask there: POLICYWIRE_LLM_MODEL"),
        ({"LLM_KEY": "HUSH"}, "POLICYWIRE_LLM_URL is missing"),
        ({"LLM_MODEL": "m"}, "POLICYWIRE_LLM_URL is missing"),
        ({"LLM_URL": "ftp://x/v1", "LLM_MODEL": "m"}, "POLICYWIRE_LLM_URL: write the address"),
        ({"LLM_URL": "http://u:HUSH@x/v1", "LLM_MODEL": "m"}, "POLICYWIRE_LLM_URL: write the address"),
        ({"LLM_SECONDS": "soon"}, "POLICYWIRE_LLM_SECONDS: write a number"),
        ({"LLM_SECONDS": "0"}, "POLICYWIRE_LLM_SECONDS: write a number"),
        ({"LLM_TOKENS_A_DAY": "-1"}, "POLICYWIRE_LLM_TOKENS_A_DAY: write a number"),
    ],
)
def test_a_language_model_is_asked_for_in_full(env_file: Path, given: dict[str, str], told: str) -> None:
    assert told in refused(env_file, **{f"POLICYWIRE_{name}": value for name, value in given.items()})


def test_a_language_model_is_asked_as_the_settings_say(env_file: Path) -> None:
    settings = written(
        env_file, POLICYWIRE_LLM_URL="https://m.example/v1", POLICYWIRE_LLM_MODEL="m", POLICYWIRE_LLM_KEY="HUSH"
    )
    assert (settings.llm_url, settings.llm_model, settings.llm_seconds) == ("https://m.example/v1", "m", 30.0)
    assert "HUSH" not in repr(settings)


HASH = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$x"


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"CONSOLE_HOST": "0.0.0.0", "CONSOLE_PASSWORD_HASH": f"'{HASH}'"}, "POLICYWIRE_CONSOLE_URL is missing"),
        ({"CONSOLE_PASSWORD_HASH": "hunter2"}, "this is no hash"),
        ({"CONSOLE_URL": "https://console.example/path"}, "without a path"),
        ({"CONSOLE_OIDC_ISSUER": "https://login.example"}, "_CLIENT_SECRET together"),
        (
            {"CONSOLE_OIDC_ISSUER": "https://login.example", "CONSOLE_OIDC_CLIENT_ID": "a", "CONSOLE_OIDC_CLIENT_SECRET": "b"},
            "needs POLICYWIRE_SECRET_KEY too",
        ),
    ],
)  # fmt: skip
def test_a_half_sign_in_stops_the_start(env_file: Path, settings: dict[str, str], told: str) -> None:
    line = refused(env_file, **{f"POLICYWIRE_{name}": value for name, value in settings.items()})
    assert told in line
    assert "hunter2" not in line


def test_a_console_may_be_bound_elsewhere_with_a_sign_in(env_file: Path) -> None:
    env_file.write_text(
        f"POLICYWIRE_CONSOLE_HOST=0.0.0.0\nPOLICYWIRE_CONSOLE_URL=https://Console.example/\nPOLICYWIRE_CONSOLE_PASSWORD_HASH='{HASH}'\n"
    )
    settings = load(env_file)
    assert settings.console_signs_in
    assert settings.console_origin == "https://console.example"
    assert HASH not in repr(settings)


def test_every_setting_that_lists_is_written_with_commas() -> None:
    lists = [name for name, field in Settings.model_fields.items() if field.default == ()]
    one = "00000000-0000-0000-0000-000000000001"
    beside = {"TEAMS_CLIENT_ID": one, "TEAMS_CLIENT_SECRET": "HUSH"}
    found = Settings(_env_file=None, **beside, **{env_name(name): f"{one}, {one}" for name in lists})
    assert len(lists) > 5
    assert {len(getattr(found, name)) for name in lists} == {2}
