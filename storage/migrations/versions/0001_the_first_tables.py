"""The first tables

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import storage.models

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "channel",
        sa.Column("key", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("surface", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("workspace", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("lang", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_channel")),
        sa.UniqueConstraint("surface", "workspace", "address", name=op.f("uq_channel_surface_workspace_address")),
    )
    op.create_table(
        "feed",
        sa.Column("key", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("tier", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("lang", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("country", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("carries", sa.Text(), nullable=False),
        sa.Column("interval_minutes", sa.Integer(), nullable=False),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("modified", sa.Text(), nullable=True),
        sa.Column("body_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("baseline_at", storage.models.Utc(timezone=True), nullable=True),
        sa.Column("next_check_at", storage.models.Utc(timezone=True), nullable=True),
        sa.Column("checked_at", storage.models.Utc(timezone=True), nullable=True),
        sa.Column("ok_at", storage.models.Utc(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("error_since", storage.models.Utc(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("changed_at", storage.models.Utc(timezone=True), nullable=True),
        sa.Column("pace", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_feed")),
        sa.UniqueConstraint("id", name=op.f("uq_feed_id")),
    )
    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feed_next_check_at"), ["next_check_at"], unique=False)

    op.create_table(
        "job_run",
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("started_at", storage.models.Utc(timezone=True), nullable=False),
        sa.Column("finished_at", storage.models.Utc(timezone=True), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_job_run")),
    )
    op.create_table(
        "item",
        sa.Column("key", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("feed_key", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("lang", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("tier", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("country", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("published", storage.models.Utc(timezone=True), nullable=True),
        sa.Column("found", storage.models.Utc(timezone=True), nullable=False),
        sa.Column("dated", storage.models.Utc(timezone=True), nullable=False),
        sa.Column("changed", storage.models.Utc(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("matched_revision", sa.Integer(), nullable=False),
        sa.Column("content_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("baseline", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["feed_key"], ["feed.key"], name=op.f("fk_item_feed_key_feed")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_item")),
        sa.UniqueConstraint("id", name=op.f("uq_item_id")),
        sa.UniqueConstraint("identity", name=op.f("uq_item_identity")),
    )
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_content_hash"), ["content_hash"], unique=False)
        batch_op.create_index("ix_item_dated", ["dated", "key"], unique=False)
        batch_op.create_index(batch_op.f("ix_item_feed_key"), ["feed_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_item_found"), ["found"], unique=False)
        batch_op.create_index(
            "ix_item_unmatched",
            ["key"],
            unique=False,
            sqlite_where=sa.text("matched_revision < revision"),
            postgresql_where=sa.text("matched_revision < revision"),
        )

    op.create_table(
        "subscription",
        sa.Column("key", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("channel_key", sa.Integer(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_key", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("preferences", sa.JSON(), nullable=False),
        sa.Column("created_at", storage.models.Utc(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("ended_at", storage.models.Utc(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["channel_key"], ["channel.key"], name=op.f("fk_subscription_channel_key_channel")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_subscription")),
    )
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subscription_channel_key"), ["channel_key"], unique=False)
        batch_op.create_index(
            "uq_subscription_active",
            ["channel_key", "subject_key"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "carried",
        sa.Column("key", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("feed_key", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("content_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("item_key", sa.Integer(), nullable=False),
        sa.Column("seen_at", storage.models.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["feed_key"], ["feed.key"], name=op.f("fk_carried_feed_key_feed")),
        sa.ForeignKeyConstraint(["item_key"], ["item.key"], name=op.f("fk_carried_item_key_item")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_carried")),
        sa.UniqueConstraint("feed_key", "guid", name=op.f("uq_carried_feed_key_guid")),
    )
    with op.batch_alter_table("carried", schema=None) as batch_op:
        batch_op.create_index("ix_carried_content", ["feed_key", "content_hash"], unique=False)
        batch_op.create_index(batch_op.f("ix_carried_item_key"), ["item_key"], unique=False)

    op.create_table(
        "delivery",
        sa.Column("key", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("channel_key", sa.Integer(), nullable=False),
        sa.Column("item_key", sa.Integer(), nullable=False),
        sa.Column("state", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("next_at", storage.models.Utc(timezone=True), nullable=False),
        sa.Column("created_at", storage.models.Utc(timezone=True), nullable=False),
        sa.Column("sending_since", storage.models.Utc(timezone=True), nullable=True),
        sa.Column("sent_at", storage.models.Utc(timezone=True), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["channel_key"], ["channel.key"], name=op.f("fk_delivery_channel_key_channel")),
        sa.ForeignKeyConstraint(["item_key"], ["item.key"], name=op.f("fk_delivery_item_key_item")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_delivery")),
        sa.UniqueConstraint("channel_key", "item_key", name=op.f("uq_delivery_channel_key_item_key")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_item_key"), ["item_key"], unique=False)
        batch_op.create_index(
            "ix_delivery_open",
            ["channel_key", "key"],
            unique=False,
            sqlite_where=sa.text("state NOT IN ('sent', 'failed')"),
            postgresql_where=sa.text("state NOT IN ('sent', 'failed')"),
        )

    op.create_table(
        "document",
        sa.Column("key", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("stamp", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("item_key", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("error_since", storage.models.Utc(timezone=True), nullable=True),
        sa.Column("seen_at", storage.models.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["item_key"], ["item.key"], name=op.f("fk_document_item_key_item")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_document")),
        sa.UniqueConstraint("path", name=op.f("uq_document_path")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_item_key"), ["item_key"], unique=False)

    op.create_table(
        "item_revision",
        sa.Column("item_key", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("content_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("seen_at", storage.models.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["item_key"], ["item.key"], name=op.f("fk_item_revision_item_key_item")),
        sa.PrimaryKeyConstraint("item_key", "revision", name=op.f("pk_item_revision")),
    )
    op.create_table(
        "match",
        sa.Column("key", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("item_key", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("dated", storage.models.Utc(timezone=True), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["item_key"], ["item.key"], name=op.f("fk_match_item_key_item")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_match")),
        sa.UniqueConstraint("item_key", "revision", "subject", name=op.f("uq_match_item_key_revision_subject")),
    )
    with op.batch_alter_table("match", schema=None) as batch_op:
        batch_op.create_index("ix_match_subject", ["subject", "dated", "item_key"], unique=False)

    op.create_table(
        "alert",
        sa.Column("key", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("subscription_key", sa.Integer(), nullable=False),
        sa.Column("item_key", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("decision", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("delivery_key", sa.Integer(), nullable=True),
        sa.Column("created_at", storage.models.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["delivery_key"], ["delivery.key"], name=op.f("fk_alert_delivery_key_delivery")),
        sa.ForeignKeyConstraint(["item_key"], ["item.key"], name=op.f("fk_alert_item_key_item")),
        sa.ForeignKeyConstraint(
            ["subscription_key"], ["subscription.key"], name=op.f("fk_alert_subscription_key_subscription")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_alert")),
        sa.UniqueConstraint(
            "subscription_key", "item_key", "revision", name=op.f("uq_alert_subscription_key_item_key_revision")
        ),
    )
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alert_delivery_key"), ["delivery_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_alert_item_key"), ["item_key"], unique=False)

    op.create_table(
        "console_message",
        sa.Column("key", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("channel_key", sa.Integer(), nullable=False),
        sa.Column("delivery_key", sa.Integer(), nullable=True),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("card", sa.JSON(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("posted_at", storage.models.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["channel_key"], ["channel.key"], name=op.f("fk_console_message_channel_key_channel")),
        sa.ForeignKeyConstraint(
            ["delivery_key"], ["delivery.key"], name=op.f("fk_console_message_delivery_key_delivery")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_console_message")),
        sa.UniqueConstraint("delivery_key", name=op.f("uq_console_message_delivery_key")),
    )
    with op.batch_alter_table("console_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_console_message_channel_key"), ["channel_key"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("console_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_console_message_channel_key"))

    op.drop_table("console_message")
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_alert_item_key"))
        batch_op.drop_index(batch_op.f("ix_alert_delivery_key"))

    op.drop_table("alert")
    with op.batch_alter_table("match", schema=None) as batch_op:
        batch_op.drop_index("ix_match_subject")

    op.drop_table("match")
    op.drop_table("item_revision")
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_item_key"))

    op.drop_table("document")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_delivery_open",
            sqlite_where=sa.text("state NOT IN ('sent', 'failed')"),
            postgresql_where=sa.text("state NOT IN ('sent', 'failed')"),
        )
        batch_op.drop_index(batch_op.f("ix_delivery_item_key"))

    op.drop_table("delivery")
    with op.batch_alter_table("carried", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_carried_item_key"))
        batch_op.drop_index("ix_carried_content")

    op.drop_table("carried")
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_subscription_active",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_subscription_channel_key"))

    op.drop_table("subscription")
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_item_unmatched",
            sqlite_where=sa.text("matched_revision < revision"),
            postgresql_where=sa.text("matched_revision < revision"),
        )
        batch_op.drop_index(batch_op.f("ix_item_found"))
        batch_op.drop_index(batch_op.f("ix_item_feed_key"))
        batch_op.drop_index("ix_item_dated")
        batch_op.drop_index(batch_op.f("ix_item_content_hash"))

    op.drop_table("item")
    op.drop_table("job_run")
    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feed_next_check_at"))

    op.drop_table("feed")
    op.drop_table("channel")
