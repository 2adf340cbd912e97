"""The one table of what Slack's error codes mean for a message, its channel and the installation.

The codes are those that Slack documents for chat.postMessage, chat.update and its uploads; docs/slack.md tells what
becomes of each fate. One that nobody documented is a certain refusal worth another attempt.
"""

from core.ports import Outcome

# Slack did not take the message and may take it later: the moment, or the workspace, not the message.
_WAIT = """
    ratelimited rate_limited message_limit_exceeded service_unavailable team_added_to_org accesslimited
    request_timeout
"""
# Slack does not know us just now: what waits is kept until somebody installs us again or drops it.
_REFUSED = "invalid_auth not_authed org_login_required team_access_not_granted token_expired"
# The installation is over.
_GONE = "account_inactive token_revoked"
# Slack's own words for these: some aspect of the operation may have succeeded.
_UNSURE = "fatal_error internal_error"
# The channel takes nothing from us until somebody changes that.
_CLOSED = """
    channel_not_found is_archived not_in_channel restricted_action restricted_action_non_threadable_channel
    restricted_action_read_only_channel restricted_action_thread_locked restricted_action_thread_only_channel
    app_access_restricted is_inactive user_is_restricted cannot_dm_bot messages_tab_disabled
    team_not_found external_channel_migrating
"""
# This message will be refused tomorrow as well; others in the channel are not.
_FAILED = """
    access_denied agent_prompt_display_not_allowed as_user_not_supported attachment_payload_limit_exceeded block_mismatch cannot_reply_to_message
    cant_update_message deprecated_endpoint duplicate_channel_not_found duplicate_message_not_found
    draft_already_deleted draft_already_sent draft_has_conflict draft_not_found
    edit_window_closed ekm_access_denied enterprise_is_restricted
    invalid_arg_name invalid_arguments invalid_array_arg invalid_attachments invalid_auth_for_as_user invalid_blocks
    invalid_blocks_format invalid_charset invalid_form_data invalid_json invalid_metadata_format invalid_metadata_schema
    invalid_post_type invalid_thread_ts json_not_object markdown_text_conflict message_not_found metadata_must_be_sent_from_app
    metadata_too_large method_deprecated method_not_supported_for_channel_type missing_charset missing_file_data
    missing_post_type missing_scope msg_blocks_too_long msg_too_long no_dual_broadcast_content_update no_permission no_text
    not_allowed_token_type send_on_behalf_not_allowed slack_connect_blocked_file_type slack_connect_canvas_sharing_blocked
    slack_connect_clip_sharing_blocked slack_connect_file_link_sharing_blocked slack_connect_file_upload_sharing_blocked
    slack_connect_lists_sharing_blocked
    thread_locked thread_not_found too_many_attachments too_many_contact_cards two_factor_setup_required unknown_method
    update_failed user_is_bot
"""

REFUSED = frozenset(_REFUSED.split())
GONE = frozenset(_GONE.split())
BLOCKS_REFUSED = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})

FATES: dict[str, Outcome] = {
    **dict.fromkeys(_WAIT.split(), Outcome.WAIT),
    **dict.fromkeys(REFUSED, Outcome.WAIT),
    **dict.fromkeys(GONE, Outcome.GONE),
    **dict.fromkeys(_UNSURE.split(), Outcome.UNCERTAIN),
    **dict.fromkeys(_CLOSED.split(), Outcome.CLOSED),
    **dict.fromkeys(_FAILED.split(), Outcome.FAILED),
}
_PREFIXES = (("restricted_action", Outcome.CLOSED), ("slack_connect_", Outcome.FAILED))


def outcome_of(code: str) -> Outcome:
    """The fate of a message that Slack answered with an error code."""
    if (known := FATES.get(code)) is not None:
        return known
    return next((fate for start, fate in _PREFIXES if code.startswith(start)), Outcome.RETRY)
