"""Watched sources: kinds, health, moves, marks

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

import storage.models

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None
breaks_older = True


def upgrade() -> None:
    with op.batch_alter_table("carried", schema=None) as batch_op:
        batch_op.create_index("ix_carried_latest", ["feed_key", "key"], unique=False)

    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.add_column(sa.Column("dedupe", storage.models.Words(), nullable=True))
        batch_op.add_column(sa.Column("card", sa.JSON(none_as_null=True), nullable=True))
        batch_op.alter_column("item_key", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_unique_constraint(batch_op.f("uq_delivery_channel_key_dedupe"), ["channel_key", "dedupe"])

    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.Text(), server_default="feed", nullable=False))
        batch_op.add_column(sa.Column("page", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("origin", sa.Text(), server_default="file", nullable=False))
        batch_op.add_column(sa.Column("backfill_days", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("moved_to", storage.models.Words(), nullable=True))
        batch_op.add_column(sa.Column("moved_polls", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("listed", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("hub", storage.models.Words(), nullable=True))
        batch_op.add_column(sa.Column("secret", storage.models.Words(), nullable=True))
        batch_op.add_column(sa.Column("ops_told_at", storage.models.Utc(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("channels_told_at", storage.models.Utc(timezone=True), nullable=True))

    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mark", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("late", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("bare", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_index(
            "ix_item_bare", ["key"], unique=False, sqlite_where=sa.text("bare"), postgresql_where=sa.text("bare")
        )

    with op.batch_alter_table("item_revision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("revision_kind", sa.Text(), server_default="text", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("item_revision", schema=None) as batch_op:
        batch_op.drop_column("revision_kind")

    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.drop_index("ix_item_bare", sqlite_where=sa.text("bare"), postgresql_where=sa.text("bare"))
        batch_op.drop_column("bare")
        batch_op.drop_column("late")
        batch_op.drop_column("mark")

    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.drop_column("channels_told_at")
        batch_op.drop_column("ops_told_at")
        batch_op.drop_column("secret")
        batch_op.drop_column("hub")
        batch_op.drop_column("listed")
        batch_op.drop_column("moved_polls")
        batch_op.drop_column("moved_to")
        batch_op.drop_column("backfill_days")
        batch_op.drop_column("origin")
        batch_op.drop_column("page")
        batch_op.drop_column("kind")

    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_delivery_channel_key_dedupe"), type_="unique")
        batch_op.alter_column("item_key", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("card")
        batch_op.drop_column("dedupe")

    with op.batch_alter_table("carried", schema=None) as batch_op:
        batch_op.drop_index("ix_carried_latest")
