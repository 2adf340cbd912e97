"""Stories that people follow

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

import storage.models

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

PERSON = ("surface", "workspace", "user")


def upgrade() -> None:
    op.create_table(
        "follow",
        sa.Column("key", sa.Integer(), nullable=False),
        *(sa.Column(name, AutoString(), nullable=False) for name in PERSON),
        sa.Column("item_key", sa.Integer(), nullable=False),
        sa.Column("channel_key", sa.Integer(), nullable=False),
        sa.Column("name", storage.models.Words(), nullable=False),
        sa.Column("since", storage.models.Utc(timezone=True), nullable=False),
        sa.Column("told_at", storage.models.Utc(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["item_key"], ["item.key"], name=op.f("fk_follow_item_key_item"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["channel_key"], ["channel.key"], name=op.f("fk_follow_channel_key_channel")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_follow")),
        sa.UniqueConstraint(*PERSON, "item_key", name=op.f("uq_follow_surface_workspace_user_item_key")),
    )
    op.create_index(op.f("ix_follow_item_key"), "follow", ["item_key"])
    op.create_index(op.f("ix_follow_channel_key"), "follow", ["channel_key"])
    op.create_table(
        "follow_told",
        sa.Column("follow_key", sa.Integer(), nullable=False),
        sa.Column("item_key", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["follow_key"], ["follow.key"], name=op.f("fk_follow_told_follow_key_follow"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["item_key"], ["item.key"], name=op.f("fk_follow_told_item_key_item"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("follow_key", "item_key", "revision", name=op.f("pk_follow_told")),
    )


def downgrade() -> None:
    op.drop_table("follow_told")
    op.drop_table("follow")
