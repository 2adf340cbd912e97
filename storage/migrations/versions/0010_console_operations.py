"""Console sign-in, operations

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

import storage.models

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


LISTED = (("ix_item_feed", "feed_key"), ("ix_item_source", "source"), ("ix_item_tier", "tier"))


def _time(name: str) -> sa.Column:
    return sa.Column(name, storage.models.Utc(timezone=True), nullable=False)


def upgrade() -> None:
    op.create_table(
        "console_session",
        sa.Column("digest", AutoString(), nullable=False),
        sa.Column("person", storage.models.Words(), nullable=False),
        sa.Column("name", storage.models.Words(), nullable=False),
        sa.Column("role", sa.Integer(), nullable=False),
        _time("created_at"),
        _time("expires_at"),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_console_session")),
    )
    op.create_index(op.f("ix_console_session_expires_at"), "console_session", ["expires_at"])
    op.create_table(
        "console_sign_in",
        sa.Column("origin", AutoString(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        _time("since"),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_console_sign_in")),
    )
    op.create_table(
        "channel_feed",
        sa.Column("channel_key", sa.Integer(), nullable=False),
        sa.Column("token", AutoString(), nullable=False),
        _time("created_at"),
        sa.ForeignKeyConstraint(["channel_key"], ["channel.key"], name=op.f("fk_channel_feed_channel_key_channel")),
        sa.PrimaryKeyConstraint("channel_key", name=op.f("pk_channel_feed")),
        sa.UniqueConstraint("token", name=op.f("uq_channel_feed_token")),
    )
    # What people look through items by, newest first.
    op.drop_index(op.f("ix_item_feed_key"), "item")
    for name, column in LISTED:
        op.create_index(name, "item", [column, "dated"])


def downgrade() -> None:
    for name, _ in LISTED:
        op.drop_index(name, "item")
    op.create_index(op.f("ix_item_feed_key"), "item", ["feed_key"])
    op.drop_table("channel_feed")
    op.drop_table("console_sign_in")
    op.drop_table("console_session")
