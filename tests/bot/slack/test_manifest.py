"""The manifest asks for what the code uses and docs/slack.md explains, no more and no less."""

import re
from pathlib import Path

import pytest

from bot.slack.fates import FATES, outcome_of
from bot.slack.lifecycle import HANDLERS
from bot.slack.manifest import manifest
from bot.slack.receive import EVENTS as RECEIVED
from bot.slack.receive import SUMMARISE
from bot.slack.scopes import EVENTS, METHODS, SCOPES
from core.ports import Outcome

ROOT = Path(__file__).parents[3]
CODE = {
    path.name: path.read_text("utf-8") for path in (ROOT / "bot" / "slack").glob("*.py") if path.name != "scopes.py"
}
GUIDE = (ROOT / "docs" / "slack.md").read_text("utf-8")


def called() -> set[str]:
    """The methods of Slack that the code names or calls."""
    text = "\n".join(CODE.values())
    named = set(re.findall(r'"((?:apps|auth|chat|conversations|files|users|views)\.[a-z]+[a-zA-Z.]*)"', text))
    by_name = set(re.findall(r"client\.((?:chat|conversations|views)_[a-zA-Z]+)\(", text))
    oauth = {"oauth.v2.access"} if '"oauth_v2_access"' in text else set()
    return named | {name.replace("_", ".", 1) for name in by_name} | oauth


def test_the_methods_that_are_listed_are_those_that_are_called() -> None:
    assert called() == set(METHODS)


def test_the_events_that_are_listed_are_those_that_are_heard() -> None:
    assert {*HANDLERS, *RECEIVED} == set(EVENTS)


def test_the_guide_explains_each_scope_and_no_other() -> None:
    explained = set(re.findall(r"^\| `([a-z_]+(?::[a-z]+)?)` \|", GUIDE, re.MULTILINE))
    assert explained == set(SCOPES) == set(manifest()["oauth_config"]["scopes"]["bot"])


def test_socket_mode_needs_no_address() -> None:
    made = manifest()
    assert made["settings"]["socket_mode_enabled"] is True
    assert "request_url" not in str(made)
    assert "redirect_urls" not in made["oauth_config"]
    assert made["settings"]["token_rotation_enabled"] is False


def test_http_names_one_address_everywhere_and_many_workspaces_a_way_back() -> None:
    made = manifest(public_url="https://policy.example", install_url="https://policy.example")
    address = "https://policy.example/slack/events"
    settings = made["settings"]
    assert settings["event_subscriptions"]["request_url"] == settings["interactivity"]["request_url"] == address
    assert made["features"]["slash_commands"][0]["url"] == address
    assert made["oauth_config"]["redirect_urls"] == ["https://policy.example/slack/oauth_redirect"]
    assert (settings["socket_mode_enabled"], settings["token_rotation_enabled"], settings["org_deploy_enabled"]) == (
        False,
        True,
        True,
    )
    assert made["features"]["shortcuts"][0]["callback_id"] == SUMMARISE


def test_what_slack_limits_is_short_enough() -> None:
    made = manifest()
    assert len(made["display_information"]["name"]) <= 35
    assert len(made["display_information"]["description"]) <= 140
    assert len(made["features"]["slash_commands"][0]["description"]) <= 2_000
    assert len(made["features"]["shortcuts"][0]["name"]) <= 24 + 4


# Slack's documented errors of chat.postMessage, by what becomes of the message.
DOCUMENTED = {
    Outcome.WAIT: "ratelimited rate_limited message_limit_exceeded service_unavailable team_added_to_org accesslimited "
    "request_timeout invalid_auth not_authed org_login_required team_access_not_granted token_expired",
    Outcome.GONE: "account_inactive token_revoked",
    Outcome.UNCERTAIN: "fatal_error internal_error",
    Outcome.CLOSED: "channel_not_found is_archived not_in_channel restricted_action restricted_action_non_threadable_channel "
    "restricted_action_read_only_channel restricted_action_thread_locked restricted_action_thread_only_channel "
    "messages_tab_disabled team_not_found is_inactive app_access_restricted",
    Outcome.FAILED: "agent_prompt_display_not_allowed draft_already_deleted draft_already_sent draft_has_conflict "
    "draft_not_found send_on_behalf_not_allowed access_denied as_user_not_supported attachment_payload_limit_exceeded cannot_reply_to_message "
    "deprecated_endpoint duplicate_channel_not_found duplicate_message_not_found ekm_access_denied enterprise_is_restricted "
    "invalid_arg_name invalid_arguments invalid_array_arg invalid_attachments invalid_blocks invalid_blocks_format "
    "invalid_charset invalid_form_data invalid_metadata_format invalid_metadata_schema invalid_post_type "
    "markdown_text_conflict metadata_must_be_sent_from_app metadata_too_large method_deprecated "
    "method_not_supported_for_channel_type missing_file_data missing_post_type missing_scope msg_blocks_too_long msg_too_long "
    "no_permission no_text not_allowed_token_type slack_connect_canvas_sharing_blocked "
    "slack_connect_file_link_sharing_blocked slack_connect_lists_sharing_blocked too_many_attachments "
    "too_many_contact_cards two_factor_setup_required",
}


@pytest.mark.parametrize(
    ("fate", "code"), [(fate, code) for fate, codes in DOCUMENTED.items() for code in codes.split()]
)
def test_every_documented_error_has_its_fate(fate: Outcome, code: str) -> None:
    assert FATES[code] is fate
    assert outcome_of(code) is fate


def test_what_slack_may_invent_is_tried_again_and_kinds_of_it_are_known() -> None:
    assert outcome_of("an_error_of_tomorrow") is Outcome.RETRY
    assert outcome_of("restricted_action_of_tomorrow") is Outcome.CLOSED
    assert outcome_of("slack_connect_of_tomorrow_blocked") is Outcome.FAILED
